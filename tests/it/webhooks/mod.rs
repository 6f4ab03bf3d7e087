//! Webhooks: what is told, to whom, in which order, and what happens when nobody takes it.

mod admin;
mod arriving;
mod disabling;
mod orders;
mod quiet;
mod receiver;
mod refusing;
mod replaying;
mod signing;
mod stock;

use std::sync::Arc;

use diesel::prelude::*;
use storefront::config::Config;
use storefront::platform::clock::{Clock, Time};
use storefront::platform::mail::Mailer;
use storefront::schema::{webhook_deliveries, webhook_events, webhooks};
use storefront::webhooks::delivering;
use storefront::webhooks::models::Topic;
use storefront::webhooks::webhook_editing::{WebhookEntry, save};

use crate::support::TestApp;
use crate::support::editing::edit;
use receiver::Receiver;

/// Where nothing is ever sent.
pub const NOWHERE: &str = "https://127.0.0.1/";

/// A webhook at this address, whether it would be taken from a form or not.
pub fn webhook(t: &TestApp, address: &str, topics: &[Topic]) -> i64 {
    let entry = WebhookEntry::new("Warehouse".into(), "https://example.com/".into(), topics, true);
    let id = t.change(|conn| save(conn, &edit(), None, &entry));
    t.seed(|conn| {
        diesel::update(webhooks::table.find(id)).set(webhooks::address.eq(address)).execute(conn)?;
        Ok(id)
    })
}

/// Does what blocks where nobody waits for it.
pub fn off<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}

/// Sends what is due to a webhook that the receiver is.
pub fn deliver(t: &TestApp, webhook: i64, receiver: &Receiver) {
    off(|| delivering::run(&t.app, webhook, receiver.reach()).unwrap());
}

/// Topic and object of every event, oldest first.
pub fn told(t: &TestApp) -> Vec<(String, String)> {
    t.read(|conn| {
        webhook_events::table
            .order(webhook_events::id)
            .select((webhook_events::topic, webhook_events::object))
            .load(conn)
    })
}

/// The topics of every event, oldest first.
pub fn topics(t: &TestApp) -> Vec<String> {
    told(t).into_iter().map(|(topic, _)| topic).collect()
}

/// A delivery as a test looks at it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Delivery {
    pub id: i64,
    pub state: String,
    pub attempts: i32,
    pub next_attempt_at: Time,
    pub status: Option<i32>,
    pub error: String,
}

/// Every delivery, oldest first.
pub fn deliveries(t: &TestApp) -> Vec<Delivery> {
    use webhook_deliveries as d;
    t.read(|conn| {
        d::table
            .order(d::id)
            .select((d::id, d::state, d::attempts, d::next_attempt_at, d::status, d::error))
            .load(conn)
    })
}

/// The states of every delivery, oldest first.
pub fn states(t: &TestApp) -> Vec<String> {
    deliveries(t).into_iter().map(|delivery| delivery.state).collect()
}

/// Moves the clock.
pub fn later(t: &mut TestApp, by: chrono::TimeDelta) {
    t.app.clock = Clock::Fixed(t.app.now() + by);
}

/// A shop whose operators can be reached.
pub fn shop_with_operators() -> TestApp {
    let mut t = TestApp::start();
    let mut config = Config::clone(&t.app.config);
    config.admins = vec!["ann@example.com".into(), "bob@example.com".into()];
    t.app.mail = Mailer::open(&config);
    t.app.config = Arc::new(config);
    t
}
