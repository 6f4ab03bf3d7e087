//! Rows inside a form.

use storefront::catalog::variant_editing::list_variants;

use super::people::{root, staff_with};
use super::seeds::product_with;
use super::sheet::Sheet;
use super::toys::shop;
use crate::support::TestApp;
use crate::support::web::{attributes, texts};

fn change(id: i64) -> String {
    format!("/admin/catalog/product/{id}/change/")
}

fn values(t: &TestApp, id: i64) -> Vec<String> {
    t.read(|conn| list_variants(conn, id)).into_iter().map(|(_, row)| row.option1).collect()
}

#[actix_web::test]
async fn rows_are_shown_in_their_order_with_the_empty_ones_that_are_offered() {
    let t = shop();
    let (id, keys) = t.seed(|conn| Ok(product_with(conn, "Mug", 2)?));
    let page = root(&t).get(&change(id)).await;
    let sheet = Sheet::of(&page, "form");
    assert_eq!((sheet.get("variants-TOTAL_FORMS"), sheet.get("variants-INITIAL_FORMS")), ("3", "2"));
    assert_eq!(sheet.get("variants-0-id"), keys[0].to_string());
    assert_eq!((sheet.get("variants-1-option1"), sheet.get("variants-2-option1")), ("v2", ""));
    assert_eq!(texts(&page, "[data-inline=variants] h2"), ["Variants"]);
    assert_eq!(texts(&page, "[data-inline=variants] .fieldset__description"), ["What can be chosen."]);
    assert_eq!(texts(&page, "[data-inline=variants] tbody .row__name"), ["v1", "v2", "New Variant"]);
    assert_eq!(
        attributes(&page, "[data-inline=variants] .row__title a", "href"),
        keys.iter().map(|key| format!("/admin/catalog/productvariant/{key}/change/")).collect::<Vec<_>>()
    );
    assert_eq!(attributes(&page, "[data-inline=variants]", "data-sorts").len(), 1);
}

#[actix_web::test]
async fn rows_are_added_changed_and_removed_with_one_save() {
    let t = shop();
    let (id, _) = t.seed(|conn| Ok(product_with(conn, "Mug", 3)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form");
    let answer = sheet
        .set("variants-0-option1", "first")
        .and("variants-1-DELETE", "on")
        .set("variants-3-option1", "new")
        .set("variants-3-unit_price", "3")
        .set("variants-3-inventory", "1")
        .set("variants-3-position", "9")
        .press(&browser, "_save")
        .await;
    assert_eq!(answer.status, 303, "{:?}", texts(&answer, ".field__error"));
    assert_eq!(values(&t, id), ["first", "v3", "new"]);
}

#[actix_web::test]
async fn an_empty_row_is_no_row_even_with_a_place() {
    let t = shop();
    let (id, _) = t.seed(|conn| Ok(product_with(conn, "Mug", 1)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form").set("variants-1-position", "2");
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    assert_eq!(values(&t, id), ["v1"]);
}

#[actix_web::test]
async fn an_error_in_a_row_is_said_there_and_nothing_of_the_form_is_stored() {
    let t = shop();
    let (id, _) = t.seed(|conn| Ok(product_with(conn, "Mug", 2)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form").set("title", "Cup");
    for (name, typed, wanted) in [
        ("variants-0-unit_price", "cheap", "variants-0-unit_price-error"),
        ("variants-1-option1", "", "variants-1-option1-error"),
        ("variants-0-option1", "Nothing", "variants-0-option1-error"),
    ] {
        let answer = sheet.clone().set(name, typed).press(&browser, "_save").await;
        assert_eq!(answer.status, 422, "{name}");
        assert_eq!(texts(&answer, &format!("#{wanted}")).len(), 1, "{name}");
        assert_eq!(Sheet::of(&answer, "form").get(name), typed);
    }
    // What only the domain sees is said above the rows.
    let twice = sheet.set("variants-0-option1", "v2").press(&browser, "_save").await;
    assert_eq!(twice.status, 422);
    let errors = texts(&twice, "[data-inline=variants] .field__error");
    assert_eq!(errors, ["Option1: Two variants of a product cannot have the same option values."]);
    assert_eq!(t.look(|conn| Ok(super::seeds::title_and_price(conn, id)?)).0, "Mug");
    assert_eq!(values(&t, id), ["v1", "v2"]);
}

#[actix_web::test]
async fn rows_that_another_row_would_collide_with_can_swap_their_values() {
    let t = shop();
    let (id, _) = t.seed(|conn| Ok(product_with(conn, "Mug", 2)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form");
    let sheet = sheet.set("variants-0-option1", "v2").set("variants-1-option1", "v1");
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    assert_eq!(values(&t, id), ["v2", "v1"]);
}

#[actix_web::test]
async fn more_rows_than_the_registration_allows_are_refused() {
    let t = shop();
    let (id, _) = t.seed(|conn| Ok(product_with(conn, "Mug", 25)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form");
    assert_eq!(sheet.get("variants-TOTAL_FORMS"), "25");
    let answer = sheet
        .set("variants-TOTAL_FORMS", "26")
        .and("variants-25-option1", "one more")
        .and("variants-25-unit_price", "3")
        .and("variants-25-inventory", "1")
        .and("variants-25-position", "1")
        .press(&browser, "_save")
        .await;
    assert_eq!(answer.status, 422);
    assert!(
        texts(&answer, "[data-inline=variants] .field__error")
            .contains(&"Please submit at most 25 forms.".to_owned())
    );
}

#[actix_web::test]
async fn a_row_is_added_without_a_script() {
    let t = shop();
    let (id, _) = t.seed(|conn| Ok(product_with(conn, "Mug", 1)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form").set("title", "Cup");
    let answer = sheet.and("_addrow", "variants").post(&browser).await;
    assert_eq!(answer.status, 200);
    let again = Sheet::of(&answer, "form");
    assert_eq!((again.get("title"), again.get("variants-TOTAL_FORMS")), ("Cup", "3"));
    assert!(again.has("variants-2-option1"));
    assert_eq!(t.look(|conn| Ok(super::seeds::title_and_price(conn, id)?)).0, "Mug");
}

#[actix_web::test]
async fn each_right_on_the_rows_gives_just_that() {
    let t = shop();
    let (id, keys) = t.seed(|conn| Ok(product_with(conn, "Mug", 2)?));
    let all = Sheet::of(&root(&t).get(&change(id)).await, "form")
        .set("variants-0-option1", "changed")
        .and("variants-1-DELETE", "on")
        .set("variants-2-option1", "new")
        .set("variants-2-unit_price", "3")
        .set("variants-2-inventory", "1")
        .set("variants-2-position", "9");
    let may = |right: &str| format!("catalog.{right}_productvariant");
    for (name, right, wanted) in [
        ("Nina", None, vec!["v1", "v2"]),
        ("Vera", Some("view"), vec!["v1", "v2"]),
        ("Adam", Some("add"), vec!["v1", "v2", "new"]),
        ("Cora", Some("change"), vec!["changed", "v2", "new"]),
        ("Dora", Some("delete"), vec!["changed", "new"]),
    ] {
        let mut permissions = vec!["catalog.change_product".to_owned()];
        permissions.extend(right.map(may));
        let permissions: Vec<&str> = permissions.iter().map(String::as_str).collect();
        let person = staff_with(&t, name, &permissions);
        let page = person.get(&change(id)).await;
        assert_eq!(
            page.body().contains("data-inline=\"variants\""),
            matches!(right, Some("view" | "add" | "change")),
            "{name}"
        );
        let sent = all.clone().set("variants-0-id", &keys[0].to_string());
        let answer = sent.press(&person, "_save").await;
        assert!(matches!(answer.status, 303 | 422), "{name}");
        assert_eq!(values(&t, id), wanted, "{name}");
    }
}

#[actix_web::test]
async fn a_row_of_another_object_cannot_be_reached() {
    let t = shop();
    let (mug, cup_rows, cup) = t.seed(|conn| {
        let (mug, _) = product_with(conn, "Mug", 1)?;
        let (cup, rows) = product_with(conn, "Cup", 1)?;
        Ok((mug, rows, cup))
    });
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(mug)).await, "form");
    let forged = sheet.set("variants-0-id", &cup_rows[0].to_string());
    for forged in [forged.clone().set("variants-0-option1", "stolen"), forged.and("variants-0-DELETE", "on")]
    {
        forged.press(&browser, "_save").await;
        assert_eq!(values(&t, cup), ["v1"]);
    }
}

#[actix_web::test]
async fn a_field_only_for_new_rows_cannot_be_changed_in_a_stored_one() {
    let t = shop();
    let (id, _) = t.seed(|conn| Ok(product_with(conn, "Mug", 1)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form");
    assert!(!sheet.has("variants-0-sku") && sheet.has("variants-1-sku"));
    // Neither with nor without what the row showed.
    for sheet in [sheet.clone(), sheet.without("variants-0-_base")] {
        let forged = sheet.and("variants-0-sku", "FORGED").set("variants-0-inventory", "3");
        assert_eq!(forged.press(&browser, "_save").await.status, 303);
        let rows = t.read(|conn| list_variants(conn, id));
        assert_eq!((rows[0].1.sku.clone(), rows[0].1.inventory), (None, 3));
    }
}
