//! What a visitor looked at last.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::engagement::viewed::{join, list, note};
use storefront::schema::viewed_items;

use super::texts;
use crate::support::builders::product;
use crate::support::people::{Person, customer};
use crate::support::{TestApp, noon};

const SHELF: &str = "[aria-labelledby=recently-viewed] .product-card__title";

/// Products "P 0" to "P 29" and Ann.
fn shop() -> (TestApp, Vec<i64>, Person) {
    let t = TestApp::start();
    let (ids, ann) = t.seed(|conn| {
        let ids =
            (0..30).map(|number| product(&format!("P {number}")).insert(conn)).collect::<QueryResult<_>>()?;
        Ok((ids, customer("Ann").insert(conn)?))
    });
    (t, ids, ann)
}

fn viewed(t: &TestApp) -> Vec<i64> {
    t.look(|conn| {
        Ok(viewed_items::table
            .order((viewed_items::viewed_at.desc(), viewed_items::product_id.desc()))
            .select(viewed_items::product_id)
            .load(conn)?)
    })
}

#[actix_web::test]
async fn a_customer_finds_the_last_products_on_a_shelf_without_the_one_at_hand() {
    let (t, ids, ann) = shop();
    let browser = t.browser();
    browser.sign_in(ann);
    for number in 0..3 {
        assert!(texts(&browser.get("/products/p-9/").await, SHELF).len() <= number);
        browser.get(&format!("/products/p-{number}/")).await;
    }
    let page = browser.get("/products/p-2/").await;
    let mut shelf = texts(&page, SHELF);
    shelf.sort();
    assert_eq!(shelf, ["P 0", "P 1", "P 9"]);
    assert_eq!(viewed(&t).len(), 4);
    assert!(viewed(&t).contains(&ids[9]));
}

#[actix_web::test]
async fn a_visitor_without_a_session_gets_none_and_leaves_no_trace() {
    let (t, _, _) = shop();
    let guest = t.browser();
    for _ in 0..2 {
        let page = guest.get("/products/p-1/").await;
        assert!(texts(&page, SHELF).is_empty());
        assert_eq!(page.header("set-cookie"), "");
    }
    assert!(viewed(&t).is_empty());
}

#[actix_web::test]
async fn a_guest_with_a_session_has_twelve_in_it() {
    let (t, _, _) = shop();
    let guest = t.browser();
    guest.post("/products/p-29/wishes/", &[]).await;
    for number in 0..14 {
        guest.get(&format!("/products/p-{number}/")).await;
    }
    let page = guest.get("/products/p-13/").await;
    assert_eq!(texts(&page, SHELF), ["P 12", "P 11", "P 10", "P 9"]);
    assert!(viewed(&t).is_empty(), "rows are for customers");
    let state: String = t.look(|conn| {
        Ok(storefront::schema::sessions::table.select(storefront::schema::sessions::state).first(conn)?)
    });
    let state: serde_json::Value = serde_json::from_str(&state).unwrap();
    let kept: Vec<i64> = serde_json::from_str(state["viewed"].as_str().unwrap()).unwrap();
    assert_eq!(kept.len(), 12);
}

#[test]
fn twenty_are_kept_of_each_customer_and_seeing_one_again_brings_it_to_the_front() {
    let (t, ids, ann) = shop();
    t.seed(|conn| {
        let bob = customer("Bob").insert(conn)?;
        note(conn, bob.user_id, ids[0], noon())?;
        for (id, minute) in ids.iter().zip(0..) {
            note(conn, ann.user_id, *id, noon() + TimeDelta::minutes(minute))?;
        }
        note(conn, ann.user_id, ids[15], noon() + TimeDelta::hours(2))?;
        assert_eq!(list(conn, ann.user_id, 3)?, [ids[15], ids[29], ids[28]]);
        assert_eq!(list(conn, ann.user_id, 100)?.len(), 20);
        assert_eq!(list(conn, bob.user_id, 100)?, [ids[0]], "Bob's are not Ann's to push out");
        Ok(())
    });
}

#[test]
fn what_a_guest_saw_joins_the_accounts_in_its_order() {
    let (t, ids, ann) = shop();
    t.seed(|conn| {
        note(conn, ann.user_id, ids[3], noon() - TimeDelta::hours(1))?;
        join(conn, ann.user_id, &[ids[7], 999_999, ids[5]], noon())?;
        assert_eq!(list(conn, ann.user_id, 9)?, [ids[7], ids[5], ids[3]]);
        Ok(())
    });
}

#[actix_web::test]
async fn a_prefetch_and_a_question_about_the_page_do_not_count() {
    let (t, ids, ann) = shop();
    let browser = t.browser();
    browser.sign_in(ann);
    let address = || TestRequest::get().uri("/products/p-4/");
    browser.send(address().insert_header(("sec-purpose", "prefetch"))).await;
    browser.send(address().method(Method::HEAD)).await;
    assert!(viewed(&t).is_empty());
    browser.send(address()).await;
    assert_eq!(viewed(&t), [ids[4]]);
}

#[actix_web::test]
async fn products_that_shoppers_do_not_see_any_more_leave_the_shelf() {
    let (t, ids, ann) = shop();
    t.seed(|conn| {
        for (id, minute) in ids.iter().zip(0..6) {
            note(conn, ann.user_id, *id, noon() - TimeDelta::minutes(minute))?;
        }
        Ok(())
    });
    super::hide(&t, ids[1]);
    let browser = t.browser();
    browser.sign_in(ann);
    assert_eq!(texts(&browser.get("/products/p-0/").await, SHELF), ["P 2", "P 3", "P 4", "P 5"]);
}
