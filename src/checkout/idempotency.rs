//! The memory of which order form has been answered with which order.

use chrono::TimeDelta;
use diesel::QueryResult;

use super::queries;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// The job that forgets old tokens.
pub const DELETE_OLD: &str = "checkout.delete_old_tokens";

/// A form that was open longer is not sent again.
const KEEP: TimeDelta = TimeDelta::days(30);

/// Forgets tokens that nobody will send again.
pub fn delete_old(conn: &mut Conn, now: Time) -> QueryResult<usize> {
    queries::delete_placed_before(conn, now - KEEP)
}
