//! Deliveries: which one is next, and what came of it.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Text, Timestamp};

use super::StoredEvent;
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::schema::{webhook_deliveries as deliveries, webhooks};
use crate::webhooks::models::{DeliveryState, Listener};

/// How many rows one statement stores.
const ROWS: usize = 1_000;

/// A delivery for everybody who is told of an event, due at once.
pub fn insert_deliveries(
    conn: &mut Conn,
    events: &[StoredEvent],
    listeners: &[Listener],
    now: Time,
) -> QueryResult<()> {
    let mut rows = Vec::new();
    for event in events {
        for listener in listeners.iter().filter(|listener| listener.wants(event.topic)) {
            rows.push((
                deliveries::event_id.eq(event.id),
                deliveries::webhook_id.eq(listener.id),
                deliveries::topic.eq(event.topic),
                deliveries::object.eq(&event.object),
                deliveries::state.eq(DeliveryState::Waiting),
                deliveries::next_attempt_at.eq(now),
            ));
        }
    }
    for chunk in rows.chunks(ROWS) {
        let chunk = chunk.to_vec();
        on_backend!(conn, |c| diesel::insert_into(deliveries::table).values(&chunk).execute(c))?;
    }
    Ok(())
}

/// A delivery that is about to be tried, with what is sent.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Claimed {
    /// Key.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Whom it goes to.
    #[diesel(sql_type = BigInt)]
    pub webhook: i64,
    /// How often it was tried, this time included.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// The id that is sent.
    #[diesel(sql_type = Text)]
    pub message_id: String,
    /// What happened.
    #[diesel(sql_type = Text)]
    pub topic: String,
    /// What it is about.
    #[diesel(sql_type = Text)]
    pub object: String,
    /// JSON.
    #[diesel(sql_type = Text)]
    pub payload: String,
    /// When it happened, UTC.
    #[diesel(sql_type = Timestamp)]
    pub created_at: Time,
}

/// The delivery that has waited longest among those that are due and have no earlier one before them
/// in the line of their object.
pub fn find_next(conn: &mut Conn, webhook: i64, now: Time) -> QueryResult<Option<Claimed>> {
    // The states are written out: only then does either database use its partial indexes.
    diesel::sql_query(
        "SELECT d.id, d.webhook_id AS webhook, d.attempts, e.message_id, d.topic, d.object, e.payload, \
             e.created_at \
         FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event_id \
         WHERE d.webhook_id = $1 AND d.state IN ('waiting', 'failed') AND d.next_attempt_at <= $2 \
             AND NOT EXISTS (SELECT 1 FROM webhook_deliveries b WHERE b.webhook_id = d.webhook_id \
                 AND b.object = d.object AND b.id < d.id AND b.state IN ('waiting', 'failed')) \
         ORDER BY d.next_attempt_at, d.id LIMIT 1",
    )
    .bind::<BigInt, _>(webhook)
    .bind::<Timestamp, _>(now)
    .get_result(conn)
    .optional()
}

/// Whether anything can be sent to this webhook now.
pub fn has_due(conn: &mut Conn, webhook: i64, now: Time) -> QueryResult<bool> {
    Ok(find_next(conn, webhook, now)?.is_some())
}

/// Active webhooks that something is due for.
pub fn list_with_due(conn: &mut Conn, now: Time) -> QueryResult<Vec<i64>> {
    let due = sql::<Bool>(
        "EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = webhooks.id \
         AND d.state IN ('waiting', 'failed') AND d.next_attempt_at <= ",
    );
    webhooks::table
        .filter(webhooks::is_active)
        .filter(due.bind::<Timestamp, _>(now).sql(")"))
        .order(webhooks::id)
        .select(webhooks::id)
        .load(conn)
}

/// Counts one more attempt; `false` when somebody else tries it.
pub fn claim(conn: &mut Conn, delivery: &Claimed) -> QueryResult<bool> {
    let claimed = diesel::update(deliveries::table.find(delivery.id))
        .filter(deliveries::attempts.eq(delivery.attempts))
        .filter(deliveries::state.eq_any(DeliveryState::OPEN))
        .set(deliveries::attempts.eq(delivery.attempts + 1))
        .execute(conn)?;
    Ok(claimed == 1)
}

/// Takes the turn of working on a webhook's deliveries; `false` when somebody has it, or nothing is sent
/// there.
pub fn take_turn(conn: &mut Conn, webhook: i64, until: Time, now: Time) -> QueryResult<bool> {
    let taken = diesel::update(webhooks::table.find(webhook))
        .filter(webhooks::is_active)
        .filter(webhooks::busy_until.is_null().or(webhooks::busy_until.le(now)))
        .set(webhooks::busy_until.eq(until))
        .execute(conn)?;
    Ok(taken == 1)
}

/// Keeps the turn for longer; `false` when nothing is sent there any more.
pub fn keep_turn(conn: &mut Conn, webhook: i64, until: Time) -> QueryResult<bool> {
    let kept = diesel::update(webhooks::table.find(webhook))
        .filter(webhooks::is_active)
        .set(webhooks::busy_until.eq(until))
        .execute(conn)?;
    Ok(kept == 1)
}

/// Gives the turn back.
pub fn end_turn(conn: &mut Conn, webhook: i64) -> QueryResult<()> {
    diesel::update(webhooks::table.find(webhook)).set(webhooks::busy_until.eq(None::<Time>)).execute(conn)?;
    Ok(())
}

/// What is noted of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = deliveries, treat_none_as_null = true)]
pub struct Attempt {
    /// What the target answered, if it did.
    pub status: Option<i32>,
    /// Why it failed; empty when it did not.
    pub error: String,
    /// How long it took.
    pub took_ms: Option<i64>,
}

/// It has arrived.
pub fn mark_delivered(conn: &mut Conn, id: i64, attempt: &Attempt, now: Time) -> QueryResult<()> {
    diesel::update(deliveries::table.find(id))
        .set((attempt, deliveries::state.eq(DeliveryState::Delivered), deliveries::delivered_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// It is tried again then.
pub fn put_off(conn: &mut Conn, id: i64, attempt: &Attempt, until: Time) -> QueryResult<()> {
    diesel::update(deliveries::table.find(id))
        .set((attempt, deliveries::state.eq(DeliveryState::Failed), deliveries::next_attempt_at.eq(until)))
        .execute(conn)?;
    Ok(())
}

/// It is not tried again.
pub fn give_up_delivery(conn: &mut Conn, id: i64, attempt: &Attempt) -> QueryResult<()> {
    diesel::update(deliveries::table.find(id))
        .set((attempt, deliveries::state.eq(DeliveryState::Dead)))
        .execute(conn)?;
    Ok(())
}
