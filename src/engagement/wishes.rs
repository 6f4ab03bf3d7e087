//! Wish lists: of customers in rows, of guests in their session.

use diesel::QueryResult;

use super::queries;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// Puts a product on the user's list; one that is there stays where it is.
pub fn add(conn: &mut Conn, user_id: i64, product_id: i64, now: Time) -> QueryResult<()> {
    queries::insert_wishes(conn, user_id, &[product_id], now)
}

/// Takes a product off the user's list; one that is not there may as well be taken off.
pub fn remove(conn: &mut Conn, user_id: i64, product_id: i64) -> QueryResult<()> {
    queries::delete_wish(conn, user_id, product_id)
}

/// A guest's list, the newest first, joins the list of the account they signed in to.
///
/// Products that are gone are left out; those that both lists have stay where the account has them.
pub fn join(conn: &mut Conn, user_id: i64, ids: &[i64], now: Time) -> QueryResult<()> {
    let mut oldest_first = queries::list_existing(conn, ids)?;
    oldest_first.reverse();
    queries::insert_wishes(conn, user_id, &oldest_first, now)
}
