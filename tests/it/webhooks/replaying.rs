//! Sending again, keeping for thirty days, and moving to another machine.

use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::platform::clock::Time;
use storefront::platform::editing::Edit;
use storefront::schema::{webhook_deliveries, webhook_events, webhook_stock, webhooks};
use storefront::webhooks::cleaning;
use storefront::webhooks::models::Topic;
use storefront::webhooks::replay::{Range, replay, send_again};

use super::receiver::Receiver;
use super::{NOWHERE, deliver, deliveries, later, states, topics, webhook};
use crate::dumps::{dump, load_text};
use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::{TestApp, noon};

/// A shop that made a mug, a cup and a pot, an hour after each other, and told of each.
fn shop() -> (TestApp, Receiver, i64) {
    let mut t = TestApp::start();
    let receiver = Receiver::start("200 OK");
    let id = webhook(&t, &receiver.url(), &[Topic::StockChanged]);
    for title in ["Mug", "Cup", "Pot"] {
        t.seed(|conn| {
            product(title).insert(conn)?;
            // The builder makes everything at noon.
            let last = webhook_events::table.select(diesel::dsl::max(webhook_events::id));
            let last: Option<i64> = last.first(conn)?;
            diesel::update(webhook_events::table.find(last.unwrap()))
                .set(webhook_events::created_at.eq(t.app.now()))
                .execute(conn)?;
            Ok(())
        });
        later(&mut t, TimeDelta::hours(1));
    }
    deliver(&t, id, &receiver);
    assert_eq!(receiver.take().len(), 3);
    (t, receiver, id)
}

fn now(t: &TestApp) -> Edit {
    Edit { now: t.app.now(), ..edit() }
}

fn between(from: Time, until: Time) -> Range {
    Range { from: Some(from), until: Some(until) }
}

#[test]
fn everything_of_a_time_is_sent_again_in_order_and_under_its_id() {
    let (t, receiver, id) = shop();
    let (one, two) = (noon() + TimeDelta::hours(1), noon() + TimeDelta::hours(2));
    let hour = between(one, two);
    assert_eq!(t.change(|conn| replay(conn, &now(&t), &[id], &hour)), 1);
    deliver(&t, id, &receiver);
    let again = receiver.take();
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].json()["data"]["title"], "Cup");
    let stored: Vec<String> = t.read(|conn| {
        webhook_events::table.order(webhook_events::id).select(webhook_events::message_id).load(conn)
    });
    assert_eq!(again[0].header("webhook-id"), stored[1]);

    let all = between(noon(), two + TimeDelta::seconds(1));
    t.change(|conn| replay(conn, &now(&t), &[id], &all));
    // What already waits is not queued twice.
    t.change(|conn| replay(conn, &now(&t), &[id], &all));
    deliver(&t, id, &receiver);
    let heard: Vec<String> =
        receiver.take().iter().map(|message| message.header("webhook-id").to_owned()).collect();
    assert_eq!(heard, stored);
    assert_eq!(t.refusal(|conn| replay(conn, &now(&t), &[id], &between(two, one))).0, "until");
    assert_eq!(t.refusal(|conn| replay(conn, &now(&t), &[id], &Range::default())).0, "from");
}

#[test]
fn only_topics_that_a_webhook_is_told_of_are_sent_again_and_nothing_while_it_is_off() {
    let (t, _, _) = shop();
    let other = webhook(&t, NOWHERE, &[Topic::OrderPaid]);
    let all = between(noon(), noon() + TimeDelta::days(1));
    t.change(|conn| replay(conn, &now(&t), &[other], &all));
    assert_eq!(deliveries(&t).len(), 3);
    t.seed(|conn| {
        Ok(diesel::update(webhooks::table.find(other)).set(webhooks::is_active.eq(false)).execute(conn)?)
    });
    let (field, sentence) = t.refusal(|conn| replay(conn, &now(&t), &[other], &all));
    assert_eq!((field.as_str(), sentence.contains("switched off")), ("", true), "{sentence}");
}

#[test]
fn a_delivery_is_sent_again_whether_it_is_over_or_waits() {
    let (mut t, receiver, id) = shop();
    t.change(|conn| send_again(conn, &now(&t), &[2]));
    receiver.says("500 Oops");
    deliver(&t, id, &receiver);
    assert_eq!(receiver.heard(), ["stock.changed catalog.product:2"]);
    assert_eq!(states(&t), ["delivered", "delivered", "delivered", "failed"]);
    later(&mut t, TimeDelta::seconds(1));
    receiver.says("200 OK");
    deliver(&t, id, &receiver);
    assert_eq!(receiver.heard(), Vec::<String>::new(), "it waits for its next attempt");
    t.change(|conn| send_again(conn, &now(&t), &[4]));
    deliver(&t, id, &receiver);
    assert_eq!(receiver.heard(), ["stock.changed catalog.product:2"]);
    assert_eq!(states(&t), ["delivered"; 4]);
    t.seed(|conn| Ok(diesel::update(webhooks::table).set(webhooks::is_active.eq(false)).execute(conn)?));
    assert!(t.refusal(|conn| send_again(conn, &now(&t), &[1])).1.contains("switched off"));
}

#[test]
fn what_is_older_than_thirty_days_goes_unless_somebody_still_waits_for_it() {
    let (mut t, _, _) = shop();
    t.seed(|conn| {
        let third = webhook_deliveries::table.find(3);
        diesel::update(third)
            .set((webhook_deliveries::state.eq("failed"), webhook_deliveries::attempts.eq(3)))
            .execute(conn)?;
        // A product that is gone by now.
        diesel::insert_into(webhook_stock::table)
            .values(webhook_stock::product_id.eq(4_711))
            .execute(conn)?;
        Ok(())
    });
    t.app.clock = storefront::platform::clock::Clock::Fixed(noon() + TimeDelta::days(30));
    cleaning::delete_old(&t.app).unwrap();
    assert_eq!((topics(&t).len(), states(&t).len()), (3, 3));
    later(&mut t, TimeDelta::minutes(90));
    cleaning::delete_old(&t.app).unwrap();
    assert_eq!((topics(&t).len(), states(&t)), (1, vec!["failed".to_owned()]));
    later(&mut t, TimeDelta::days(1));
    cleaning::delete_old(&t.app).unwrap();
    assert_eq!(states(&t), ["failed"]);
    t.seed(|conn| Ok(diesel::update(webhooks::table).set(webhooks::is_active.eq(false)).execute(conn)?));
    cleaning::delete_old(&t.app).unwrap();
    assert_eq!((topics(&t).len(), states(&t).len()), (0, 0));
    let left: i64 = t.read(|conn| webhook_stock::table.count().get_result(conn));
    assert_eq!(left, 0);
}

#[test]
fn a_dump_takes_webhooks_along_with_their_secrets_and_what_waits_for_them() {
    let (t, _, id) = shop();
    t.change(|conn| send_again(conn, &now(&t), &[2]));
    let text = dump(&t, &[], None);
    let other = TestApp::start();
    load_text(&other, &text).unwrap();
    let secret =
        |t: &TestApp| t.read(|conn| webhooks::table.find(id).select(webhooks::secret).first::<String>(conn));
    assert_eq!(secret(&other), secret(&t));
    assert_eq!(states(&other), ["delivered", "delivered", "delivered", "waiting"]);
    assert_eq!(topics(&other).len(), 3, "loading tells nobody anything");
    assert_eq!(text, dump(&other, &[], None));
}
