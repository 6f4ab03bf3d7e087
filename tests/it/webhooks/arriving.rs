//! Messages arrive in the order of the changes, once each, and again after failures.

use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::checkout::order_actions::{cancel, mark_paid, ship};
use storefront::platform::queue;
use storefront::schema::{jobs, webhooks};
use storefront::webhooks::delivering::{self, DELIVER};
use storefront::webhooks::models::Topic;
use storefront::webhooks::retries::pause_after;

use super::receiver::{Receiver, answer};
use super::{NOWHERE, deliver, deliveries, later, off, states, webhook};
use crate::support::TestApp;
use crate::support::at_once::at_once;
use crate::support::builders::product;
use crate::support::editing::edit;

/// A shop with orders of a mug, and a receiver that hears of orders.
async fn shop(orders: usize) -> (TestApp, Receiver, i64) {
    let (t, receiver) = (TestApp::start(), Receiver::start("200 OK"));
    let topics = [Topic::OrderPlaced, Topic::OrderPaid, Topic::OrderCancelled, Topic::OrderFulfilled];
    let id = webhook(&t, &receiver.url(), &topics);
    let mug = t.seed(|conn| Ok(product("Mug").inventory(100).insert(conn)?));
    for _ in 0..orders {
        let browser = t.browser();
        browser.put(mug, 1).await;
        browser.order().await;
    }
    (t, receiver, id)
}

#[actix_web::test]
async fn a_later_event_about_an_object_waits_for_the_earlier_one() {
    let (mut t, receiver, id) = shop(2).await;
    t.change(|conn| mark_paid(conn, &edit(), &[1]));
    t.change(|conn| ship(conn, &edit(), &[1]));
    t.change(|conn| cancel(conn, &edit(), &[2]));
    receiver.answers(|message| match message.what().as_str() {
        "order.placed orders.order:1" => answer("500 Oops", "", "out of paper\r\nand ink"),
        _ => answer("200 OK", "", ""),
    });
    deliver(&t, id, &receiver);
    assert_eq!(
        receiver.heard(),
        ["order.placed orders.order:1", "order.placed orders.order:2", "order.cancelled orders.order:2"]
    );
    let first = deliveries(&t).remove(0);
    assert_eq!((first.state.as_str(), first.attempts, first.status), ("failed", 1, Some(500)));
    assert_eq!(first.error, "The target answered 500 Internal Server Error: out of paper and ink");
    // Not before its time, whatever else happens.
    deliver(&t, id, &receiver);
    assert_eq!(receiver.heard(), Vec::<String>::new());
    receiver.says("200 OK");
    later(&mut t, TimeDelta::seconds(10));
    deliver(&t, id, &receiver);
    assert_eq!(
        receiver.heard(),
        ["order.placed orders.order:1", "order.paid orders.order:1", "order.fulfilled orders.order:1"]
    );
    assert_eq!(states(&t), ["delivered"; 5]);
}

#[actix_web::test]
async fn what_was_given_up_holds_up_nothing() {
    let (mut t, receiver, id) = shop(1).await;
    t.change(|conn| mark_paid(conn, &edit(), &[1]));
    receiver.answers(|message| match message.what().starts_with("order.placed") {
        true => answer("400 Bad Request", "", ""),
        false => answer("200 OK", "", ""),
    });
    for attempt in 1..=15 {
        deliver(&t, id, &receiver);
        let first = deliveries(&t).remove(0);
        assert_eq!(first.attempts, attempt);
        match pause_after(attempt) {
            Some(pause) => {
                assert_eq!((first.state.as_str(), first.next_attempt_at), ("failed", t.app.now() + pause));
                let due = first.next_attempt_at;
                let job: i64 = t.read(|conn| {
                    let jobs = jobs::table.filter(jobs::kind.eq(DELIVER)).filter(jobs::run_at.eq(due));
                    jobs.count().get_result(conn)
                });
                assert_eq!(job, 1, "a job is there for attempt {}", attempt + 1);
                // Somebody else's success: only what never arrives is switched off.
                t.seed(|conn| {
                    let since = webhooks::failing_since.eq(None::<storefront::platform::clock::Time>);
                    Ok(diesel::update(webhooks::table).set(since).execute(conn)?)
                });
                later(&mut t, pause);
            }
            None => assert_eq!(first.state, "dead"),
        }
    }
    let heard = receiver.heard();
    assert_eq!(heard.len(), 16, "{heard:?}");
    assert_eq!(heard.last().unwrap(), "order.paid orders.order:1");
    assert_eq!(states(&t), ["dead", "delivered"]);
}

#[actix_web::test]
async fn many_workers_send_each_message_once_and_in_order() {
    let (t, receiver, id) = shop(6).await;
    t.change(|conn| mark_paid(conn, &edit(), &[1, 2, 3, 4, 5, 6]));
    at_once(4, |_| delivering::run(&t.app, id, receiver.reach()).unwrap());
    let heard = receiver.heard();
    assert_eq!(heard.len(), 12, "{heard:?}");
    for order in 1..=6 {
        let place =
            |topic: &str| heard.iter().position(|what| *what == format!("{topic} orders.order:{order}"));
        assert!(place("order.placed").unwrap() < place("order.paid").unwrap(), "{heard:?}");
    }
    assert_eq!(states(&t), ["delivered"; 12]);
}

#[actix_web::test]
async fn whoever_dies_in_the_middle_is_replaced_after_a_minute() {
    let (mut t, receiver, id) = shop(1).await;
    let until = t.app.now() + TimeDelta::seconds(60);
    t.seed(|conn| Ok(diesel::update(webhooks::table).set(webhooks::busy_until.eq(until)).execute(conn)?));
    deliver(&t, id, &receiver);
    assert_eq!(receiver.heard().len(), 0);
    later(&mut t, TimeDelta::seconds(60));
    deliver(&t, id, &receiver);
    assert_eq!(receiver.heard().len(), 1);
}

#[actix_web::test]
async fn a_target_that_does_not_answer_is_left_alone_for_a_while() {
    let (t, _, id) = shop(3).await;
    t.seed(|conn| {
        diesel::delete(jobs::table).execute(conn)?;
        Ok(diesel::update(webhooks::table).set(webhooks::address.eq(NOWHERE)).execute(conn)?)
    });
    off(|| delivering::run(&t.app, id, Default::default()).unwrap());
    assert_eq!(states(&t), ["failed", "waiting", "waiting"], "the others are not tried in this round");
    let runs: Vec<storefront::platform::clock::Time> =
        t.read(|conn| jobs::table.order(jobs::run_at).select(jobs::run_at).load(conn));
    assert_eq!(runs, [10, 30].map(|seconds| t.app.now() + TimeDelta::seconds(seconds)));
}

#[actix_web::test]
async fn work_that_was_lost_is_found_again() {
    let (t, receiver, id) = shop(1).await;
    t.seed(|conn| {
        diesel::delete(jobs::table).execute(conn)?;
        Ok(delivering::sweep(conn, t.app.now())?)
    });
    let job = t.seed(|conn| Ok(queue::take(conn, t.app.now())?)).unwrap();
    let delivering::OneWebhook { webhook } = job.parse().unwrap();
    assert_eq!((job.kind.as_str(), webhook), (DELIVER, id));
    deliver(&t, webhook, &receiver);
    t.seed(|conn| {
        diesel::delete(jobs::table).execute(conn)?;
        Ok(delivering::sweep(conn, t.app.now())?)
    });
    assert_eq!(t.seed(|conn| Ok(queue::take(conn, t.app.now())?)), None);
}
