//! Searching a list.

use super::people::{root, staff_with};
use super::sheet::Sheet;
use super::toys::shop;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::builders::{collection, product};
use crate::support::web::{attributes, texts};

const PRODUCTS: &str = "/admin/catalog/product/";

fn stocked(t: &TestApp) {
    t.seed(|conn| {
        let (cups, art) = (collection(conn, "Cups", None)?, collection(conn, "Art", None)?);
        product("Large blue mug").inventory(4711).within(cups).insert(conn)?;
        product("Blue large print").inventory(7).within(art).insert(conn)?;
        product("100% cotton_bag").inventory(8).within(art).insert(conn)?;
        Ok(())
    });
}

async fn found(browser: &Browser<'_>, words: &str) -> Vec<String> {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", words).finish();
    let answer = browser.get(&format!("{PRODUCTS}?{query}")).await;
    assert_eq!(answer.status, 200, "{words}: {}", answer.body());
    attributes(&answer, "tr[data-label]", "data-label")
}

#[actix_web::test]
async fn every_word_must_be_found_in_one_of_the_fields() {
    let t = shop();
    stocked(&t);
    let browser = root(&t);
    assert_eq!(found(&browser, "LARGE blue").await, ["Blue large print", "Large blue mug"]);
    assert_eq!(found(&browser, "large cups").await, ["Large blue mug"]);
    assert_eq!(found(&browser, "large teapot").await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_quoted_phrase_is_found_as_it_is() {
    let t = shop();
    stocked(&t);
    let browser = root(&t);
    assert_eq!(found(&browser, "\"large blue\"").await, ["Large blue mug"]);
    assert_eq!(found(&browser, "\"blue large\" art").await, ["Blue large print"]);
}

#[actix_web::test]
async fn fields_are_found_by_part_by_start_or_as_a_whole() {
    let t = shop();
    stocked(&t);
    let browser = root(&t);
    // The address by its start, the collection as a whole, the stock as a number.
    assert_eq!(found(&browser, "blue-large").await, ["Blue large print"]);
    assert_eq!(found(&browser, "large-blue-m").await, ["Large blue mug"]);
    assert_eq!(found(&browser, "blue-mug").await, Vec::<String>::new());
    assert_eq!(found(&browser, "cups").await, ["Large blue mug"]);
    assert_eq!(found(&browser, "cup").await, Vec::<String>::new());
    assert_eq!(found(&browser, "4711").await, ["Large blue mug"]);
    assert_eq!(found(&browser, "471").await, Vec::<String>::new());
}

#[actix_web::test]
async fn what_databases_give_a_meaning_is_searched_literally() {
    let t = shop();
    stocked(&t);
    let browser = root(&t);
    assert_eq!(found(&browser, "100%").await, ["100% cotton_bag"]);
    assert_eq!(found(&browser, "cotton_").await, ["100% cotton_bag"]);
    for words in ["%%", "l_rge", "\\", "'", "' OR 1=1 --", "*"] {
        assert_eq!(found(&browser, words).await, Vec::<String>::new(), "{words}");
    }
}

#[actix_web::test]
async fn a_search_without_words_finds_everything() {
    let t = shop();
    stocked(&t);
    let browser = root(&t);
    for words in ["", "  ", "\"", "\"\"", "\u{0}"] {
        assert_eq!(found(&browser, words).await.len(), 3, "{words:?}");
    }
}

#[actix_web::test]
async fn the_search_says_what_is_searched() {
    let t = shop();
    let page = root(&t).get(PRODUCTS).await;
    assert_eq!(texts(&page, "#q-help"), ["Title, address, collection or stock"]);
    let users = staff_with(&t, "Eve", &["catalog.view_productvariant"]);
    let page = users.get("/admin/catalog/productvariant/").await;
    assert_eq!(texts(&page, "#q"), Vec::<String>::new());
}

#[actix_web::test]
async fn new_words_replace_the_old_ones_and_keep_filters_and_order() {
    let t = shop();
    stocked(&t);
    let browser = root(&t);
    let page = browser.get(&format!("{PRODUCTS}?q=mug&o=-1&is_published__exact=1&p=1")).await;
    let sheet = Sheet::of(&page, "find").set("q", "large");
    let answer = sheet.search(&browser).await;
    assert_eq!(answer.status, 200, "{:?}: {}", sheet.fields, answer.header("location"));
    assert_eq!(attributes(&answer, "tr[data-label]", "data-label"), ["Large blue mug", "Blue large print"]);
    assert_eq!(texts(&answer, ".chip").len(), 2);
}

#[actix_web::test]
async fn a_filter_is_changed_together_with_the_words() {
    let t = shop();
    stocked(&t);
    let browser = root(&t);
    let page = browser.get(&format!("{PRODUCTS}?stock=low")).await;
    let unticked = Sheet::of(&page, "find").without("stock").search(&browser).await;
    assert_eq!(attributes(&unticked, "tr[data-label]", "data-label").len(), 3);
    let ticked = Sheet::of(&page, "find").set("inventory__gte", "8").search(&browser).await;
    assert_eq!(attributes(&ticked, "tr[data-label]", "data-label"), ["100% cotton_bag"]);
}

#[actix_web::test]
async fn related_objects_that_are_too_many_to_list_are_filtered_by_key() {
    let t = shop();
    stocked(&t);
    let wanted = t.seed(|conn| {
        for number in 1..=40 {
            collection(conn, &format!("Shelf {number}"), None)?;
        }
        Ok(collection(conn, "Cups", None)?)
    });
    let browser = root(&t);
    let page = browser.get(PRODUCTS).await;
    assert_eq!(attributes(&page, ".filter [data-search]", "data-name"), ["collection__id__exact"]);
    // Sent as it is, nothing is filtered; with a key, by that.
    assert_eq!(Sheet::of(&page, "find").search(&browser).await.status, 200);
    let sheet = Sheet::of(&page, "find").set("collection__id__exact", &wanted.to_string());
    let answer = sheet.search(&browser).await;
    assert_eq!(attributes(&answer, "tr[data-label]", "data-label"), ["Large blue mug"]);
    assert_eq!(texts(&answer, ".chip"), ["Remove filter Collection: Cups", "Clear all filters"]);
}

#[actix_web::test]
async fn words_of_any_length_are_answered() {
    let t = shop();
    stocked(&t);
    let browser = root(&t);
    for words in ["x".repeat(10_000), "y".repeat(60_000), "%".repeat(20_000), "ä b ".repeat(4_000)] {
        assert_eq!(found(&browser, &words).await, Vec::<String>::new());
    }
}

/// Titles of a page, and how many rows the list says it found.
async fn page(browser: &Browser<'_>, query: &str) -> (Vec<String>, Vec<String>) {
    let answer = browser.get(&format!("{PRODUCTS}{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body());
    (attributes(&answer, "tr[data-label]", "data-label"), texts(&answer, "#count"))
}

#[actix_web::test]
async fn a_search_with_counts_finds_the_same_pages_as_one_without() {
    let t = shop();
    t.seed(|conn| {
        let (cups, art) = (collection(conn, "Cups", None)?, collection(conn, "Art", None)?);
        for number in 0..23 {
            let within = if number % 3 == 0 { cups } else { art };
            let price = 500 + 100 * (number % 4);
            product(&format!("Mug {number:02}")).price(price).within(within).insert(conn)?;
        }
        product("Teapot").within(cups).insert(conn)?;
        Ok(())
    });
    let browser = root(&t);
    let rest =
        ["", "&o=2&p=2", "&o=-4.1&p=3", "&o=5&p=9", "&all=1", "&is_published__exact=1&p=2", "&stock=low"];
    for words in ["q=mug", "q=cups", "q=mug+2", "q=mug+cups", "q=nothing"] {
        for rest in rest {
            let without = page(&browser, &format!("?{words}{rest}")).await;
            let with = page(&browser, &format!("?{words}{rest}&_facets=1")).await;
            assert_eq!(with, without, "{words}{rest}");
        }
    }
    let (titles, count) = page(&browser, "?q=mug&p=3&_facets=1").await;
    assert_eq!((titles, count[0].starts_with("23 results")), (named(20..23), true));
}

fn named(numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers.map(|number| format!("Mug {number:02}")).collect()
}
