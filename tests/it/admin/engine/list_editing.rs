//! Cells of a list that are edited: all rows or none, and nobody's work undone.

use diesel::prelude::*;
use storefront::schema::{admin_log_entries, products, promotions, reviews};

use super::people::{root, staff_with};
use super::seeds::{review, sale, title_and_price};
use super::sheet::Sheet;
use super::toys::shop;
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::web::texts;

const PRODUCTS: &str = "/admin/catalog/product/";

fn two(t: &TestApp) -> (i64, i64) {
    t.seed(|conn| Ok((product("Bag").insert(conn)?, product("Mug").insert(conn)?)))
}

fn set_price(t: &TestApp, id: i64, price: i64) {
    t.seed(|conn| {
        diesel::update(products::table.find(id)).set(products::unit_price.eq(price)).execute(conn)?;
        Ok(())
    });
}

#[actix_web::test]
async fn cells_are_saved_together_and_only_what_changed_is_counted_and_recorded() {
    let t = shop();
    let (bag, mug) = two(&t);
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&format!("{PRODUCTS}?o=1")).await, "list-form");
    let sheet = sheet.set("form-0-unit_price", "12.50");
    let answer = sheet.press(&browser, "_save").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/catalog/product/?o=1"));
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, bag)?)), ("Bag".into(), 1_250));
    let page = browser.get(PRODUCTS).await;
    assert_eq!(texts(&page, ".message"), ["1 product was changed successfully."]);
    let entries: Vec<(i64, String)> = t.look(|conn| {
        Ok(admin_log_entries::table
            .select((admin_log_entries::object_id, admin_log_entries::source))
            .load(conn)?)
    });
    assert_eq!(entries, [(bag, "list".to_owned())]);
    let both = Sheet::of(&page, "list-form").set("form-0-unit_price", "1.50").without("form-1-is_published");
    assert_eq!(both.press(&browser, "_save").await.status, 303);
    assert_eq!(texts(&browser.get(PRODUCTS).await, ".message"), ["2 products were changed successfully."]);
    assert!(
        !t.look(|conn| Ok(products::table.find(mug).select(products::is_published).first::<bool>(conn)?))
    );
}

#[actix_web::test]
async fn a_list_that_was_not_touched_changes_nothing() {
    let t = shop();
    two(&t);
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(PRODUCTS).await, "list-form");
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    assert_eq!(texts(&browser.get(PRODUCTS).await, ".message"), ["Nothing was changed."]);
}

#[actix_web::test]
async fn one_wrong_cell_stores_nothing_and_keeps_what_was_typed() {
    let t = shop();
    let (bag, _) = two(&t);
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(PRODUCTS).await, "list-form");
    let sheet = sheet.set("form-0-unit_price", "12.50").set("form-1-unit_price", "cheap");
    let answer = sheet.press(&browser, "_save").await;
    assert_eq!(answer.status, 422);
    assert_eq!(texts(&answer, "[role=alert]"), ["Please correct the errors below. Nothing was saved."]);
    let again = Sheet::of(&answer, "list-form");
    assert_eq!((again.get("form-0-unit_price"), again.get("form-1-unit_price")), ("12.50", "cheap"));
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, bag)?)).1, 1_000);
    let mended = again.set("form-1-unit_price", "2").press(&browser, "_save").await;
    assert_eq!(mended.status, 303);
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, bag)?)).1, 1_250);
}

#[actix_web::test]
async fn the_rules_of_the_form_hold_in_the_list() {
    let t = shop();
    let (bag, _) = two(&t);
    t.seed(|conn| {
        diesel::update(products::table.find(bag))
            .set(products::compare_at_price.eq(Some(2_000)))
            .execute(conn)?;
        Ok(())
    });
    let browser = root(&t);
    for (price, problem) in [("0", "greater than or equal"), ("30", "The former price must be higher.")] {
        let sheet = Sheet::of(&browser.get(PRODUCTS).await, "list-form").set("form-0-unit_price", price);
        let answer = sheet.press(&browser, "_save").await;
        assert_eq!(answer.status, 422, "{price}");
        assert!(answer.body().contains(problem), "{price}: {}", answer.body());
    }
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, bag)?)).1, 1_000);
}

#[actix_web::test]
async fn a_cell_that_others_changed_meanwhile_is_shown_before_it_is_overwritten() {
    let t = shop();
    let (bag, mug) = two(&t);
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(PRODUCTS).await, "list-form");
    set_price(&t, bag, 3_000);
    set_price(&t, mug, 4_000);
    // A cell that was left alone is no conflict, and keeps what others stored.
    let answer = sheet.set("form-0-unit_price", "2").press(&browser, "_save").await;
    assert_eq!(answer.status, 409);
    assert!(answer.body().contains("Somebody else changed this to “30.00” meanwhile."), "{}", answer.body());
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, bag)?)).1, 3_000);
    let again = Sheet::of(&answer, "list-form");
    assert_eq!(again.press(&browser, "_save").await.status, 303);
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, bag)?)).1, 200);
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, mug)?)).1, 4_000);
}

#[actix_web::test]
async fn a_cell_that_a_colleague_changed_meanwhile_names_them() {
    let t = shop();
    two(&t);
    let sue = staff_with(&t, "Sue", &["catalog.view_product", "catalog.change_product"]);
    let browser = root(&t);
    let mine = Sheet::of(&browser.get(PRODUCTS).await, "list-form");
    let hers = mine.clone().set("form-0-unit_price", "30");
    assert_eq!(hers.press(&sue, "_save").await.status, 303);
    let answer = mine.set("form-0-unit_price", "2").press(&browser, "_save").await;
    assert_eq!(answer.status, 409);
    assert!(answer.body().contains("Sue changed this to “30.00” meanwhile."), "{}", answer.body());
}

#[actix_web::test]
async fn two_people_may_change_different_cells_of_a_row() {
    let t = shop();
    let (bag, _) = two(&t);
    let browser = root(&t);
    let first = Sheet::of(&browser.get(PRODUCTS).await, "list-form");
    let second = first.clone();
    assert_eq!(first.set("form-0-unit_price", "2").press(&browser, "_save").await.status, 303);
    assert_eq!(second.without("form-0-is_published").press(&browser, "_save").await.status, 303);
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, bag)?)).1, 200);
    assert!(
        !t.look(|conn| Ok(products::table.find(bag).select(products::is_published).first::<bool>(conn)?))
    );
}

#[actix_web::test]
async fn a_row_that_is_gone_stops_the_save_only_when_it_was_edited() {
    let t = shop();
    let (bag, mug) = two(&t);
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(PRODUCTS).await, "list-form");
    t.change(|conn| {
        storefront::catalog::product_editing::delete(conn, &crate::support::editing::edit(), &[bag])
    });
    let edited = sheet.clone().set("form-0-unit_price", "2").press(&browser, "_save").await;
    assert_eq!(edited.status, 422);
    let left = sheet.set("form-1-unit_price", "2").press(&browser, "_save").await;
    assert_eq!(left.status, 303);
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, mug)?)).1, 200);
}

#[actix_web::test]
async fn moments_are_edited_as_browsers_write_them() {
    let t = shop();
    let id = t.seed(|conn| Ok(sale(conn, "Spring", Some("2026-03-20 10:00:00"))?));
    let browser = root(&t);
    let path = "/admin/promotions/promotion/";
    let sheet = Sheet::of(&browser.get(path).await, "list-form");
    assert_eq!(sheet.get("form-0-ends_at"), "2026-03-20T10:00");
    assert_eq!(sheet.clone().press(&browser, "_save").await.status, 303);
    assert_eq!(texts(&browser.get(path).await, ".message"), ["Nothing was changed."]);
    assert_eq!(sheet.set("form-0-ends_at", "").press(&browser, "_save").await.status, 303);
    let ends: Option<chrono::NaiveDateTime> =
        t.look(|conn| Ok(promotions::table.find(id).select(promotions::ends_at).first(conn)?));
    assert_eq!(ends, None);
}

#[actix_web::test]
async fn only_the_cells_of_the_list_can_be_sent() {
    let t = shop();
    let (bag, _) = two(&t);
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(PRODUCTS).await, "list-form");
    let sheet = sheet
        .set("form-0-unit_price", "2")
        .and("form-0-title", "Stolen")
        .and("form-0-inventory", "0")
        .and("form-0-track_inventory", "");
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, bag)?)), ("Bag".into(), 200));
    assert_eq!(t.look(|conn| Ok(super::seeds::units(conn, bag)?)), 10);
}

#[actix_web::test]
async fn who_may_only_look_has_no_cells_to_edit_and_cannot_send_any() {
    let t = shop();
    let (bag, _) = two(&t);
    let (ann, eve) = (root(&t), staff_with(&t, "Eve", &["catalog.view_product"]));
    let page = eve.get(PRODUCTS).await;
    assert!(!page.body().contains("_save"), "{}", page.body());
    let sheet = Sheet::of(&ann.get(PRODUCTS).await, "list-form").set("form-0-unit_price", "2");
    assert_eq!(sheet.press(&eve, "_save").await.status, 403);
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, bag)?)).1, 1_000);
}

#[actix_web::test]
async fn a_row_that_a_rule_or_the_restriction_forbids_cannot_be_saved() {
    let t = shop();
    let (locked, hidden) = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        Ok((
            review(conn, mug, "Locked", Some(5), "2026-03-02", true)?,
            review(conn, mug, "Hidden", Some(5), "2026-03-01", false)?,
        ))
    });
    let eve = staff_with(&t, "Eve", &["reviews.change_review"]);
    for id in [locked, hidden] {
        let answer = eve
            .post(
                "/admin/reviews/review/",
                &[
                    ("_save", "1"),
                    ("form-TOTAL_FORMS", "1"),
                    ("form-0-id", &id.to_string()),
                    ("form-0-rating", "1"),
                ],
            )
            .await;
        assert_eq!(answer.status, 422);
        assert!(!answer.body().contains("Hidden"));
        let rating: Option<i32> =
            t.look(|conn| Ok(reviews::table.find(id).select(reviews::rating).first(conn)?));
        assert_eq!(rating, Some(5));
    }
}
