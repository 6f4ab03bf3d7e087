//! The date hierarchy above a list.

use super::people::root;
use super::seeds::{review, sale};
use super::toys::shop;
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::web::{attributes, texts};

const REVIEWS: &str = "/admin/reviews/review/";

fn reviewed(t: &TestApp, dates: &[&str]) {
    t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        for date in dates {
            review(conn, mug, date, None, date, true)?;
        }
        Ok(())
    });
}

#[actix_web::test]
async fn years_lead_to_months_and_months_to_days() {
    let t = shop();
    reviewed(&t, &["2024-11-30", "2025-02-01", "2025-02-28", "2025-12-31", "2026-03-01"]);
    let browser = root(&t);
    let years = browser.get(REVIEWS).await;
    assert_eq!(texts(&years, ".dates__list a"), ["2024", "2025", "2026"]);
    let href = &attributes(&years, ".dates__list a", "href")[1];
    assert_eq!(href, "?date__year=2025");
    let months = browser.get(&format!("{REVIEWS}{href}")).await;
    assert_eq!(texts(&months, "#count"), ["3 results 5 in all"]);
    assert_eq!(texts(&months, ".dates__back"), ["All dates"]);
    let hrefs = attributes(&months, ".dates__list a:not(.dates__back)", "href");
    assert_eq!(hrefs.first().unwrap(), "?date__year=2025&date__month=2");
    assert_eq!(hrefs.last().unwrap(), "?date__year=2025&date__month=12");
    let days = browser.get(&format!("{REVIEWS}{}", hrefs[0])).await;
    assert_eq!(texts(&days, "#count"), ["2 results 5 in all"]);
    let day = attributes(&days, ".dates__list a:not(.dates__back)", "href");
    assert_eq!(day.last().unwrap(), "?date__year=2025&date__month=2&date__day=28");
    let one = browser.get(&format!("{REVIEWS}{}", day.last().unwrap())).await;
    assert_eq!(attributes(&one, "tr[data-label]", "data-label"), ["2025-02-28"]);
    assert_eq!(texts(&one, ".dates__list [aria-current]"), ["February 28"]);
}

#[actix_web::test]
async fn a_level_with_one_choice_is_left_out() {
    let t = shop();
    reviewed(&t, &["2026-03-02", "2026-03-04"]);
    let page = root(&t).get(REVIEWS).await;
    assert_eq!(texts(&page, ".dates__list a"), ["March 2", "March 3", "March 4"]);
}

#[actix_web::test]
async fn moments_have_the_same_hierarchy_and_rows_without_one_none() {
    let t = shop();
    t.seed(|conn| {
        sale(conn, "Old", Some("2024-12-31 23:59:59"))?;
        sale(conn, "New", Some("2025-01-01 00:00:00"))?;
        Ok(sale(conn, "Ever", None)?)
    });
    let browser = root(&t);
    let page = browser.get("/admin/promotions/promotion/").await;
    assert_eq!(texts(&page, ".dates__list a"), ["2024", "2025"]);
    let old = browser.get("/admin/promotions/promotion/?ends_at__year=2024").await;
    assert_eq!(attributes(&old, "tr[data-label]", "data-label"), ["Old"]);
}

#[actix_web::test]
async fn a_list_without_rows_has_no_dates() {
    let t = shop();
    let page = root(&t).get(REVIEWS).await;
    assert_eq!((page.status, texts(&page, ".dates").len()), (200, 0));
}

#[actix_web::test]
async fn dates_that_there_are_not_lead_to_the_list() {
    let t = shop();
    reviewed(&t, &["2026-03-02"]);
    let browser = root(&t);
    for query in [
        "date__year=x",
        "date__year=2026&date__month=13",
        "date__year=2026&date__month=2&date__day=30",
        "date__year=0",
        "date__year=99999",
        "date__month=3",
        "date__day=3",
        "date__year=-5",
    ] {
        assert_eq!(browser.get(&format!("{REVIEWS}?{query}")).await.status, 303, "{query}");
    }
}
