//! Lists: columns, sorting, paging, and what stands above and below them.

use diesel::prelude::*;
use storefront::schema::products;

use super::people::{root, staff_with};
use super::toys::shop;
use crate::support::TestApp;
use crate::support::builders::{collection, product};
use crate::support::web::{Answer, attributes, texts};

const PRODUCTS: &str = "/admin/catalog/product/";

/// The texts of one column, from 1.
fn column(answer: &Answer, number: usize) -> Vec<String> {
    // The first cell holds the box that selects the row.
    texts(answer, &format!("tbody tr td:nth-child({})", number + 1))
}

fn three(t: &TestApp) {
    t.seed(|conn| {
        let (cups, art) = (collection(conn, "Cups", None)?, collection(conn, "Art", None)?);
        product("Mug").price(1_200).inventory(3).within(cups).insert(conn)?;
        product("Print").price(900).inventory(30).within(art).insert(conn)?;
        product("Ärmel").price(900).inventory(0).within(art).unpublished().insert(conn)?;
        Ok(())
    });
}

#[actix_web::test]
async fn a_list_shows_columns_of_its_table_of_relations_and_computed_ones() {
    let t = shop();
    three(&t);
    let page = root(&t).get(PRODUCTS).await;
    assert_eq!(page.status, 200, "{}", page.body());
    assert_eq!(column(&page, 1), ["Ärmel", "Mug", "Print"]);
    assert_eq!(column(&page, 3), ["Low", "Low", "OK"]);
    assert_eq!(column(&page, 4), ["Art", "Cups", "Art"]);
    assert_eq!(column(&page, 5), ["0 variants", "0 variants", "0 variants"]);
    let heads = texts(&page, "thead th");
    assert!(heads.iter().any(|head| head == "Inventory status"), "{heads:?}");
}

#[actix_web::test]
async fn the_columns_that_are_named_lead_to_the_object_and_no_others() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let page = root(&t).get(PRODUCTS).await;
    let links = attributes(&page, "tbody a.cell-link", "href");
    assert_eq!(links, vec![format!("{PRODUCTS}{id}/change/"); 2]);
}

#[actix_web::test]
async fn a_link_of_a_column_is_a_text_for_whoever_may_not_follow_it() {
    let t = shop();
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let page = staff_with(&t, "Eve", &["catalog.view_product"]).get(PRODUCTS).await;
    assert_eq!(column(&page, 5), ["0 variants"]);
    assert!(!page.body().contains("/admin/catalog/productvariant/"), "{}", page.body());
}

#[actix_web::test]
async fn nothing_is_shown_as_the_column_or_else_the_model_says() {
    let t = shop();
    t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        Ok(super::seeds::review(conn, mug, "Ann", None, "2026-03-01", true)?)
    });
    let browser = root(&t);
    assert_eq!(column(&browser.get(PRODUCTS).await, 7), ["nothing said"]);
    assert_eq!(column(&browser.get(PRODUCTS).await, 8), ["-"]);
    // The rating is edited in the list: no value has its radio, and no other column is empty.
    let tags = browser.get("/admin/reviews/review/").await;
    assert_eq!(tags.status, 200);
}

#[actix_web::test]
async fn an_empty_list_says_so_and_a_filtered_one_how_to_get_out() {
    let t = shop();
    let browser = root(&t);
    assert_eq!(texts(&browser.get(PRODUCTS).await, ".empty"), ["There are no products yet."]);
    let found = browser.get(&format!("{PRODUCTS}?stock=low")).await;
    assert_eq!(
        texts(&found, ".empty"),
        ["No products fit what you searched and filtered for. Clear all filters"]
    );
    assert_eq!(attributes(&found, ".empty a", "href"), ["?"]);
}

#[actix_web::test]
async fn a_list_is_sorted_by_several_columns_each_of_which_can_be_turned_or_taken_away() {
    let t = shop();
    three(&t);
    let browser = root(&t);
    let page = browser.get(&format!("{PRODUCTS}?o=2.-1")).await;
    assert_eq!(column(&page, 1), ["Print", "Ärmel", "Mug"]);
    assert_eq!(attributes(&page, "th[aria-sort]", "aria-sort"), ["descending", "ascending"]);
    assert_eq!(attributes(&page, "th[aria-sort] .sort__link", "href"), ["?o=1.2", "?o=-2.-1"]);
    assert_eq!(attributes(&page, "th[aria-sort] .sort__remove", "href"), ["?o=2", "?o=-1"]);
    let turned = browser.get(&format!("{PRODUCTS}?o=-2.1")).await;
    assert_eq!(column(&turned, 1), ["Mug", "Ärmel", "Print"]);
}

#[actix_web::test]
async fn a_column_is_sorted_by_what_it_says_it_is_sorted_by() {
    let t = shop();
    three(&t);
    let browser = root(&t);
    // The title by its folded key, the state of the stock by the stock, the relation by its title.
    assert_eq!(column(&browser.get(&format!("{PRODUCTS}?o=-1")).await, 1), ["Print", "Mug", "Ärmel"]);
    assert_eq!(column(&browser.get(&format!("{PRODUCTS}?o=-3")).await, 1), ["Print", "Mug", "Ärmel"]);
    assert_eq!(column(&browser.get(&format!("{PRODUCTS}?o=-4.1")).await, 1), ["Mug", "Ärmel", "Print"]);
}

#[actix_web::test]
async fn a_column_that_cannot_be_sorted_by_has_no_link_and_its_number_changes_nothing() {
    let t = shop();
    three(&t);
    let browser = root(&t);
    let page = browser.get(PRODUCTS).await;
    assert!(texts(&page, "th .sort__link").iter().all(|head| head != "Description"));
    let asked = browser.get(&format!("{PRODUCTS}?o=-7")).await;
    assert_eq!((asked.status, column(&asked, 1)), (200, column(&page, 1)));
}

#[actix_web::test]
async fn both_databases_put_what_has_no_value_first() {
    let t = shop();
    t.seed(|conn| {
        for (title, former) in [("A", Some(3_000)), ("B", None), ("C", Some(2_000))] {
            let id = product(title).insert(conn)?;
            diesel::update(products::table.find(id))
                .set(products::compare_at_price.eq(former))
                .execute(conn)?;
        }
        Ok(())
    });
    let browser = root(&t);
    assert_eq!(column(&browser.get(&format!("{PRODUCTS}?o=8")).await, 1), ["B", "C", "A"]);
    assert_eq!(column(&browser.get(&format!("{PRODUCTS}?o=-8")).await, 1), ["A", "C", "B"]);
}

#[actix_web::test]
async fn a_wrong_address_leads_to_the_list_with_a_hint() {
    let t = shop();
    let browser = root(&t);
    let answer = browser.get(&format!("{PRODUCTS}?colour=red")).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/catalog/product/?e=1"));
    let page = browser.get(answer.header("location")).await;
    assert_eq!(
        texts(&page, "[role=alert]"),
        ["The address asked for a filter that this list does not have."]
    );
    assert_eq!(browser.get(&format!("{PRODUCTS}?e=1&colour=red")).await.status, 400);
}
