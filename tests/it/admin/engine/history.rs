//! Who changed what: of an object, of a person, and beside the index.

use super::people::{root, staff_with};
use super::seeds::{product_with, review};
use super::sheet::Sheet;
use super::toys::shop;
use crate::support::builders::product;
use crate::support::web::{attributes, texts};

#[actix_web::test]
async fn the_history_of_an_object_says_who_changed_which_value() {
    let t = shop();
    let (id, _) = t.seed(|conn| Ok(product_with(conn, "Mug", 1)?));
    let browser = root(&t);
    let path = format!("/admin/catalog/product/{id}/");
    let sheet = Sheet::of(&browser.get(&format!("{path}change/")).await, "form");
    let sheet = sheet.set("title", "Cup").set("variants-0-option1", "blue");
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    let page = browser.get(&format!("{path}history/")).await;
    assert_eq!(texts(&page, "h1"), ["History of Cup"]);
    assert_eq!(texts(&page, ".entry__what"), ["Changed"]);
    assert!(texts(&page, ".entry__by")[0].ends_with("by Root"), "{:?}", texts(&page, ".entry__by"));
    let rows = texts(&page, ".changes__row");
    assert!(rows.contains(&"Title from Mug to Cup".to_owned()), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("Option1 from v1 to blue")), "{rows:?}");
}

#[actix_web::test]
async fn a_deleted_object_keeps_its_history() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    browser.post(&format!("/admin/catalog/product/{id}/delete/"), &[]).await;
    let page = browser.get(&format!("/admin/catalog/product/{id}/history/")).await;
    assert_eq!((page.status, texts(&page, ".entry__what")), (200, vec!["Deleted".to_owned()]));
    assert_eq!(texts(&page, "h1"), ["History of Mug"]);
}

#[actix_web::test]
async fn one_s_own_last_changes_stand_beside_the_index() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&format!("/admin/catalog/product/{id}/change/")).await, "form");
    sheet.set("title", "Cup").press(&browser, "_save").await;
    let index = browser.get("/admin/").await;
    assert_eq!(attributes(&index, ".entry a", "href"), [format!("/admin/catalog/product/{id}/change/")]);
    let eve = staff_with(&t, "Eve", &["catalog.view_product"]);
    assert!(texts(&eve.get("/admin/").await, ".entry").is_empty());
    assert_eq!(texts(&eve.get("/admin/history/").await, ".entry").len(), 1);
    let app = browser.get("/admin/catalog/").await;
    assert_eq!((app.status, texts(&app, ".entry").len()), (200, 1));
    assert_eq!(texts(&browser.get("/admin/tags/").await, ".entry").len(), 0);
}

#[actix_web::test]
async fn the_history_of_what_somebody_may_not_see_is_not_shown() {
    let t = shop();
    let id = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        Ok(review(conn, mug, "Hidden", Some(4), "2026-03-01", true)?)
    });
    let browser = root(&t);
    let path = format!("/admin/reviews/review/{id}/");
    let sheet = Sheet::of(&browser.get(&format!("{path}change/")).await, "form");
    assert_eq!(sheet.without("approved").press(&browser, "_save").await.status, 303);
    let eve = staff_with(&t, "Eve", &["reviews.change_review"]);
    assert_eq!(eve.get(&format!("{path}history/")).await.status, 404);
    assert!(!eve.get("/admin/history/").await.body().contains("Hidden"));
    let otto = staff_with(&t, "Otto", &["reviews.view_review", "orders.cancel_order"]);
    assert_eq!(texts(&otto.get("/admin/history/").await, ".entry").len(), 1);
    // Deleted, it is as if it had never been for those who might not see it.
    assert_eq!(browser.post(&format!("{path}delete/"), &[]).await.status, 303);
    assert_eq!(eve.get(&format!("{path}history/")).await.status, 404);
    assert_eq!(otto.get(&format!("{path}history/")).await.status, 200);
}

#[actix_web::test]
async fn a_long_history_has_pages() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    for number in 0..51 {
        t.change(|conn| {
            use storefront::platform::audit::{Source, tracked};
            let by = crate::support::editing::edit();
            tracked(conn, &by, Source::Form, &crate::admin::models::PRODUCT, Some(id), |conn| {
                use diesel::prelude::*;
                use storefront::schema::products;
                diesel::update(products::table.find(id))
                    .set(products::title.eq(format!("Mug {number}")))
                    .execute(conn)?;
                Ok::<_, storefront::platform::editing::Refused>((id, ()))
            })
        });
    }
    let path = format!("/admin/catalog/product/{id}/history/");
    let first = browser.get(&path).await;
    assert_eq!(texts(&first, ".entry").len(), 50);
    assert_eq!(attributes(&first, "a[rel=next]", "href"), ["?p=2"]);
    assert_eq!(texts(&browser.get(&format!("{path}?p=2")).await, ".entry").len(), 1);
    for page in ["0", "-1", "x", "9223372036854775807"] {
        assert_eq!(browser.get(&format!("{path}?p={page}")).await.status, 200, "{page}");
    }
}
