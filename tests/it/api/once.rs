//! Requests with an `Idempotency-Key` are done once.

use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::json;
use storefront::api::idempotency::{self, Once};
use storefront::platform::clock::Clock;
use storefront::platform::db::write_transaction;
use storefront::schema::carts;

use crate::api::carts::cart_with;
use crate::support::at_once::at_once;
use crate::support::builders::product;
use crate::support::people::customer;
use crate::support::shopping::count_orders;
use crate::support::{TestApp, noon};

fn count_carts(t: &TestApp) -> i64 {
    t.look(|conn| Ok(carts::table.count().get_result(conn)?))
}

#[actix_web::test]
async fn the_same_key_gives_the_same_answer_and_does_nothing_twice() {
    let t = TestApp::start();
    let api = t.client().with("idempotency-key", "one");
    let first = api.post("/store/carts/", json!({})).await;
    let again = api.post("/store/carts/", json!({})).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(count_carts(&t), 1);
    let other = api.post("/store/carts/", json!({"note": "other"})).await;
    assert_eq!(other.told(), (422, json!({"detail": "This Idempotency-Key was used for another request."})));
    assert_eq!(t.client().with("idempotency-key", "two").post("/store/carts/", json!({})).await.status, 201);
    assert_eq!(count_carts(&t), 2);
}

#[actix_web::test]
async fn a_key_belongs_to_its_sender_and_lasts_a_day() {
    let mut t = TestApp::start();
    let (ann, bob) = t.seed(|conn| Ok((customer("Ann").insert(conn)?, customer("Bob").insert(conn)?)));
    for person in [ann, bob] {
        let api = t.client_of(person).with("idempotency-key", "mine");
        assert_eq!(api.post("/store/carts/", json!({})).await.status, 201);
    }
    assert_eq!(t.client().with("idempotency-key", "mine").post("/store/carts/", json!({})).await.status, 201);
    assert_eq!(count_carts(&t), 3);
    t.app.clock = Clock::Fixed(noon() + TimeDelta::hours(23));
    assert_eq!(t.client().with("idempotency-key", "mine").post("/store/carts/", json!({})).await.status, 201);
    assert_eq!(count_carts(&t), 3);
    t.app.clock = Clock::Fixed(noon() + TimeDelta::hours(25));
    assert_eq!(t.client().with("idempotency-key", "mine").post("/store/carts/", json!({})).await.status, 201);
    assert_eq!(count_carts(&t), 4);
    let deleted = t.seed(|conn| Ok(idempotency::delete_old(conn, t.app.now())?));
    assert_eq!(deleted, 2);
}

#[actix_web::test]
async fn what_was_refused_may_be_tried_again_under_its_key() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").inventory(2).insert(conn)?));
    let path = cart_with(&t.client(), mug, 1).await;
    let api = t.client().with("idempotency-key", "try");
    let items = format!("{path}items/");
    assert_eq!(api.post(&items, json!({"product_id": mug, "quantity": 5})).await.status, 400);
    assert_eq!(api.post(&items, json!({"product_id": mug, "quantity": 1})).await.json()["quantity"], 2);
    assert_eq!(api.post(&items, json!({"product_id": mug, "quantity": 1})).await.json()["quantity"], 2);
    for key in ["", &"x".repeat(300)] {
        let api = t.client().with("idempotency-key", key);
        assert_eq!(api.post("/store/carts/", json!({})).await.status, 400, "{key:?}");
    }
}

#[actix_web::test]
async fn what_is_being_done_is_not_begun_again() {
    let t = TestApp::start();
    let once = Once { caller: "a".into(), key: "k".into(), fingerprint: "f".into() };
    let running = &t.app.api.running;
    let guard = running.begin(&once).unwrap();
    let refused = running.begin(&once).unwrap_err();
    assert_eq!(actix_web::ResponseError::status_code(&refused), 409);
    drop(guard);
    assert!(running.begin(&once).is_ok());
}

/// Two processes know nothing of each other: the database makes one of them wait.
#[test]
fn processes_that_come_at_the_same_moment_do_it_once() {
    let t = TestApp::start();
    let once = Once { caller: "a".into(), key: "k".into(), fingerprint: "f".into() };
    let replies = at_once(8, |_| {
        let mut conn = t.app.config.database.connect().unwrap();
        write_transaction(&mut conn, |conn| {
            if let Some(reply) = idempotency::begin(conn, &once, noon())? {
                return Ok(reply);
            }
            let made = storefront::cart::carts::find_or_create(conn, None, noon()).unwrap();
            let reply = storefront::api::reply::Reply::created(&json!({"id": made.id}))?;
            idempotency::finish(conn, &once, &reply)?;
            Ok::<_, storefront::api::error::ApiError>(reply)
        })
        .unwrap()
    });
    assert!(replies.iter().all(|reply| *reply == replies[0]));
    assert_eq!(count_carts(&t), 1);
}

#[actix_web::test]
async fn an_order_is_placed_once_however_often_it_is_sent() {
    let t = TestApp::start();
    let (ann, mug) =
        t.seed(|conn| Ok((customer("Ann").insert(conn)?, product("Mug").inventory(9).insert(conn)?)));
    let api = t.client_of(ann);
    let cart = cart_with(&api, mug, 2).await;
    let sent = json!({"cart_id": cart.split('/').nth(3).unwrap()});
    let api = api.with("idempotency-key", "order");
    let first = api.post("/store/orders/", sent.clone()).await;
    assert_eq!(first.status, 201, "{}", first.body());
    assert_eq!(api.post("/store/orders/", sent).await.bytes, first.bytes);
    assert_eq!(t.look(|conn| count_orders(conn).map_err(Into::into)), (1, 1));
}
