//! Two people at one object: nobody's work is lost without their being asked.

use diesel::prelude::*;
use storefront::catalog::product_editing;
use storefront::catalog::variant_editing::{change_variants, list_variants};
use storefront::platform::editing::Rows;
use storefront::schema::products;

use super::people::{root, staff_with};
use super::seeds::{product_with, title_and_price, units};
use super::sheet::Sheet;
use super::toys::shop;
use crate::support::TestApp;
use crate::support::at_once::at_once;
use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::web::{Answer, attributes, texts};

fn change(id: i64) -> String {
    format!("/admin/catalog/product/{id}/change/")
}

fn rename(t: &TestApp, id: i64, title: &str) {
    t.seed(|conn| {
        diesel::update(products::table.find(id)).set(products::title.eq(title)).execute(conn)?;
        Ok(())
    });
}

fn title(t: &TestApp, id: i64) -> String {
    t.look(|conn| Ok(title_and_price(conn, id)?)).0
}

/// What was shown, mine and theirs, of every conflict.
fn sides(answer: &Answer) -> Vec<String> {
    texts(answer, ".conflict__value")
}

#[actix_web::test]
async fn a_field_that_both_changed_shows_all_three_versions_and_nothing_is_saved() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let mine = Sheet::of(&browser.get(&change(id)).await, "form").set("title", "Cup").set("unit_price", "2");
    rename(&t, id, "Beaker");
    let answer = mine.press(&browser, "_save").await;
    assert_eq!(answer.status, 409);
    assert_eq!(sides(&answer), ["Mug", "Cup", "Beaker"]);
    assert_eq!(texts(&answer, ".conflict__label"), ["Title"]);
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, id)?)), ("Beaker".into(), 1_000));
    // What else was entered is kept for the next attempt.
    assert_eq!(Sheet::of(&answer, "form").get("unit_price"), "2");
}

#[actix_web::test]
async fn a_conflict_ends_by_choosing_and_until_then_nothing_is_saved() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    for (choice, wanted) in [("mine", "Cup"), ("theirs", "Beaker")] {
        rename(&t, id, "Mug");
        let mine = Sheet::of(&browser.get(&change(id)).await, "form").set("title", "Cup");
        rename(&t, id, "Beaker");
        let asked = Sheet::of(&mine.press(&browser, "_save").await, "form");
        let unchosen = asked.press(&browser, "_save").await;
        assert_eq!(unchosen.status, 409);
        assert_eq!(title(&t, id), "Beaker");
        let chosen = Sheet::of(&unchosen, "form").and("title-resolve", choice);
        assert_eq!(chosen.press(&browser, "_save").await.status, 303);
        assert_eq!(title(&t, id), wanted, "{choice}");
    }
}

#[actix_web::test]
async fn a_choice_is_asked_for_again_when_the_field_changed_once_more() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let mine = Sheet::of(&browser.get(&change(id)).await, "form").set("title", "Cup");
    rename(&t, id, "Beaker");
    let asked = Sheet::of(&mine.press(&browser, "_save").await, "form").and("title-resolve", "mine");
    rename(&t, id, "Glass");
    let again = asked.press(&browser, "_save").await;
    assert_eq!(again.status, 409);
    assert_eq!(sides(&again)[1..], ["Cup", "Glass"]);
    assert_eq!(title(&t, id), "Glass");
}

#[actix_web::test]
async fn the_same_change_twice_is_no_conflict() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form").set("title", "Cup");
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    assert_eq!(title(&t, id), "Cup");
    let entries = t.read(crate::admin::models::stored);
    assert_eq!(entries.len(), 1);
}

#[actix_web::test]
async fn changes_of_different_fields_are_brought_together() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let (ann, eve) = (root(&t), staff_with(&t, "Eve", &["catalog.change_product"]));
    let first = Sheet::of(&ann.get(&change(id)).await, "form").set("title", "Cup");
    let second = Sheet::of(&eve.get(&change(id)).await, "form").set("unit_price", "2.50");
    assert_eq!(first.press(&ann, "_save").await.status, 303);
    assert_eq!(second.press(&eve, "_save").await.status, 303);
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, id)?)), ("Cup".into(), 250));
}

#[actix_web::test]
async fn a_script_that_does_not_say_what_it_saw_is_not_compared() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form").set("title", "Cup").without("_base");
    rename(&t, id, "Beaker");
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    assert_eq!(title(&t, id), "Cup");
}

#[actix_web::test]
async fn an_old_form_does_not_undo_a_sale() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").inventory(10).insert(conn)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form").set("title", "Cup");
    sell(&t, id, 3);
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    assert_eq!((title(&t, id).as_str(), t.look(|conn| Ok(units(conn, id)?))), ("Cup", 7));
}

fn sell(t: &TestApp, id: i64, quantity: i32) {
    t.seed(|conn| {
        diesel::update(products::table.find(id))
            .set(products::inventory.eq(products::inventory - quantity))
            .execute(conn)?;
        Ok(())
    });
}

#[actix_web::test]
async fn a_row_that_both_changed_is_a_conflict_of_that_cell() {
    let t = shop();
    let (id, keys) = t.seed(|conn| Ok(product_with(conn, "Mug", 2)?));
    let browser = root(&t);
    let mine = Sheet::of(&browser.get(&change(id)).await, "form")
        .set("variants-0-option1", "blue")
        .set("variants-1-inventory", "3");
    change_first(&t, id, keys[0], "red");
    let answer = mine.press(&browser, "_save").await;
    assert_eq!(answer.status, 409, "{:?}", texts(&answer, ".field__error"));
    assert_eq!(sides(&answer), ["v1", "blue", "red"]);
    assert_eq!(attributes(&answer, ".conflict input", "name")[0], "variants-0-option1-resolve");
    let asked = Sheet::of(&answer, "form").and("variants-0-option1-resolve", "mine");
    assert_eq!(asked.press(&browser, "_save").await.status, 303);
    let rows = t.read(|conn| list_variants(conn, id));
    assert_eq!((rows[0].1.option1.as_str(), rows[1].1.inventory), ("blue", 3));
}

#[actix_web::test]
async fn a_conflict_names_who_changed_the_field_the_cell_or_removed_the_row() {
    let t = shop();
    let (id, _) = t.seed(|conn| Ok(product_with(conn, "Mug", 2)?));
    let rights =
        &["catalog.change_product", "catalog.change_productvariant", "catalog.delete_productvariant"];
    let (ann, eve, carl) = (root(&t), staff_with(&t, "Eve", rights), staff_with(&t, "Carl", rights));
    let mine = Sheet::of(&ann.get(&change(id)).await, "form")
        .set("title", "Cup")
        .set("variants-0-option1", "blue")
        .set("variants-1-option1", "green");
    // Somebody else changes the same column of another row, which is not what is asked about.
    let theirs = Sheet::of(&eve.get(&change(id)).await, "form").set("variants-0-option1", "red");
    assert_eq!(theirs.press(&eve, "_save").await.status, 303);
    let theirs =
        Sheet::of(&carl.get(&change(id)).await, "form").set("title", "Beaker").and("variants-1-DELETE", "on");
    assert_eq!(theirs.press(&carl, "_save").await.status, 303);
    let answer = mine.press(&ann, "_save").await;
    assert_eq!(answer.status, 409);
    assert_eq!(
        attributes(&answer, ".conflict", "id"),
        ["title-conflict", "variants-0-option1-conflict", "variants-1-id-conflict"]
    );
    let who = texts(&answer, ".conflict__who");
    let names: Vec<&str> = who.iter().filter_map(|text| text.split_whitespace().nth(2)).collect();
    assert_eq!(names, ["Carl", "Eve", "Carl"], "{who:?}");
}

fn change_first(t: &TestApp, product: i64, key: i64, value: &str) {
    t.change(|conn| {
        let mut row = list_variants(conn, product)?.remove(0).1;
        row.option1 = value.to_owned();
        change_variants(conn, &edit(), product, &Rows { changed: vec![(key, row)], ..Rows::default() })
    });
}

fn remove(t: &TestApp, product: i64, key: i64) {
    t.change(|conn| change_variants(conn, &edit(), product, &Rows { removed: vec![key], ..Rows::default() }));
}

#[actix_web::test]
async fn a_row_that_was_removed_meanwhile_is_asked_about_only_when_it_was_edited() {
    let t = shop();
    for (choice, wanted) in [("mine", vec!["v2", "blue"]), ("theirs", vec!["v2"])] {
        let name = format!("Mug {choice}");
        let (id, keys) = t.seed(|conn| Ok(product_with(conn, &name, 2)?));
        let browser = staff_with(
            &t,
            choice,
            &["catalog.change_product", "catalog.change_productvariant", "catalog.add_productvariant"],
        );
        let sheet = Sheet::of(&browser.get(&change(id)).await, "form");
        remove(&t, id, keys[0]);
        let edited = sheet.clone().set("variants-0-option1", "blue").set("variants-0-position", "9");
        let answer = edited.press(&browser, "_save").await;
        assert_eq!(answer.status, 409);
        assert_eq!(sides(&answer).last().unwrap(), "(deleted)");
        let asked = Sheet::of(&answer, "form").and("variants-0-id-resolve", choice);
        let answer = asked.press(&browser, "_save").await;
        assert_eq!(answer.status, 303, "{:?}", sides(&answer));
        let values: Vec<String> =
            t.read(|conn| list_variants(conn, id)).into_iter().map(|(_, row)| row.option1).collect();
        assert_eq!(values, wanted);
        // Left alone, or removed here as well, it is simply gone.
        assert_eq!(sheet.clone().set("title", "A").press(&browser, "_save").await.status, 303);
        let removed = sheet.set("title", "A").and("variants-0-DELETE", "on");
        assert_eq!(removed.press(&browser, "_save").await.status, 303);
    }
}

#[actix_web::test]
async fn an_object_that_was_deleted_meanwhile_is_not_made_again() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form").set("title", "Cup");
    t.change(|conn| product_editing::delete(conn, &edit(), &[id]));
    let answer = sheet.press(&browser, "_save").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/catalog/product/"));
    let said = texts(&browser.get("/admin/catalog/product/").await, ".message");
    assert!(said[0].contains("was deleted while you edited it"), "{said:?}");
    let left: i64 = t.look(|conn| Ok(products::table.count().get_result(conn)?));
    assert_eq!(left, 0);
}

/// A form saved by one thread while another sells: what remains of the stock, and of the titles.
fn race(compares: bool) -> (i32, i32) {
    const SALES: i32 = 40;
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").inventory(1_000).insert(conn)?));
    let person = t.seed(|conn| Ok(crate::support::people::staff("Root").superuser().insert(conn)?));
    at_once(2, |thread| match thread {
        0 => (0..SALES).for_each(|_| sell(&t, id, 1)),
        _ => actix_web::rt::System::new().block_on(async {
            let browser = super::people::signed_in(&t, person);
            for number in 0..10 {
                let sheet = Sheet::of(&browser.get(&change(id)).await, "form");
                let sheet = sheet.set("title", &format!("Mug {number}"));
                let sheet = if compares { sheet } else { sheet.without("_base") };
                sell(&t, id, 1);
                assert_eq!(sheet.press(&browser, "_save").await.status, 303);
            }
        }),
    });
    assert_eq!(title(&t, id), "Mug 9");
    (1_000 - t.look(|conn| Ok(units(conn, id).unwrap())), SALES + 10)
}

#[test]
fn no_sale_is_undone_by_titles_that_are_edited_at_the_same_time() {
    let (gone, sold) = race(true);
    assert_eq!(gone, sold);
}

#[test]
fn the_race_of_sales_and_titles_shows_it_when_nothing_is_compared() {
    let (gone, sold) = race(false);
    assert!(gone < sold, "every sale survived: the test proves nothing");
}
