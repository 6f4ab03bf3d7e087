//! Reads and writes of the accounts' tables. No HTTP, no rules.

use diesel::prelude::*;

use super::models::{Address, SignedIn};
use crate::platform::db::Conn;
use crate::schema::{addresses, customers, users};

/// The account of a session, if the session still counts: the user is active, and nobody has
/// signed the user out everywhere since.
pub fn find_signed_in(conn: &mut Conn, user_id: i64, session_version: i32) -> QueryResult<Option<SignedIn>> {
    type Row = (i64, i64, String, String, String, String, bool);
    let row: Option<Row> = users::table
        .inner_join(customers::table)
        .filter(users::id.eq(user_id))
        .filter(users::is_active)
        .filter(users::session_version.eq(session_version))
        .select((
            users::id,
            customers::id,
            users::username,
            users::email,
            users::first_name,
            users::last_name,
            users::is_staff,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(user_id, customer_id, username, email, first_name, last_name, is_staff)| SignedIn {
        user_id,
        customer_id,
        username,
        email,
        first_name,
        last_name,
        is_staff,
    }))
}

/// The address that a customer added last.
pub fn find_latest_address(conn: &mut Conn, customer_id: i64) -> QueryResult<Option<Address>> {
    addresses::table
        .filter(addresses::customer_id.eq(customer_id))
        .order(addresses::id.desc())
        .select(Address::as_select())
        .first(conn)
        .optional()
}
