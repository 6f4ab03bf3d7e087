//! How often a code can be used: by all together and by one customer.

use diesel::prelude::*;
use storefront::schema::promotions;

use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::people::customer;
use crate::support::shopping::code;

#[actix_web::test]
async fn a_code_that_is_used_up_is_refused_in_the_cart() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        code("ONCE").limit(1).insert(conn)?;
        Ok(product("Mug").insert(conn)?)
    });
    let (first, second) = (t.browser(), t.browser());
    for browser in [&first, &second] {
        browser.put(mug, 1).await;
        assert_eq!(browser.post("/cart/code/", &[("code", "ONCE")]).await.status, 303);
    }
    first.order().await;
    let cart = second.get("/cart/").await;
    assert!(cart.body().contains("The code “ONCE” has been used up."), "{}", cart.body());
    assert!(!cart.body().contains("Go to checkout"), "it stays until the shopper takes it away");
}

#[actix_web::test]
async fn a_guest_is_the_same_customer_under_the_same_address_however_written() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        code("ONCE").limit_per_customer(1).insert(conn)?;
        Ok(product("Mug").insert(conn)?)
    });
    let browser = t.browser();
    browser.put(mug, 1).await;
    browser.post("/cart/code/", &[("code", "ONCE")]).await;
    let last = browser.to_last_step_as("ann@example.com").await;
    assert_eq!(browser.send_order(&last).await.status, 303);
    for (address, allowed) in [(" ANN@Example.com", false), ("bob@example.com", true)] {
        let browser = t.browser();
        browser.put(mug, 1).await;
        browser.post("/cart/code/", &[("code", "ONCE")]).await;
        let last = browser.to_last_step_as(address).await;
        assert_eq!(last.body().contains("You have used the code “ONCE” before."), !allowed, "{address}");
        let placed = browser.send_order(&last).await;
        assert_eq!(placed.status, if allowed { 303 } else { 409 }, "{address}: {}", placed.body());
    }
}

#[actix_web::test]
async fn an_account_is_one_customer_under_any_address() {
    let t = TestApp::start();
    let (mug, ann) = t.seed(|conn| {
        code("ONCE").limit_per_customer(1).insert(conn)?;
        Ok((product("Mug").insert(conn)?, customer("Ann").insert(conn)?))
    });
    for (address, status) in [("ann@example.com", 303), ("other@example.com", 409)] {
        let browser = t.browser();
        browser.sign_in(ann);
        browser.put(mug, 1).await;
        let entered = browser.post("/cart/code/", &[("code", "ONCE")]).await;
        assert_eq!(entered.status, if status == 303 { 303 } else { 422 });
        t.seed(|conn| {
            diesel::update(storefront::schema::carts::table)
                .set(storefront::schema::carts::code.eq("ONCE"))
                .execute(conn)?;
            Ok(())
        });
        let last = browser.to_last_step_as(address).await;
        assert_eq!(browser.send_order(&last).await.status, status, "{address}");
    }
}

#[actix_web::test]
async fn cancelling_gives_the_use_back() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        code("ONCE").limit(1).limit_per_customer(1).insert(conn)?;
        Ok(product("Mug").insert(conn)?)
    });
    let browser = t.browser();
    for _ in 0..3 {
        browser.put(mug, 1).await;
        assert_eq!(browser.post("/cart/code/", &[("code", "ONCE")]).await.status, 303);
        let order = browser.order().await;
        assert_eq!(used(&t), 1);
        browser.post(&format!("{order}cancellation/"), &[]).await;
        browser.post(&format!("{order}cancellation/"), &[]).await;
        assert_eq!(used(&t), 0);
    }
}

fn used(t: &TestApp) -> i32 {
    t.look(|conn| Ok(promotions::table.select(promotions::used_count).first(conn)?))
}
