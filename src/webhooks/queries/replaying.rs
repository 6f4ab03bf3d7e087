//! Sending again what was sent before, and forgetting what is old.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamp};

use crate::platform::clock::Time;
use crate::platform::db::{Conn, among};
use crate::schema::webhook_deliveries as deliveries;
use crate::webhooks::models::DeliveryState;

/// How many events one statement deletes.
const AT_ONCE: i64 = 1_000;

/// Has these deliveries tried at once, as if for the first time, as far as they still wait; how many.
pub fn queue_again(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<usize> {
    diesel::update(deliveries::table.filter(among(deliveries::id, ids)))
        .filter(deliveries::state.eq_any(DeliveryState::OPEN))
        .set((deliveries::attempts.eq(0), deliveries::next_attempt_at.eq(now)))
        .execute(conn)
}

/// Makes new deliveries of the same events to the same webhooks, as far as these are over; how many.
pub fn redeliver(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<usize> {
    let keys = crate::catalog::derive::key_list(ids);
    diesel::sql_query(format!(
        "INSERT INTO webhook_deliveries (event_id, webhook_id, topic, object, state, next_attempt_at) \
         SELECT event_id, webhook_id, topic, object, 'waiting', $1 FROM webhook_deliveries \
         WHERE id IN {keys} AND state IN ('delivered', 'dead') ORDER BY id"
    ))
    .bind::<Timestamp, _>(now)
    .execute(conn)
}

/// Makes a new delivery of every event of these topics between two moments, the first one included, in
/// their order; how many.
pub fn replay(
    conn: &mut Conn,
    webhook: i64,
    topics: &str,
    (from, until): (Time, Time),
    now: Time,
) -> QueryResult<usize> {
    diesel::sql_query(
        "INSERT INTO webhook_deliveries (event_id, webhook_id, topic, object, state, next_attempt_at) \
         SELECT e.id, $1, e.topic, e.object, 'waiting', $2 FROM webhook_events e \
         WHERE e.created_at >= $3 AND e.created_at < $4 AND $5 LIKE '% ' || e.topic || ' %' \
             AND e.id NOT IN (SELECT d.event_id FROM webhook_deliveries d \
                 WHERE d.webhook_id = $1 AND d.state IN ('waiting', 'failed')) \
         ORDER BY e.id",
    )
    .bind::<BigInt, _>(webhook)
    .bind::<Timestamp, _>(now)
    .bind::<Timestamp, _>(from)
    .bind::<Timestamp, _>(until)
    .bind::<Text, _>(topics)
    .execute(conn)
}

/// Deletes some of the events that happened before then, with their deliveries; whether there are more.
/// What an active webhook still waits for stays.
pub fn delete_old_events(conn: &mut Conn, before: Time) -> QueryResult<bool> {
    let deleted = diesel::sql_query(
        "DELETE FROM webhook_events WHERE id IN (SELECT e.id FROM webhook_events e \
         WHERE e.created_at < $1 AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d \
             JOIN webhooks w ON w.id = d.webhook_id WHERE d.event_id = e.id \
             AND d.state IN ('waiting', 'failed') AND w.is_active) \
         ORDER BY e.created_at, e.id LIMIT $2)",
    )
    .bind::<Timestamp, _>(before)
    .bind::<BigInt, _>(AT_ONCE)
    .execute(conn)?;
    Ok(i64::try_from(deleted).is_ok_and(|deleted| deleted == AT_ONCE))
}

/// Forgets what was noted of products that are gone.
pub fn delete_orphaned_stock(conn: &mut Conn) -> QueryResult<usize> {
    diesel::sql_query(
        "DELETE FROM webhook_stock WHERE NOT EXISTS (SELECT 1 FROM products p WHERE p.id = product_id)",
    )
    .execute(conn)
}
