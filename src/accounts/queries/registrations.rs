//! Accounts that were asked for and are not confirmed yet.

use diesel::prelude::*;

use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::schema::registrations;

/// What somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = registrations)]
pub struct Registration {
    /// Key.
    pub id: i64,
    /// Reserved meanwhile.
    pub username: String,
    /// Not yet known to be theirs.
    pub email: String,
    /// As compared.
    pub email_key: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// Of the password they chose.
    pub password_hash: String,
    /// From then on the name is free again.
    pub expires_at: Time,
}

/// A registration to be stored.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = registrations)]
pub struct NewRow<'a> {
    /// To be reserved.
    pub username: &'a str,
    /// As written.
    pub email: &'a str,
    /// As compared.
    pub email_key: &'a str,
    /// May be empty.
    pub first_name: &'a str,
    /// May be empty.
    pub last_name: &'a str,
    /// Of the password they chose.
    pub password_hash: &'a str,
    /// UTC.
    pub created_at: Time,
    /// UTC.
    pub expires_at: Time,
}

/// Reserves the name and returns the key; `None` when somebody else has reserved it.
pub fn insert(conn: &mut Conn, row: &NewRow<'_>) -> QueryResult<Option<i64>> {
    on_backend!(conn, |c| diesel::insert_into(registrations::table)
        .values(row)
        .on_conflict_do_nothing()
        .returning(registrations::id)
        .get_result(c)
        .optional())
}

/// The registration with this key, while it lasts.
pub fn find(conn: &mut Conn, id: i64, now: Time) -> QueryResult<Option<Registration>> {
    registrations::table
        .find(id)
        .filter(registrations::expires_at.gt(now))
        .select(Registration::as_select())
        .first(conn)
        .optional()
}

/// The registration whose mailed token has this fingerprint, while it lasts.
pub fn find_by_token(conn: &mut Conn, token_hash: &str, now: Time) -> QueryResult<Option<Registration>> {
    registrations::table
        .filter(registrations::token_hash.eq(token_hash))
        .filter(registrations::expires_at.gt(now))
        .select(Registration::as_select())
        .first(conn)
        .optional()
}

/// The keys of the registrations with this e-mail address, while they last.
pub fn list_of_email(conn: &mut Conn, email_key: &str, now: Time) -> QueryResult<Vec<i64>> {
    registrations::table
        .filter(registrations::email_key.eq(email_key))
        .filter(registrations::expires_at.gt(now))
        .order(registrations::id)
        .select(registrations::id)
        .load(conn)
}

/// Whether the name is reserved.
pub fn is_reserved(conn: &mut Conn, username: &str, now: Time) -> QueryResult<bool> {
    let reserved = registrations::table
        .filter(registrations::username.eq(username))
        .filter(registrations::expires_at.gt(now))
        .select(registrations::id);
    diesel::select(diesel::dsl::exists(reserved)).get_result(conn)
}

/// Stores the fingerprint of the mailed token.
pub fn update_token(conn: &mut Conn, id: i64, token_hash: &str) -> QueryResult<()> {
    diesel::update(registrations::table.find(id))
        .set(registrations::token_hash.eq(token_hash))
        .execute(conn)?;
    Ok(())
}

/// Removes a registration; `false` when somebody else has just done so.
pub fn delete(conn: &mut Conn, id: i64) -> QueryResult<bool> {
    Ok(diesel::delete(registrations::table.find(id)).execute(conn)? == 1)
}

/// Frees a name whose reservation is over.
pub fn delete_expired_of(conn: &mut Conn, username: &str, now: Time) -> QueryResult<usize> {
    let over = registrations::table
        .filter(registrations::username.eq(username))
        .filter(registrations::expires_at.le(now));
    diesel::delete(over).execute(conn)
}

/// Frees every name whose reservation is over.
pub fn delete_expired(conn: &mut Conn, now: Time) -> QueryResult<usize> {
    diesel::delete(registrations::table.filter(registrations::expires_at.le(now))).execute(conn)
}
