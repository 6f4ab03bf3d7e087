//! Products that somebody looked at last.

use chrono::TimeDelta;
use diesel::QueryResult;

use super::queries;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// So many are kept of each customer.
pub const KEPT: i64 = 20;

/// Notes that the user looked at a product, and forgets the oldest beyond [`KEPT`].
pub fn note(conn: &mut Conn, user_id: i64, product_id: i64, now: Time) -> QueryResult<()> {
    queries::upsert_view(conn, user_id, product_id, now)?;
    queries::trim_views(conn, user_id, KEPT)
}

/// Keys of the published products that the user looked at last, the newest first.
pub fn list(conn: &mut Conn, user_id: i64, limit: i64) -> QueryResult<Vec<i64>> {
    queries::list_viewed(conn, user_id, limit)
}

/// What a guest looked at, the newest first, joins what the account they signed in to remembers.
pub fn join(conn: &mut Conn, user_id: i64, ids: &[i64], now: Time) -> QueryResult<()> {
    let existing = queries::list_existing(conn, ids)?;
    for (id, place) in existing.into_iter().zip(0..) {
        queries::upsert_view(conn, user_id, id, now - TimeDelta::microseconds(place))?;
    }
    queries::trim_views(conn, user_id, KEPT)
}
