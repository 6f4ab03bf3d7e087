//! Placing an order: all of it or nothing, once.

use diesel::prelude::*;
use storefront::schema::{
    carts, jobs, order_addresses, order_events, order_items, orders, payments, products, promotions,
    shipping_methods,
};

use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::people::customer;
use crate::support::shopping::{code, count_orders, field, left, promotion};
use crate::support::web::Answer;

#[actix_web::test]
async fn an_order_is_complete_and_everything_it_needed_is_taken() {
    let t = TestApp::start();
    let (mug, bowl) = t.seed(|conn| {
        diesel::update(shipping_methods::table).set(shipping_methods::price.eq(490)).execute(conn)?;
        let (mug, bowl) = (product("Mug").insert(conn)?, product("Bowl").price(2_000).insert(conn)?);
        promotion(2_000, &[bowl]).insert(conn)?;
        code("SAVE10").insert(conn)?;
        Ok((mug, bowl))
    });
    let browser = t.browser();
    browser.put(mug, 2).await;
    browser.put(bowl, 1).await;
    browser.post("/cart/code/", &[("code", "save10")]).await;
    let address = browser.order().await;

    t.look(|conn| {
        // 20.00 + 16.00 after the sale, 10 % off by the code, 4.90 shipping, 10 % tax on each.
        let amounts: (i64, i64, i64, i64, i64) = orders::table
            .select((orders::subtotal, orders::discount, orders::shipping_price, orders::tax, orders::total))
            .first(conn)?;
        assert_eq!(amounts, (3_600, 360, 490, 180 + 144 + 49, 3_240 + 490 + 373));
        let lines: Vec<(i64, i32, i64, i64, i64, i32)> = order_items::table
            .order(order_items::id)
            .select((
                order_items::product_id,
                order_items::quantity,
                order_items::unit_price,
                order_items::discount,
                order_items::total,
                order_items::stock_taken,
            ))
            .load(conn)?;
        assert_eq!(lines, [(mug, 2, 1_000, 200, 1_980, 2), (bowl, 1, 1_600, 160, 1_584, 1)]);
        assert_eq!((left(conn, mug)?, left(conn, bowl)?), (8, 9));
        let used: Option<i32> = promotions::table
            .filter(promotions::code.is_not_null())
            .select(promotions::used_count)
            .first(conn)
            .optional()?;
        assert_eq!(used, Some(1));
        let payment: (String, i64) =
            payments::table.select((payments::state, payments::amount)).first(conn)?;
        assert_eq!(payment, ("open".into(), 4_103));
        let town: String = order_addresses::table.select(order_addresses::city).first(conn)?;
        assert_eq!(town, "Springfield");
        let events: Vec<(String, String)> =
            order_events::table.select((order_events::kind, order_events::actor)).load(conn)?;
        assert_eq!(events, [("placed".to_owned(), "Customer".to_owned())]);
        let mails: i64 =
            jobs::table.filter(jobs::kind.eq("orders.send_confirmation")).count().get_result(conn)?;
        assert_eq!(mails, 1);
        let carts: i64 = carts::table.count().get_result(conn)?;
        assert_eq!(carts, 0, "the cart is gone");
        Ok(())
    });
    let page = browser.get(&address).await;
    assert_eq!(page.status, 200);
    for words in ["Thank you! Your order has been placed.", "Mug", "Sale", "Code SAVE10", "$41.03", "Ann Lee"]
    {
        assert!(page.body().contains(words), "{words}: {}", page.body());
    }
    assert!(browser.get("/cart/").await.body().contains("There is nothing in your cart yet."));
}

#[actix_web::test]
async fn sending_the_form_again_gives_the_same_order() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 1).await;
    let (one_tab, other_tab) = (browser.to_last_step().await, browser.get("/checkout/payment/").await);
    let first = browser.send_order(&one_tab).await;
    for again in [&one_tab, &other_tab, &one_tab] {
        let answer = browser.send_order(again).await;
        assert_eq!((answer.status, answer.header("location")), (303, first.header("location")));
    }
    let stranger = t.browser().send_order(&one_tab).await;
    assert_eq!(stranger.header("location"), first.header("location"), "who has the form has the order");
    assert_eq!(t.look(|conn| Ok(count_orders(conn)?)), (1, 1));
}

#[actix_web::test]
async fn what_changed_since_the_shopper_looked_is_said_and_nothing_is_placed() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 2).await;
    let change = |work: fn(&mut storefront::platform::db::Conn, i64) -> QueryResult<usize>| {
        t.seed(|conn| Ok(work(conn, mug)?));
    };
    let refused = |answer: &Answer, sentence: &str| {
        assert_eq!(answer.status, 409, "{sentence}");
        assert!(answer.body().contains("Nothing has been ordered yet"));
        assert!(answer.body().contains(sentence), "{sentence}: {}", answer.body());
    };

    let last = browser.to_last_step().await;
    change(|conn, mug| {
        diesel::update(products::table.find(mug)).set(products::unit_price.eq(1_200)).execute(conn)
    });
    let answer = browser.send_order(&last).await;
    refused(&answer, "“Mug” costs $12.00 now; it was $10.00.");

    // The page that says so is also the form to go on with.
    change(|conn, _| {
        diesel::update(shipping_methods::table).set(shipping_methods::price.eq(500)).execute(conn)
    });
    let answer = browser.send_order(&answer).await;
    refused(&answer, "The total is $31.90 now; it was $26.40.");

    browser.put(mug, 1).await;
    let answer = browser.send_order(&answer).await;
    refused(&answer, "Your cart has 3 of “Mug” now; it had 2.");

    change(|conn, mug| {
        diesel::update(products::table.find(mug)).set(products::inventory.eq(1)).execute(conn)
    });
    let answer = browser.send_order(&answer).await;
    refused(&answer, "Only one of “Mug” is left.");

    change(|conn, mug| {
        diesel::update(products::table.find(mug)).set(products::is_published.eq(false)).execute(conn)
    });
    let answer = browser.send_order(&answer).await;
    refused(&answer, "“Mug” is no longer available.");
    assert_eq!(t.look(|conn| Ok(count_orders(conn)?)), (0, 0));

    change(|conn, mug| {
        diesel::update(products::table.find(mug))
            .set((products::is_published.eq(true), products::inventory.eq(3)))
            .execute(conn)
    });
    let answer = browser.send_order(&browser.get("/checkout/payment/").await).await;
    assert_eq!(answer.status, 303);
    assert_eq!(t.look(|conn| Ok(left(conn, mug)?)), 0);
}

#[actix_web::test]
async fn a_form_of_an_earlier_cart_orders_nothing() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let (browser, other) = (t.browser(), t.browser());
    other.put(mug, 1).await;
    let foreign = other.to_last_step().await;
    browser.put(mug, 1).await;
    browser.to_last_step().await;
    let answer = browser.send_order(&foreign).await;
    assert_eq!(answer.status, 409);
    assert_eq!(t.look(|conn| Ok(count_orders(conn)?)), (0, 0));
}

#[actix_web::test]
async fn nonsense_in_the_order_form_places_nothing_unseen() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 1).await;
    let last = browser.to_last_step().await;
    let token = field(&last, "token");
    let answer = browser.post("/checkout/payment/", &[("token", &token), ("payment_method", "gold")]).await;
    assert_eq!(answer.status, 422);
    let answer = browser.post("/checkout/payment/", &[("token", "x"), ("seen", "{}")]).await;
    assert_eq!(answer.status, 409);
    assert_eq!(t.look(|conn| Ok(count_orders(conn)?)), (0, 0));
    let answer = browser.post("/checkout/payment/", &[("token", &token)]).await;
    assert_eq!(answer.status, 303, "a script that saw nothing is not compared with anything");
}

#[actix_web::test]
async fn an_order_of_an_account_is_in_its_list_and_nobody_elses() {
    let t = TestApp::start();
    let (mug, ann, bob) = t.seed(|conn| {
        Ok((product("Mug").insert(conn)?, customer("Ann").insert(conn)?, customer("Bob").insert(conn)?))
    });
    let browser = t.browser();
    browser.sign_in(ann);
    browser.put(mug, 1).await;
    browser.order().await;
    let number: String = t.look(|conn| Ok(orders::table.select(orders::number).first(conn)?));
    let address = format!("/account/orders/{number}/");
    assert!(browser.get("/account/orders/").await.body().contains(&number));
    assert_eq!(browser.get(&address).await.status, 200);
    let other = t.browser();
    other.sign_in(bob);
    assert!(!other.get("/account/orders/").await.body().contains(&number));
    assert_eq!(other.get(&address).await.status, 404);
    for path in ["/account/orders/", &address] {
        let answer = t.browser().get(path).await;
        assert_eq!(answer.status, 303);
        assert!(answer.header("location").starts_with("/account/login/?next=%2Faccount%2Forders%2F"));
    }
}

#[actix_web::test]
async fn an_order_that_costs_nothing_is_paid_at_once() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        code("GIFT").kind(storefront::promotions::models::PromotionKind::Amount, 100_000).insert(conn)?;
        Ok(product("Mug").insert(conn)?)
    });
    let browser = t.browser();
    browser.put(mug, 1).await;
    browser.post("/cart/code/", &[("code", "GIFT")]).await;
    browser.order().await;
    let state: (String, i64) =
        t.look(|conn| Ok(orders::table.select((orders::payment_status, orders::total)).first(conn)?));
    assert_eq!(state, ("C".into(), 0));
}
