//! Filters: what each one takes, chips, and counts beside the choices.

use diesel::prelude::*;
use storefront::schema::products;

use super::people::{root, staff_with};
use super::seeds::review;
use super::toys::shop;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::builders::{collection, product};
use crate::support::web::{Answer, attributes, texts};

const PRODUCTS: &str = "/admin/catalog/product/";
const REVIEWS: &str = "/admin/reviews/review/";

fn labels(answer: &Answer) -> Vec<String> {
    attributes(answer, "tr[data-label]", "data-label")
}

async fn at(browser: &Browser<'_>, path: &str) -> Vec<String> {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path} leads to {}", answer.header("location"));
    labels(&answer)
}

fn stocked(t: &TestApp) -> (i64, i64) {
    t.seed(|conn| {
        let (cups, art) = (collection(conn, "Cups", None)?, collection(conn, "Art", None)?);
        let mug = product("Mug").price(1_200).inventory(0).within(cups).description("Blue").insert(conn)?;
        product("Print").price(900).inventory(5).within(art).unpublished().insert(conn)?;
        product("Bag").price(2_050).inventory(30).within(art).insert(conn)?;
        diesel::update(products::table.find(mug))
            .set(products::last_update.eq("2026-01-02T10:00:00".parse::<chrono::NaiveDateTime>().unwrap()))
            .execute(conn)?;
        Ok((cups, art))
    })
}

#[actix_web::test]
async fn every_kind_of_filter_finds_what_it_asks_for() {
    let t = shop();
    let (cups, art) = stocked(&t);
    let browser = root(&t);
    for (query, wanted) in [
        ("is_published__exact=1".to_owned(), vec!["Bag", "Mug"]),
        ("is_published__exact=0".to_owned(), vec!["Print"]),
        (format!("collection__id__exact={cups}"), vec!["Mug"]),
        (format!("collection__id={art}"), vec!["Bag", "Print"]),
        ("unit_price__gte=9.01&unit_price__lte=12".to_owned(), vec!["Mug"]),
        ("inventory__gte=5".to_owned(), vec!["Bag", "Print"]),
        ("description__isempty=1".to_owned(), vec!["Bag", "Print"]),
        ("description__isempty=0".to_owned(), vec!["Mug"]),
        ("stock=low".to_owned(), vec!["Mug", "Print"]),
        ("stock=none".to_owned(), vec!["Mug"]),
        ("last_update__lt=2026-02-01".to_owned(), vec!["Mug"]),
        (
            "last_update__gte=2026-01-02+10%3A00%3A00&last_update__lt=2026-01-02+10%3A00%3A01".into(),
            vec!["Mug"],
        ),
    ] {
        assert_eq!(at(&browser, &format!("{PRODUCTS}?{query}")).await, wanted, "{query}");
    }
}

#[actix_web::test]
async fn several_values_of_a_filter_are_alternatives_and_several_filters_conditions() {
    let t = shop();
    let (cups, art) = stocked(&t);
    let browser = root(&t);
    let both = format!("{PRODUCTS}?collection__id__exact={cups}&collection__id__exact={art}");
    assert_eq!(at(&browser, &both).await, ["Bag", "Mug", "Print"]);
    assert_eq!(at(&browser, &format!("{both}&stock=low&is_published__exact=1")).await, ["Mug"]);
}

#[actix_web::test]
async fn a_filter_that_was_left_empty_asks_for_nothing() {
    let t = shop();
    stocked(&t);
    let browser = root(&t);
    for query in ["collection__id__exact=", "unit_price__gte=&unit_price__lte=", "stock=", "last_update__lt="]
    {
        assert_eq!(at(&browser, &format!("{PRODUCTS}?{query}")).await.len(), 3, "{query}");
        let page = browser.get(&format!("{PRODUCTS}?{query}")).await;
        assert_eq!(texts(&page, ".chip"), Vec::<String>::new(), "{query}");
    }
}

#[actix_web::test]
async fn a_choice_filter_takes_its_choices_and_the_rows_without_a_value() {
    let t = shop();
    t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        for (name, rating) in [("Ann", Some(1)), ("Bob", Some(5)), ("Cleo", None)] {
            review(conn, mug, name, rating, "2026-03-01", true)?;
        }
        Ok(())
    });
    let browser = root(&t);
    assert_eq!(at(&browser, &format!("{REVIEWS}?rating__exact=5")).await, ["Bob"]);
    assert_eq!(
        at(&browser, &format!("{REVIEWS}?rating__exact=5&rating__isnull=True")).await,
        ["Cleo", "Bob"]
    );
    assert_eq!(browser.get(&format!("{REVIEWS}?rating__exact=3")).await.status, 303);
}

#[actix_web::test]
async fn the_periods_of_a_date_filter_are_counted_from_today() {
    let t = shop();
    t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        for date in ["2026-03-15", "2026-03-08", "2026-03-07", "2026-01-01", "2025-12-31"] {
            review(conn, mug, date, None, date, true)?;
        }
        Ok(())
    });
    let browser = root(&t);
    let page = browser.get(REVIEWS).await;
    let links = texts(&page, ".filter__links a");
    assert_eq!(links, ["Today", "Past 7 days", "This month", "This year"]);
    let counts: Vec<usize> = {
        let mut counts = Vec::new();
        for href in attributes(&page, ".filter__links a", "href") {
            counts.push(at(&browser, &format!("{REVIEWS}{href}")).await.len());
        }
        counts
    };
    assert_eq!(counts, [1, 2, 3, 4]);
    assert_eq!(texts(&page, ".filter__links .filter__count"), ["1", "2", "3", "4"]);
}

#[actix_web::test]
async fn chips_say_what_is_filtered_and_take_one_filter_away() {
    let t = shop();
    let (cups, _) = stocked(&t);
    let browser = root(&t);
    let query = format!("?collection__id__exact={cups}&unit_price__gte=1&stock=low&stock=none&q=mug&o=-1");
    let page = browser.get(&format!("{PRODUCTS}{query}")).await;
    assert_eq!(
        texts(&page, ".chip"),
        [
            "Remove filter Collection: Cups",
            "Remove filter Unit price: from 1",
            "Remove filter Stock: Low",
            "Remove filter Stock: None",
            "Clear all filters"
        ]
    );
    let hrefs = attributes(&page, ".chip", "href");
    assert_eq!(hrefs[0], "?unit_price__gte=1&stock=low&stock=none&q=mug&o=-1");
    assert_eq!(hrefs[2], format!("?collection__id__exact={cups}&unit_price__gte=1&stock=none&q=mug&o=-1"));
    // Words and order are no filters.
    assert_eq!(hrefs[4], "?q=mug&o=-1");
}

#[actix_web::test]
async fn counts_stand_beside_the_choices_when_they_are_asked_for_always_or_never() {
    let t = shop();
    stocked(&t);
    let browser = root(&t);
    let page = browser.get(PRODUCTS).await;
    assert!(texts(&page, ".filter__count").is_empty());
    assert_eq!(attributes(&page, ".filters__head a", "href"), ["?_facets=1"]);
    let counted = browser.get(&format!("{PRODUCTS}?_facets=1")).await;
    assert_eq!(texts(&counted, ".filters__head a"), ["Hide counts"]);
    assert!(!texts(&counted, ".filter__count").is_empty());
    let always = browser.get(REVIEWS).await;
    assert!(!texts(&always, ".filter__count").is_empty());
    assert!(texts(&always, ".filters__head a").is_empty());
    let never = browser.get("/admin/tags/tag/?_facets=1").await;
    assert!(texts(&never, ".filter__count").is_empty());
}

/// Label and count of every choice of a page.
fn counts(answer: &Answer) -> Vec<(String, String)> {
    let labels = attributes(answer, ".filter__choice input", "aria-label");
    labels.into_iter().zip(texts(answer, ".filter__choice .filter__count")).collect()
}

#[actix_web::test]
async fn a_count_says_what_choosing_would_give() {
    let t = shop();
    stocked(&t);
    let browser = root(&t);
    let page = browser.get(&format!("{PRODUCTS}?_facets=1&is_published__exact=1")).await;
    let mut wrong = Vec::new();
    for (label, count) in counts(&page) {
        let number: usize = count.parse().unwrap();
        let values = attributes(&page, &format!("input[aria-label=\"{label}\"]"), "value");
        let names = attributes(&page, &format!("input[aria-label=\"{label}\"]"), "name");
        // The same filter without what it is set to, everything else as it is.
        let rest = if names[0].starts_with("is_published") { "" } else { "&is_published__exact=1" };
        let rows = at(&browser, &format!("{PRODUCTS}?{}={}{rest}", names[0], values[0])).await;
        if rows.len() != number {
            wrong.push((label, number, rows));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(counts(&page).len(), 2 + 2 + 2 + 2);
}

#[actix_web::test]
async fn the_rows_without_a_date_are_counted_as_well() {
    let t = shop();
    t.seed(|conn| {
        super::seeds::sale(conn, "Spring", Some("2026-03-15 10:00:00"))?;
        super::seeds::sale(conn, "Ever", None)?;
        Ok(super::seeds::sale(conn, "Always", None)?)
    });
    let page = root(&t).get("/admin/promotions/promotion/?_facets=1").await;
    let labels = texts(&page, ".filter__links a");
    assert_eq!(labels, ["Today", "Past 7 days", "This month", "This year", "No date", "Has date"]);
    assert_eq!(texts(&page, ".filter__links .filter__count"), ["1", "1", "1", "1", "2", "1"]);
}

#[actix_web::test]
async fn values_without_any_are_counted_beside_empty() {
    let t = shop();
    t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        review(conn, mug, "Ann", Some(5), "2026-03-01", true)?;
        Ok(review(conn, mug, "Cleo", None, "2026-03-01", true)?)
    });
    let page = root(&t).get(REVIEWS).await;
    let rating: Vec<_> = counts(&page).into_iter().filter(|(label, _)| label.starts_with("Rating")).collect();
    let wanted = [("Rating: Poor", "0"), ("Rating: Great", "1"), ("Rating: Empty", "1")];
    assert_eq!(rating, wanted.map(|(label, count)| (label.to_owned(), count.to_owned())));
}

#[actix_web::test]
async fn a_filter_by_what_a_person_may_not_see_is_not_offered() {
    let t = shop();
    stocked(&t);
    let page = staff_with(&t, "Eve", &["catalog.view_product"]).get(PRODUCTS).await;
    assert!(texts(&page, ".filter__title").iter().all(|title| title != "Collection"));
}
