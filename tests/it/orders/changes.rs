//! What becomes of an order: cancelled, paid, shipped, withdrawn, ordered again.

use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::catalog::products::update;
use storefront::orders::fulfilment::advance;
use storefront::orders::models::FulfilmentStatus;
use storefront::orders::queries::find_by_token;
use storefront::orders::withdrawal;
use storefront::payments::payments::{book, reverse};
use storefront::platform::actor::Actor;
use storefront::platform::web::error::AppError;
use storefront::schema::{orders, payments, products};

use crate::support::browser::Browser;
use crate::support::builders::product;
use crate::support::shopping::{field, left};
use crate::support::{TestApp, noon};

/// One mug is ordered: the product, the order's address and its key.
async fn ordered(t: &TestApp, browser: &Browser<'_>) -> (i64, String, i64) {
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    browser.put(mug, 2).await;
    let address = browser.order().await;
    let id = t.look(|conn| Ok(orders::table.select(orders::id).first(conn)?));
    (mug, address, id)
}

fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> AppError {
    AppError::internal(error)
}

#[actix_web::test]
async fn an_unpaid_order_is_cancelled_once_and_stock_comes_back_once() {
    let t = TestApp::start();
    let browser = t.browser();
    let (mug, address, _) = ordered(&t, &browser).await;
    assert_eq!(t.look(|conn| Ok(left(conn, mug)?)), 8);
    for _ in 0..2 {
        let answer = browser.post(&format!("{address}cancellation/"), &[]).await;
        assert_eq!((answer.status, answer.header("location")), (303, address.as_str()));
        assert!(browser.get(&address).await.body().contains("Your order has been cancelled."));
    }
    let page = browser.get(&address).await;
    assert!(page.body().contains("Order cancelled") && !page.body().contains("Cancel this order"));
    assert_eq!(t.look(|conn| Ok(left(conn, mug)?)), 10);
    let state: String = t.look(|conn| Ok(payments::table.select(payments::state).first(conn)?));
    assert_eq!(state, "cancelled");
}

#[actix_web::test]
async fn what_is_paid_or_shipped_can_no_longer_be_cancelled() {
    let t = TestApp::start();
    let browser = t.browser();
    let (mug, address, id) = ordered(&t, &browser).await;
    t.seed(|conn| book(conn, id, &Actor::system(), noon()).map_err(internal));
    browser.post(&format!("{address}cancellation/"), &[]).await;
    let page = browser.get(&address).await;
    assert!(page.body().contains("This order can no longer be cancelled."), "{}", page.body());
    assert_eq!(t.look(|conn| Ok(left(conn, mug)?)), 8);
    t.seed(|conn| {
        reverse(conn, id, &Actor::system(), noon()).map_err(internal)?;
        advance(conn, id, FulfilmentStatus::Shipped, &Actor::system(), noon()).map_err(internal)
    });
    browser.post(&format!("{address}cancellation/"), &[]).await;
    assert_eq!(t.look(|conn| Ok(left(conn, mug)?)), 8);
}

#[actix_web::test]
async fn a_payment_is_booked_once_and_taken_back_once() {
    let t = TestApp::start();
    let browser = t.browser();
    let (_, address, id) = ordered(&t, &browser).await;
    t.seed(|conn| book(conn, id, &Actor::system(), noon()).map_err(internal));
    assert!(
        t.app.db.write_blocking(|conn| book(conn, id, &Actor::system(), noon()).map_err(internal)).is_err()
    );
    assert!(browser.get(&address).await.body().contains("Payment received"));
    t.seed(|conn| reverse(conn, id, &Actor::system(), noon()).map_err(internal));
    assert!(
        t.app
            .db
            .write_blocking(|conn| reverse(conn, id, &Actor::system(), noon()).map_err(internal))
            .is_err()
    );
    let states: Vec<String> =
        t.look(|conn| Ok(payments::table.order(payments::id).select(payments::state).load(conn)?));
    assert_eq!(states, ["reversed", "open"]);
    assert!(browser.get(&address).await.body().contains("Waiting for payment"));
}

#[actix_web::test]
async fn the_page_of_an_order_needs_its_whole_link() {
    let t = TestApp::start();
    let browser = t.browser();
    let (_, address, id) = ordered(&t, &browser).await;
    assert_eq!(t.browser().get(&address).await.status, 200, "a guest's link works anywhere");
    assert_eq!(t.browser().get(&address).await.header("cache-control"), "no-store");
    assert!(t.browser().get(&address).await.body().contains("noindex"));
    for path in [
        format!("/orders/{id}/"),
        "/orders/00000000-0000-4000-8000-000000000000/".into(),
        "/orders/x/".into(),
        format!("{}x/", address.trim_end_matches('/')),
    ] {
        assert_eq!(t.browser().get(&path).await.status, 404, "{path}");
        for what in ["cancellation", "reorder", "withdrawal"] {
            let answer = t.browser().post(&format!("{path}{what}/"), &[("name", "Ann")]).await;
            assert_eq!(answer.status, 404, "{path}{what}/");
        }
    }
}

#[actix_web::test]
async fn renaming_or_repricing_a_product_never_changes_an_order() {
    let t = TestApp::start();
    let browser = t.browser();
    let (mug, address, _) = ordered(&t, &browser).await;
    let main = |body: &str| body.split("<main").nth(1).unwrap().to_owned();
    browser.get(&address).await;
    let before = main(browser.get(&address).await.body());
    t.seed(|conn| {
        let mut renamed = product("Renamed").price(9_900);
        renamed.change.collection_id = products::table.select(products::collection_id).first(conn)?;
        Ok(update(conn, mug, &renamed.change, noon())?)
    });
    assert_eq!(main(browser.get(&address).await.body()), before);
}

#[actix_web::test]
async fn an_order_is_ordered_again_as_far_as_it_can_be() {
    let t = TestApp::start();
    let browser = t.browser();
    let (mug, address, _) = ordered(&t, &browser).await;
    let answer = browser.post(&format!("{address}reorder/"), &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/cart/"));
    let cart = browser.get("/cart/").await;
    assert!(cart.body().contains("Everything from that order is in your cart."));
    assert_eq!(field(&cart, "quantity"), "2");
    t.seed(|conn| {
        diesel::update(products::table.find(mug)).set(products::is_published.eq(false)).execute(conn)?;
        Ok(())
    });
    let other = t.browser();
    other.post(&format!("{address}reorder/"), &[]).await;
    assert!(other.get("/cart/").await.body().contains("“Mug” is no longer available."));
}

#[actix_web::test]
async fn a_customer_withdraws_until_fourteen_days_after_delivery() {
    let mut t = TestApp::start();
    let (address, id) = {
        let browser = t.browser();
        let (_, address, id) = ordered(&t, &browser).await;
        (address, id)
    };
    t.seed(|conn| advance(conn, id, FulfilmentStatus::Delivered, &Actor::system(), noon()).map_err(internal));
    let form = format!("{address}withdrawal/");
    for (days, is_open) in [(13, true), (14, false)] {
        t.app.clock = storefront::platform::clock::Clock::Fixed(noon() + TimeDelta::days(days));
        let page = t.browser().get(&form).await;
        assert_eq!(page.body().contains("Confirm withdrawal"), is_open, "{days} days");
    }
    let late = t.browser().post(&form, &[("name", "Ann Lee")]).await;
    assert_eq!(late.status, 303);
    let unchanged = t.look(|conn| {
        Ok(orders::table.filter(orders::withdrawn_at.is_null()).count().get_result::<i64>(conn)?)
    });
    assert_eq!(unchanged, 1, "too late changes nothing");
    t.app.clock = storefront::platform::clock::Clock::Fixed(noon() + TimeDelta::days(1));
    let browser = t.browser();
    assert_eq!(browser.post(&form, &[("name", "")]).await.status, 422);
    let answer = browser.post(&form, &[("name", "Ann Lee"), ("statement", "<script>\r\ntoo small")]).await;
    assert_eq!(answer.status, 303);
    let page = browser.get(&address).await;
    assert!(page.body().contains("We have received your withdrawal"), "{}", page.body());
    assert!(page.body().contains("Withdrawal received") && !page.body().contains("<script>\ntoo"));
    let open = t.look(|conn| {
        let token = address.trim_matches('/').trim_start_matches("orders/").to_owned();
        Ok(withdrawal::is_open(&find_by_token(conn, &token)?.unwrap(), noon()))
    });
    assert!(!open, "once");
}
