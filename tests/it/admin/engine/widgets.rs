//! Fields as they are edited: choices, relations, pictures.

use diesel::prelude::*;
use storefront::schema::{collections, products};

use super::people::{root, staff_with};
use super::seeds::review;
use super::sheet::Sheet;
use super::toys::shop;
use crate::support::builders::{collection, product};
use crate::support::web::{attributes, texts};

#[actix_web::test]
async fn a_few_choices_are_radio_buttons_and_none_of_them_need_be_chosen() {
    let t = shop();
    let id = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        Ok(review(conn, mug, "Ann", Some(4), "2026-03-01", true)?)
    });
    let browser = root(&t);
    let path = format!("/admin/reviews/review/{id}/change/");
    let page = browser.get(&path).await;
    assert_eq!(attributes(&page, "form#form input[type=radio]", "value"), ["", "1", "2", "3", "4", "5"]);
    let sheet = Sheet::of(&page, "form");
    assert_eq!(sheet.get("rating"), "4");
    assert_eq!(sheet.set("rating", "").press(&browser, "_save").await.status, 303);
    assert_eq!(Sheet::of(&browser.get(&path).await, "form").get("rating"), "");
}

#[actix_web::test]
async fn a_small_model_is_a_select_with_an_empty_choice() {
    let t = shop();
    let (cups, art) = t.seed(|conn| Ok((collection(conn, "Cups", None)?, collection(conn, "Art", None)?)));
    let browser = root(&t);
    let path = format!("/admin/catalog/collection/{cups}/change/");
    let page = browser.get(&path).await;
    assert_eq!(texts(&page, "#parent_id option"), ["---------", "Art", "Cups"]);
    let sheet = Sheet::of(&page, "form").set("parent_id", &art.to_string());
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    assert_eq!(Sheet::of(&browser.get(&path).await, "form").get("parent_id"), art.to_string());
}

#[actix_web::test]
async fn what_a_select_does_not_list_for_somebody_stays_when_they_save() {
    let t = shop();
    let (cups, secret) = t.seed(|conn| {
        let secret = collection(conn, "Secret", None)?;
        Ok((collection(conn, "Cups", Some(secret))?, secret))
    });
    let eve = staff_with(&t, "Eve", &["catalog.change_collection", "catalog.add_collection"]);
    let path = format!("/admin/catalog/collection/{cups}/change/");
    let page = eve.get(&path).await;
    assert!(!page.body().contains("Secret"), "{}", page.body());
    let answer = Sheet::of(&page, "form").set("title", "Mugs").press(&eve, "_save").await;
    assert_eq!(answer.status, 303, "{:?}", texts(&answer, ".field__error"));
    let stored: (String, Option<i64>) = t.look(|conn| {
        Ok(collections::table.find(cups).select((collections::title, collections::parent_id)).first(conn)?)
    });
    assert_eq!(stored, ("Mugs".into(), Some(secret)));
    // Nor can they choose it where it was not chosen.
    let art = t.seed(|conn| Ok(collection(conn, "Art", None)?));
    let page = eve.get(&format!("/admin/catalog/collection/{art}/change/")).await;
    let forged = Sheet::of(&page, "form").set("parent_id", &secret.to_string());
    assert_eq!(forged.press(&eve, "_save").await.status, 422);
}

#[actix_web::test]
async fn a_relation_that_is_searched_names_what_is_chosen_and_how_to_find_others() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let page = root(&t).get(&format!("/admin/catalog/product/{id}/change/")).await;
    assert_eq!(texts(&page, "[data-name=collection_id] [data-chosen] li"), ["Things"]);
    let search = attributes(&page, "[data-name=collection_id]", "data-search");
    assert_eq!(search, ["/admin/autocomplete/?model=catalog.collection"]);
    let tools = attributes(&page, "[data-related=collection_id] a", "data-window");
    assert_eq!(tools, ["pick", "change", "add"]);
    let eve = staff_with(&t, "Eve", &["catalog.change_product", "catalog.view_collection"]);
    let page = eve.get(&format!("/admin/catalog/product/{id}/change/")).await;
    assert!(!attributes(&page, "[data-related=collection_id] a", "data-window").contains(&"add".to_owned()));
}

#[actix_web::test]
async fn a_key_can_be_typed_and_must_name_something() {
    let t = shop();
    let (mug, cups) = t.seed(|conn| Ok((product("Mug").insert(conn)?, collection(conn, "Cups", None)?)));
    let browser = root(&t);
    let path = format!("/admin/catalog/collection/{cups}/change/");
    for (typed, status) in [("4711", 422), ("mug", 422), ("-1", 422), (&mug.to_string(), 303), ("", 303)] {
        let sheet = Sheet::of(&browser.get(&path).await, "form").set("featured_product_id", typed);
        assert_eq!(sheet.press(&browser, "_save").await.status, status, "{typed}");
    }
}

#[actix_web::test]
async fn who_may_only_look_sees_values_and_links_instead_of_inputs() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").price(1_250).insert(conn)?));
    let eve = staff_with(&t, "Eve", &["catalog.view_product", "catalog.view_collection"]);
    let page = eve.get(&format!("/admin/catalog/product/{id}/change/")).await;
    assert_eq!(texts(&page, "h1"), ["View product"]);
    assert_eq!(texts(&page, "#title"), ["Mug"]);
    assert_eq!(texts(&page, "#collection_id a"), ["Things"]);
    assert!(texts(&page, "form#form input, form#form select, form#form textarea").is_empty());
    assert!(texts(&page, "button[name=_save]").is_empty());
    let blind = staff_with(&t, "Otto", &["catalog.view_product"]);
    let page = blind.get(&format!("/admin/catalog/product/{id}/change/")).await;
    assert!(!page.body().contains("Things"), "{}", page.body());
}

#[actix_web::test]
async fn a_product_in_a_collection_that_somebody_may_not_see_can_still_be_edited_by_them() {
    let t = shop();
    let (mug, secret) = t.seed(|conn| {
        let secret = collection(conn, "Secret", None)?;
        Ok((product("Mug").within(secret).insert(conn)?, secret))
    });
    let eve = staff_with(&t, "Eve", &["catalog.change_product", "catalog.view_collection"]);
    let page = eve.get(&format!("/admin/catalog/product/{mug}/change/")).await;
    assert!(!page.body().contains("Secret"), "{}", page.body());
    let answer = Sheet::of(&page, "form").set("title", "Cup").press(&eve, "_save").await;
    assert_eq!(answer.status, 303, "{:?}", texts(&answer, ".field__error"));
    let stored: (String, i64) = t.look(|conn| {
        Ok(products::table.find(mug).select((products::title, products::collection_id)).first(conn)?)
    });
    assert_eq!(stored, ("Cup".into(), secret));
}
