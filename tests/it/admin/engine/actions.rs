//! Actions on selected rows.

use diesel::prelude::*;
use storefront::schema::{admin_log_entries, products, reviews};

use super::people::{root, staff_with};
use super::seeds::{review, title_and_price, units};
use super::sheet::Sheet;
use super::toys::shop;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::builders::product;
use crate::support::web::{Answer, attributes, texts};

const PRODUCTS: &str = "/admin/catalog/product/";
const REVIEWS: &str = "/admin/reviews/review/";

async fn run(browser: &Browser<'_>, path: &str, action: &str, keys: &[i64], more: &[(&str, &str)]) -> Answer {
    let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
    let mut fields = vec![("action", action)];
    fields.extend(keys.iter().map(|key| ("_selected_action", key.as_str())));
    fields.extend(more);
    browser.post(path, &fields).await
}

async fn said(browser: &Browser<'_>, path: &str) -> Vec<String> {
    texts(&browser.get(path).await, ".message")
}

fn two(t: &TestApp) -> (i64, i64) {
    t.seed(|conn| Ok((product("Mug").insert(conn)?, product("Cup").unpublished().insert(conn)?)))
}

#[actix_web::test]
async fn an_action_runs_on_the_selected_rows_and_is_recorded_for_each() {
    let t = shop();
    let (mug, cup) = two(&t);
    let browser = root(&t);
    let answer = run(&browser, &format!("{PRODUCTS}?o=1"), "clear_inventory", &[mug], &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/catalog/product/?o=1"));
    assert_eq!(said(&browser, PRODUCTS).await, ["1 product was successfully updated."]);
    assert_eq!(t.look(|conn| Ok((units(conn, mug)?, units(conn, cup)?))), (0, 10));
    run(&browser, PRODUCTS, "clear_inventory", &[mug, cup], &[]).await;
    assert_eq!(said(&browser, PRODUCTS).await, ["2 products were successfully updated."]);
    let entries: Vec<(i64, String)> = t.look(|conn| {
        Ok(admin_log_entries::table
            .order(admin_log_entries::id)
            .select((admin_log_entries::object_id, admin_log_entries::source))
            .load(conn)?)
    });
    assert_eq!(entries, [(mug, "action".to_owned()), (cup, "action".to_owned())]);
}

#[actix_web::test]
async fn without_a_selection_or_an_action_nothing_happens_and_it_is_said() {
    let t = shop();
    two(&t);
    let browser = root(&t);
    run(&browser, PRODUCTS, "clear_inventory", &[], &[]).await;
    assert!(said(&browser, PRODUCTS).await[0].contains("Items must be selected"));
    run(&browser, PRODUCTS, "", &[1], &[]).await;
    assert_eq!(said(&browser, PRODUCTS).await, ["Warning: No action selected."]);
    assert_eq!(run(&browser, PRODUCTS, "nonsense", &[1], &[]).await.status, 400);
    assert_eq!(run(&browser, PRODUCTS, "clear_inventory", &[4711], &[]).await.status, 303);
}

#[actix_web::test]
async fn an_action_that_asks_runs_only_after_the_answer() {
    let t = shop();
    let (_, cup) = two(&t);
    let browser = root(&t);
    let page = run(&browser, PRODUCTS, "publish", &[cup], &[]).await;
    assert_eq!((page.status, texts(&page, ".lead")), (200, vec!["Shall everybody see them?".to_owned()]));
    assert_eq!(texts(&page, ".bullets li"), ["Cup"]);
    assert_eq!(texts(&page, "button.button--danger"), ["Publish"]);
    let published =
        || t.look(|conn| Ok(products::table.find(cup).select(products::is_published).first::<bool>(conn)?));
    assert!(!published());
    let answer = Sheet::at(&page, "form.answer-form").post(&browser).await;
    assert_eq!(answer.status, 303);
    assert_eq!(said(&browser, PRODUCTS).await, ["1 product was published."]);
    assert!(published());
}

#[actix_web::test]
async fn an_action_that_needs_something_shows_its_fields_and_what_is_wrong_with_them() {
    let t = shop();
    let (mug, cup) = two(&t);
    let browser = root(&t);
    let page = run(&browser, PRODUCTS, "set_price", &[mug, cup], &[]).await;
    let sheet = Sheet::at(&page, "form.answer-form");
    assert!(sheet.has("unit_price"));
    for (typed, wanted) in [
        ("cheap", "is not an amount"),
        ("0", "greater than or equal"),
        ("666", "Nobody pays that."),
        ("", "This field is required."),
    ] {
        let answer = sheet.clone().set("unit_price", typed).post(&browser).await;
        assert_eq!(answer.status, 422, "{typed}");
        let errors = texts(&answer, ".field__error");
        assert!(errors[0].contains(wanted), "{typed}: {errors:?}");
        assert_eq!(Sheet::at(&answer, "form.answer-form").get("unit_price"), typed);
    }
    assert_eq!(sheet.set("unit_price", "7.50").post(&browser).await.status, 303);
    assert_eq!(t.look(|conn| Ok((title_and_price(conn, mug)?.1, title_and_price(conn, cup)?.1))), (750, 750));
}

#[actix_web::test]
async fn a_refusal_takes_everything_back_and_is_said() {
    let t = shop();
    let (_, cup) = two(&t);
    let browser = root(&t);
    assert_eq!(run(&browser, PRODUCTS, "refuse", &[cup], &[]).await.status, 303);
    assert_eq!(said(&browser, PRODUCTS).await, ["Error: Not today."]);
    assert!(
        !t.look(|conn| Ok(products::table.find(cup).select(products::is_published).first::<bool>(conn)?))
    );
}

#[actix_web::test]
async fn a_broken_constraint_is_a_sentence_and_no_fault() {
    let t = shop();
    let (mug, cup) = two(&t);
    let browser = root(&t);
    let answer = run(&browser, PRODUCTS, "set_slug", &[mug, cup], &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.body());
    assert_eq!(said(&browser, PRODUCTS).await, ["Error: Product with this Slug already exists."]);
    assert_eq!(run(&browser, PRODUCTS, "set_slug", &[mug], &[]).await.status, 303);
}

#[actix_web::test]
async fn an_action_stands_on_the_form_as_well_and_leads_back_to_it() {
    let t = shop();
    let (mug, _) = two(&t);
    let browser = root(&t);
    let path = format!("{PRODUCTS}{mug}/change/");
    let page = browser.get(&path).await;
    assert_eq!(texts(&page, "form[data-tool] button"), ["Clear inventory"]);
    let answer = Sheet::at(&page, "form[data-tool]").post(&browser).await;
    assert_eq!((answer.status, answer.header("location")), (303, path.as_str()));
    assert_eq!(t.look(|conn| Ok(units(conn, mug)?)), 0);
}

#[actix_web::test]
async fn only_actions_that_somebody_may_run_are_offered_and_run() {
    let t = shop();
    let (mug, _) = two(&t);
    let eve = staff_with(&t, "Eve", &["catalog.view_product"]);
    let offered = attributes(&eve.get(PRODUCTS).await, "#action option", "value");
    assert_eq!(offered, ["", "export_csv", "export_json", "export_xlsx"]);
    for action in ["clear_inventory", "publish", "set_price", "refuse", "delete_selected"] {
        assert_eq!(run(&eve, PRODUCTS, action, &[mug], &[("post", "yes")]).await.status, 403, "{action}");
        assert_eq!(run(&eve, PRODUCTS, action, &[mug], &[]).await.status, 403, "{action}");
    }
    assert_eq!(t.look(|conn| Ok(units(conn, mug)?)), 10);
    assert!(texts(&eve.get(&format!("{PRODUCTS}{mug}/change/")).await, "form[data-tool]").is_empty());
}

#[actix_web::test]
async fn a_forged_key_reaches_nothing_that_somebody_may_not_see() {
    let t = shop();
    let (hidden, locked) = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        Ok((
            review(conn, mug, "Hidden", Some(5), "2026-03-01", false)?,
            review(conn, mug, "Locked", Some(5), "2026-03-01", true)?,
        ))
    });
    let eve = staff_with(&t, "Eve", &["reviews.change_review", "reviews.delete_review"]);
    let approved =
        |id: i64| t.look(|conn| Ok(reviews::table.find(id).select(reviews::approved).first::<bool>(conn)?));
    run(&eve, REVIEWS, "approve", &[hidden], &[]).await;
    assert!(!approved(hidden));
    run(&eve, REVIEWS, "approve", &[], &[("select_across", "1")]).await;
    assert!(!approved(hidden));
    run(&eve, REVIEWS, "delete_selected", &[hidden], &[("post", "yes")]).await;
    assert!(!approved(hidden));
    // Nor does a rule about the object let it through.
    assert_eq!(run(&eve, REVIEWS, "hide", &[locked], &[]).await.status, 403);
    assert!(approved(locked));
}

#[actix_web::test]
async fn everything_found_is_what_the_filter_finds() {
    let t = shop();
    let (mug, cup) = two(&t);
    let browser = root(&t);
    let across = [("select_across", "1")];
    run(&browser, &format!("{PRODUCTS}?q=mug"), "clear_inventory", &[], &across).await;
    assert_eq!(t.look(|conn| Ok((units(conn, mug)?, units(conn, cup)?))), (0, 10));
    let wrong = run(&browser, &format!("{PRODUCTS}?colour=red"), "clear_inventory", &[], &across).await;
    assert_eq!((wrong.status, t.look(|conn| Ok(units(conn, cup)?))), (400, 10));
}
