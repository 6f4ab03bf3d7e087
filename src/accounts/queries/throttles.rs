//! Counters of attempts.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text, Timestamp};

use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::schema::throttles;

/// Counts one attempt under `name`; `false`, and nothing is counted, when `limit` is reached.
///
/// Check and count are one statement, so attempts that arrive together cannot pass together.
pub fn take(conn: &mut Conn, name: &str, limit: i32, resets_at: Time, now: Time) -> QueryResult<bool> {
    let counted = diesel::sql_query(
        "INSERT INTO throttles (name, count, resets_at) VALUES ($1, 1, $2)
         ON CONFLICT (name) DO UPDATE SET
             count = CASE WHEN throttles.resets_at <= $3 THEN 1 ELSE throttles.count + 1 END,
             resets_at = CASE WHEN throttles.resets_at <= $3 THEN excluded.resets_at
                 ELSE throttles.resets_at END
         WHERE throttles.resets_at <= $3 OR throttles.count < $4",
    )
    .bind::<Text, _>(name)
    .bind::<Timestamp, _>(resets_at)
    .bind::<Timestamp, _>(now)
    .bind::<Integer, _>(limit)
    .execute(conn)?;
    Ok(counted > 0)
}

/// When the counter begins again.
pub fn find_reset(conn: &mut Conn, name: &str) -> QueryResult<Option<Time>> {
    throttles::table.find(name).select(throttles::resets_at).first(conn).optional()
}

/// Takes one attempt back from each of these counters.
pub fn give_back(conn: &mut Conn, names: &[&str]) -> QueryResult<usize> {
    diesel::update(throttles::table.filter(throttles::name.eq_any(names)).filter(throttles::count.gt(0)))
        .set(throttles::count.eq(throttles::count - 1))
        .execute(conn)
}

/// Removes counters that would begin again.
pub fn delete_over(conn: &mut Conn, now: Time) -> QueryResult<usize> {
    diesel::delete(throttles::table.filter(throttles::resets_at.le(now))).execute(conn)
}
