//! Windows that are opened from a form to find, make or change a related object.

use diesel::prelude::*;
use storefront::schema::collections;

use super::people::root;
use super::sheet::Sheet;
use super::toys::shop;
use crate::support::builders::{collection, product};
use crate::support::web::{attributes, texts};

#[actix_web::test]
async fn an_object_that_is_made_in_a_window_is_handed_back_with_its_key() {
    let t = shop();
    let browser = root(&t);
    let page = browser.get("/admin/catalog/collection/add/?_popup=1").await;
    assert!(texts(&page, "button[name=_continue], button[name=_addanother]").is_empty());
    let sheet = Sheet::of(&page, "form").set("title", "<Cups>").set("slug", "cups");
    let answer = sheet.press(&browser, "_save").await;
    let id: i64 = t.look(|conn| Ok(collections::table.select(collections::id).first(conn)?));
    assert_eq!(answer.status, 200, "{}", answer.body());
    assert_eq!(attributes(&answer, "[data-picked]", "data-picked"), ["add"]);
    assert_eq!(attributes(&answer, "[data-picked]", "data-key"), [id.to_string()]);
    assert_eq!(attributes(&answer, "[data-picked]", "data-label"), ["<Cups>"]);
}

#[actix_web::test]
async fn a_change_in_a_window_hands_back_the_new_name() {
    let t = shop();
    let id = t.seed(|conn| Ok(collection(conn, "Cups", None)?));
    let browser = root(&t);
    let path = format!("/admin/catalog/collection/{id}/change/?_popup=1");
    let page = browser.get(&path).await;
    assert!(texts(&page, ".page__ways a, .bar__rest a").is_empty());
    let answer = Sheet::of(&page, "form").set("title", "Mugs").press(&browser, "_save").await;
    assert_eq!(attributes(&answer, "[data-picked]", "data-picked"), ["change"]);
    assert_eq!(attributes(&answer, "[data-picked]", "data-label"), ["Mugs"]);
    let wrong = Sheet::of(&browser.get(&path).await, "form").set("title", "").press(&browser, "_save").await;
    assert_eq!(wrong.status, 422);
    assert!(Sheet::of(&wrong, "form").action.ends_with("?_popup=1"));
}

#[actix_web::test]
async fn a_list_in_a_window_is_for_picking_only() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let page = root(&t).get("/admin/catalog/product/?_pick=1&_popup=1").await;
    assert_eq!(texts(&page, "td.table__key .number"), [id.to_string()]);
    assert!(texts(&page, "#action, button[name=_save], td input").is_empty());
    // Searching stays in the window.
    let sheet = Sheet::of(&page, "find");
    assert_eq!((sheet.get("_pick"), sheet.get("_popup")), ("1", "1"));
}
