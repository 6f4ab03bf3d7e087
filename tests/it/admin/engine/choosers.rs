//! Related objects that are chosen in two panes.

use storefront::platform::editing::Chosen;
use storefront::tags::tagged_editing::{choose_tags, list_tag_ids};

use super::people::{root, staff_with};
use super::seeds::tag;
use super::sheet::Sheet;
use super::toys::shop;
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::web::texts;

fn change(id: i64) -> String {
    format!("/admin/catalog/product/{id}/change/")
}

fn tags_of(t: &TestApp, id: i64) -> Vec<i64> {
    let mut ids = t.read(|conn| list_tag_ids(conn, "catalog.product", id));
    ids.sort_unstable();
    ids
}

fn with_tags(t: &TestApp) -> (i64, i64, i64, i64) {
    let made = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        let (a, b, c) = (tag(conn, "a")?, tag(conn, "b")?, tag(conn, "c")?);
        Ok((mug, a, b, c))
    });
    put(t, made.0, &[made.1, made.2]);
    made
}

fn put(t: &TestApp, product: i64, tags: &[i64]) {
    let chosen = Chosen { added: tags.to_vec(), removed: Vec::new() };
    t.change(|conn| choose_tags(conn, &edit(), "catalog.product", product, &chosen));
}

#[actix_web::test]
async fn objects_are_chosen_and_taken_away() {
    let t = shop();
    let (mug, a, b, c) = with_tags(&t);
    let browser = root(&t);
    let page = browser.get(&change(mug)).await;
    assert_eq!(texts(&page, "#tags option[selected]"), ["b", "a"]);
    let sheet = Sheet::of(&page, "form").without_value("tags", &a.to_string()).and("tags", &c.to_string());
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    assert_eq!(tags_of(&t, mug), [b, c]);
}

#[actix_web::test]
async fn two_people_who_choose_different_things_do_not_undo_each_other() {
    let t = shop();
    let (mug, a, b, c) = with_tags(&t);
    let browser = root(&t);
    let first = Sheet::of(&browser.get(&change(mug)).await, "form").and("tags", &c.to_string());
    let second = Sheet::of(&browser.get(&change(mug)).await, "form").without_value("tags", &a.to_string());
    assert_eq!(first.press(&browser, "_save").await.status, 303);
    assert_eq!(second.press(&browser, "_save").await.status, 303);
    assert_eq!(tags_of(&t, mug), [b, c]);
}

#[actix_web::test]
async fn what_somebody_may_not_see_stays_chosen_when_they_save() {
    let t = shop();
    let (mug, a, b, c) = with_tags(&t);
    let eve = staff_with(&t, "Eve", &["catalog.change_product"]);
    let page = eve.get(&change(mug)).await;
    assert!(texts(&page, "#tags option").is_empty());
    let sheet = Sheet::of(&page, "form").set("title", "Cup");
    assert_eq!(sheet.press(&eve, "_save").await.status, 303);
    assert_eq!(tags_of(&t, mug), [a, b]);
    let forged = sheet.and("tags", &c.to_string());
    assert_eq!(forged.press(&eve, "_save").await.status, 422);
    assert_eq!(tags_of(&t, mug), [a, b]);
}

#[actix_web::test]
async fn what_is_chosen_stays_chosen_however_many_there_are() {
    let t = shop();
    let (mug, last) = t.seed(|conn| {
        super::seeds::many_tags(conn, 1_050)?;
        // The list is sorted downwards, so this one comes last.
        Ok((product("Mug").insert(conn)?, tag(conn, "a")?))
    });
    put(&t, mug, &[last]);
    let browser = root(&t);
    let before = tags_of(&t, mug);
    let page = browser.get(&change(mug)).await;
    assert_eq!(texts(&page, "#tags option[selected]"), ["a"]);
    let sheet = Sheet::of(&page, "form").set("title", "Cup");
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    assert_eq!(tags_of(&t, mug), before);
}

#[actix_web::test]
async fn a_choice_that_there_is_not_is_refused_and_a_script_may_leave_it_out() {
    let t = shop();
    let (mug, a, b, _) = with_tags(&t);
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(mug)).await, "form");
    let answer = sheet.clone().and("tags", "4711").press(&browser, "_save").await;
    assert_eq!(answer.status, 422);
    let silent = sheet.without("tags").without("tags-base").set("title", "Cup");
    assert_eq!(silent.press(&browser, "_save").await.status, 303);
    assert_eq!(tags_of(&t, mug), [a, b]);
}
