//! Deleting: what the page that asks tells, and what is deleted.

use diesel::prelude::*;
use storefront::schema::{collections, products, reviews};

use super::people::{root, staff_with};
use super::seeds::{product_with, review};
use super::sheet::Sheet;
use super::toys::shop;
use crate::support::TestApp;
use crate::support::builders::{product, things};
use crate::support::web::texts;

const PRODUCTS: &str = "/admin/catalog/product/";

fn left(t: &TestApp) -> i64 {
    t.look(|conn| Ok(products::table.count().get_result(conn)?))
}

#[actix_web::test]
async fn the_page_that_asks_tells_everything_that_would_go() {
    let t = shop();
    let id = t.seed(|conn| {
        let (mug, _) = product_with(conn, "Mug", 2)?;
        review(conn, mug, "Ann", Some(5), "2026-03-01", true)?;
        Ok(mug)
    });
    let browser = root(&t);
    let page = browser.get(&format!("{PRODUCTS}{id}/delete/")).await;
    assert_eq!(page.status, 200, "{}", page.body());
    assert_eq!(texts(&page, "h1"), ["Are you sure you want to delete the product “Mug”?"]);
    let groups = texts(&page, ".affected > li > strong");
    assert!(
        groups.contains(&"2 variants".to_owned()) && groups.contains(&"1 review".to_owned()),
        "{groups:?}"
    );
    assert!(texts(&page, ".affected .bullets li").contains(&"Ann".to_owned()));
    let answer = Sheet::at(&page, "form.answer").post(&browser).await;
    assert_eq!((answer.status, answer.header("location")), (303, PRODUCTS));
    assert_eq!(
        texts(&browser.get(PRODUCTS).await, ".message"),
        ["The product “Mug” was deleted successfully."]
    );
    let reviews: i64 = t.look(|conn| Ok(reviews::table.count().get_result(conn)?));
    assert_eq!((left(&t), reviews), (0, 0));
}

#[actix_web::test]
async fn what_still_needs_an_object_keeps_it() {
    let t = shop();
    let id = t.seed(|conn| {
        product("Mug").insert(conn)?;
        Ok(things(conn)?)
    });
    let browser = root(&t);
    let path = format!("/admin/catalog/collection/{id}/delete/");
    let page = browser.get(&path).await;
    assert!(texts(&page, "[role=alert] strong").contains(&"1 product".to_owned()), "{}", page.body());
    assert!(texts(&page, "form.answer button").is_empty());
    let answer = browser.post(&path, &[]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body().contains("Cannot delete the collection: 1 product still refer to them."));
    let there: i64 = t.look(|conn| Ok(collections::table.count().get_result(conn)?));
    assert_eq!(there, 1);
}

#[actix_web::test]
async fn who_may_not_delete_what_would_go_along_cannot_delete() {
    let t = shop();
    let (id, alone) = t.seed(|conn| {
        let (mug, _) = product_with(conn, "Mug", 2)?;
        Ok((mug, product("Cup").insert(conn)?))
    });
    let eve = staff_with(&t, "Eve", &["catalog.delete_product", "catalog.view_product"]);
    let path = format!("{PRODUCTS}{id}/delete/");
    let page = eve.get(&path).await;
    assert_eq!(texts(&page, "[role=alert] .bullets li"), ["variant"]);
    assert!(texts(&page, "form.answer button").is_empty());
    assert_eq!(eve.post(&path, &[]).await.status, 403);
    assert_eq!(left(&t), 2);
    assert_eq!(eve.post(&format!("{PRODUCTS}{alone}/delete/"), &[]).await.status, 303);
    assert_eq!(left(&t), 1);
}

#[actix_web::test]
async fn selected_rows_are_deleted_together_after_asking() {
    let t = shop();
    let ids = t.seed(|conn| {
        Ok([product("Mug").insert(conn)?, product("Cup").insert(conn)?, product("Bag").insert(conn)?])
    });
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&format!("{PRODUCTS}?o=1")).await, "list-form")
        .set("action", "delete_selected")
        .and("_selected_action", &ids[0].to_string())
        .and("_selected_action", &ids[1].to_string());
    let page = sheet.post(&browser).await;
    assert_eq!(texts(&page, "h1"), ["Are you sure you want to delete the selected 2 products?"]);
    assert_eq!(left(&t), 3);
    let answer = Sheet::at(&page, "form.answer").post(&browser).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/catalog/product/?o=1"));
    assert_eq!(texts(&browser.get(PRODUCTS).await, ".message"), ["Successfully deleted 2 products."]);
    assert_eq!(left(&t), 1);
}

#[actix_web::test]
async fn nothing_is_deleted_when_one_of_the_selected_cannot_be() {
    let t = shop();
    let ids = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        Ok([
            review(conn, mug, "Ann", Some(5), "2026-03-01", true)?,
            review(conn, mug, "Locked", Some(5), "2026-03-01", true)?,
        ])
    });
    let browser = root(&t);
    let fields = [("action", "delete_selected"), ("post", "yes")];
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    let all: Vec<(&str, &str)> =
        fields.into_iter().chain(ids.iter().map(|id| ("_selected_action", id.as_str()))).collect();
    assert_eq!(browser.post("/admin/reviews/review/", &all).await.status, 403);
    assert_eq!(browser.get(&format!("/admin/reviews/review/{}/delete/", ids[1])).await.status, 403);
    let there: i64 = t.look(|conn| Ok(reviews::table.count().get_result(conn)?));
    assert_eq!(there, 2);
}

#[actix_web::test]
async fn what_somebody_may_not_see_is_counted_and_never_named() {
    let t = shop();
    let id = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        review(conn, mug, "Visible", Some(5), "2026-03-01", true)?;
        review(conn, mug, "Hidden", Some(5), "2026-03-01", false)?;
        Ok(mug)
    });
    let eve = staff_with(
        &t,
        "Eve",
        &["catalog.delete_product", "catalog.view_product", "reviews.view_review", "reviews.delete_review"],
    );
    let page = eve.get(&format!("{PRODUCTS}{id}/delete/")).await;
    assert!(texts(&page, ".affected > li > strong").contains(&"2 reviews".to_owned()));
    assert!(page.body().contains("Visible") && !page.body().contains("Hidden"), "{}", page.body());
    let blind = staff_with(&t, "Otto", &["catalog.delete_product"]);
    let page = blind.get(&format!("{PRODUCTS}{id}/delete/")).await;
    assert!(!page.body().contains("Visible"));
}
