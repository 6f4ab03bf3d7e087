//! Pages of a list, its counts, and "show all".

use super::people::root;
use super::seeds::{many_tags, tag};
use super::toys::shop;
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::web::{attributes, texts};

const PRODUCTS: &str = "/admin/catalog/product/";

fn many(t: &TestApp, count: usize) {
    t.seed(|conn| {
        for number in 1..=count {
            product(&format!("Mug {number:02}")).insert(conn)?;
        }
        Ok(())
    });
}

#[actix_web::test]
async fn every_row_is_on_exactly_one_page_and_a_page_holds_what_the_list_says() {
    let t = shop();
    many(&t, 23);
    let browser = root(&t);
    let mut all = Vec::new();
    for (page, rows) in [(1, 10), (2, 10), (3, 3)] {
        let titles =
            attributes(&browser.get(&format!("{PRODUCTS}?p={page}")).await, "tr[data-label]", "data-label");
        assert_eq!(titles.len(), rows);
        all.extend(titles);
    }
    let wanted: Vec<String> = (1..=23).map(|number| format!("Mug {number:02}")).collect();
    assert_eq!(all, wanted);
}

#[actix_web::test]
async fn rows_that_are_alike_stay_in_one_order_over_all_pages() {
    let t = shop();
    many(&t, 23);
    let browser = root(&t);
    for order in ["2", "-2"] {
        let mut all = Vec::new();
        for page in 1..=3 {
            let answer = browser.get(&format!("{PRODUCTS}?o={order}&p={page}")).await;
            all.extend(attributes(&answer, "tr[data-label]", "data-label"));
        }
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 23);
    }
}

#[actix_web::test]
async fn a_page_beyond_the_end_is_the_last_one_and_nonsense_the_first() {
    let t = shop();
    many(&t, 23);
    let browser = root(&t);
    for (page, current) in [
        ("99", "Page 3"),
        ("0", "Page 1"),
        ("-5", "Page 1"),
        ("x", "Page 1"),
        ("9223372036854775807", "Page 3"),
    ] {
        let answer = browser.get(&format!("{PRODUCTS}?p={page}")).await;
        assert_eq!(texts(&answer, ".pager [aria-current=page]"), [current], "{page}");
    }
}

#[actix_web::test]
async fn a_list_counts_what_was_found_and_what_there_is() {
    let t = shop();
    many(&t, 12);
    let browser = root(&t);
    assert_eq!(texts(&browser.get(PRODUCTS).await, "#count"), ["12 products"]);
    let found = browser.get(&format!("{PRODUCTS}?q=Mug+03")).await;
    assert_eq!(texts(&found, "#count"), ["1 result 12 in all"]);
    let none = browser.get(&format!("{PRODUCTS}?q=Teapot")).await;
    assert_eq!(texts(&none, "#count"), ["0 results 12 in all"]);
}

#[actix_web::test]
async fn a_list_without_total_says_only_what_was_found() {
    let t = shop();
    t.seed(|conn| {
        tag(conn, "gift")?;
        Ok(tag(conn, "blue")?)
    });
    let found = root(&t).get("/admin/tags/tag/?q=gift").await;
    assert_eq!(texts(&found, "#count"), ["1 result"]);
}

#[actix_web::test]
async fn all_rows_are_shown_together_when_they_are_few_enough() {
    let t = shop();
    many(&t, 12);
    let browser = root(&t);
    let page = browser.get(&format!("{PRODUCTS}?o=2&p=2")).await;
    assert_eq!(attributes(&page, ".list__end .text-link", "href"), ["?o=2&all=1"]);
    let all = browser.get(&format!("{PRODUCTS}?o=2&all=1")).await;
    assert_eq!(attributes(&all, "tr[data-row]", "data-row").len(), 12);
    many_more(&t);
    let too_many = browser.get(&format!("{PRODUCTS}?all=1")).await;
    assert_eq!(attributes(&too_many, "tr[data-row]", "data-row").len(), 10);
    assert_eq!(texts(&too_many, ".list__end .text-link"), Vec::<String>::new());
}

fn many_more(t: &TestApp) {
    t.seed(|conn| {
        for number in 1..=14 {
            product(&format!("Cup {number:02}")).insert(conn)?;
        }
        Ok(())
    });
}

#[actix_web::test]
async fn the_pager_keeps_words_filters_and_order() {
    let t = shop();
    many(&t, 23);
    let page = root(&t).get(&format!("{PRODUCTS}?q=mug&stock=low&o=-2&stock=none&p=1")).await;
    assert_eq!(page.status, 200);
    let page = root_again(&t).get(&format!("{PRODUCTS}?q=mug&is_published__exact=1&o=-2")).await;
    assert_eq!(attributes(&page, ".pager a[rel=next]", "href"), ["?q=mug&is_published__exact=1&o=-2&p=2"]);
}

fn root_again(t: &TestApp) -> crate::support::browser::Browser<'_> {
    super::people::staff_with(t, "Eve", &["catalog.view_product"])
}

#[actix_web::test]
async fn a_hundred_rows_are_a_page_unless_the_list_says_otherwise() {
    let t = shop();
    t.seed(|conn| Ok(many_tags(conn, 101)?));
    let page = root(&t).get("/admin/tags/tag/").await;
    assert_eq!(attributes(&page, "tr[data-row]", "data-row").len(), 100);
}
