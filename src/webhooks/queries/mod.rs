//! Reads and writes of the webhooks' tables. No HTTP, no rules.

mod deliveries;
mod replaying;

use diesel::prelude::*;

use super::models::{Listener, NewEvent, Topic, topics_in};
use super::secrets::Secret;
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, among};
use crate::schema::{webhook_events, webhook_stock, webhooks};

pub use deliveries::{
    Attempt, Claimed, claim, end_turn, find_next, give_up_delivery, has_due, insert_deliveries, keep_turn,
    list_with_due, mark_delivered, put_off, take_turn,
};
pub use replaying::{delete_old_events, delete_orphaned_stock, queue_again, redeliver, replay};

/// Everybody who is told of something.
pub fn list_listeners(conn: &mut Conn) -> QueryResult<Vec<Listener>> {
    let rows: Vec<(i64, String)> = webhooks::table
        .filter(webhooks::is_active)
        .order(webhooks::id)
        .select((webhooks::id, webhooks::topics))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, topics)| Listener { id, topics: topics_in(&topics) }).collect())
}

/// Takes out what the triggers noted of these products: key, units and availability before this
/// transaction, both empty for a new product.
pub fn take_moved_stock(
    conn: &mut Conn,
    products: &[i64],
) -> QueryResult<Vec<(i64, Option<i32>, Option<bool>)>> {
    diesel::delete(webhook_stock::table.filter(among(webhook_stock::product_id, products)))
        .returning((webhook_stock::product_id, webhook_stock::inventory, webhook_stock::is_available))
        .get_results(conn)
}

/// A stored event, as far as its deliveries need it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct StoredEvent {
    /// Key.
    pub id: i64,
    /// What happened.
    pub topic: Topic,
    /// What it is about.
    pub object: String,
}

/// Stores events; at most a few hundred. In the order given, which is that of their keys.
pub fn insert_events(conn: &mut Conn, events: &[NewEvent]) -> QueryResult<Vec<StoredEvent>> {
    on_backend!(conn, |c| diesel::insert_into(webhook_events::table).values(events).execute(c))?;
    let ids = events.iter().map(|event| event.message_id.as_str());
    webhook_events::table
        .filter(webhook_events::message_id.eq_any(ids))
        .order(webhook_events::id)
        .select((webhook_events::id, webhook_events::topic, webhook_events::object))
        .load(conn)
}

/// Name, address and secret of a webhook.
pub fn find_target(conn: &mut Conn, id: i64) -> QueryResult<Option<(String, String, Secret)>> {
    let found: Option<(String, String, String)> = webhooks::table
        .find(id)
        .select((webhooks::name, webhooks::address, webhooks::secret))
        .first(conn)
        .optional()?;
    Ok(found.map(|(name, address, secret)| (name, address, Secret::stored(secret))))
}

/// Gives a webhook another secret; `false` when it is gone.
pub fn update_secret(conn: &mut Conn, id: i64, secret: &Secret) -> QueryResult<bool> {
    let updated = diesel::update(webhooks::table.find(id)).set(webhooks::secret.eq(secret.reveal()));
    Ok(updated.execute(conn)? == 1)
}

/// Something arrived.
pub fn clear_failing(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::update(webhooks::table.find(id))
        .filter(webhooks::failing_since.is_not_null())
        .set(webhooks::failing_since.eq(None::<Time>))
        .execute(conn)?;
    Ok(())
}

/// Something did not arrive: since when nothing has.
pub fn note_failing(conn: &mut Conn, id: i64, now: Time) -> QueryResult<Option<Time>> {
    diesel::update(webhooks::table.find(id))
        .filter(webhooks::failing_since.is_null())
        .set(webhooks::failing_since.eq(now))
        .execute(conn)?;
    let since = webhooks::table.find(id).select(webhooks::failing_since).first(conn).optional()?;
    Ok(since.flatten())
}

/// Stops telling a webhook; `false` when it is not told anything anyway.
pub fn disable(conn: &mut Conn, id: i64, reason: &str, now: Time) -> QueryResult<bool> {
    let updated = diesel::update(webhooks::table.find(id))
        .filter(webhooks::is_active)
        .set((
            webhooks::is_active.eq(false),
            webhooks::disabled_at.eq(now),
            webhooks::disabled_reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Name, address, and when and why a webhook was disabled; `None` when it is not.
pub fn find_disabled(conn: &mut Conn, id: i64) -> QueryResult<Option<(String, String, Time, String)>> {
    let found: Option<(String, String, Option<Time>, String)> = webhooks::table
        .find(id)
        .select((webhooks::name, webhooks::address, webhooks::disabled_at, webhooks::disabled_reason))
        .first(conn)
        .optional()?;
    Ok(found.and_then(|(name, address, at, reason)| Some((name, address, at?, reason))))
}
