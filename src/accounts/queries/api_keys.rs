//! Keys for the API.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, among};
use crate::schema::{api_key_permissions, api_keys, users};

/// How exact "last used" is: a busy program would otherwise write with every request.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A key to be stored.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = api_keys)]
pub struct NewApiKey<'a> {
    /// What staff call it.
    pub name: &'a str,
    /// Who answers for it.
    pub user_id: i64,
    /// Its part that is shown.
    pub prefix: &'a str,
    /// Its fingerprint.
    pub digest: &'a str,
    /// UTC.
    pub created_at: Time,
    /// UTC; none for a key that works until it is revoked.
    pub expires_at: Option<Time>,
}

/// A key that works, with whoever answers for it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Working {
    /// Key of the row.
    pub id: i64,
    /// What staff call it.
    pub name: String,
    /// Who answers for it.
    pub user_id: i64,
    /// As they sign in.
    pub username: String,
    /// UTC, to the minute.
    pub last_used_at: Option<Time>,
}

/// What staff are shown of a key beside what they may change.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Facts {
    /// Its part that is shown.
    pub prefix: String,
    /// Who answers for it, as they sign in.
    pub username: String,
    /// UTC.
    pub expires_at: Option<Time>,
    /// UTC.
    pub revoked_at: Option<Time>,
}

/// Stores a key and returns the key of its row.
pub fn insert(conn: &mut Conn, key: &NewApiKey<'_>) -> QueryResult<i64> {
    diesel::insert_into(api_keys::table).values(key).returning(api_keys::id).get_result(conn)
}

/// The key with this fingerprint, while it works: neither revoked nor expired, of somebody who is
/// staff and may sign in.
pub fn find_working(conn: &mut Conn, digest: &str, now: Time) -> QueryResult<Option<Working>> {
    api_keys::table
        .inner_join(users::table)
        .filter(api_keys::digest.eq(digest))
        .filter(api_keys::revoked_at.is_null())
        .filter(api_keys::expires_at.is_null().or(api_keys::expires_at.gt(now)))
        .filter(users::is_active)
        .filter(users::is_staff)
        .select((api_keys::id, api_keys::name, users::id, users::username, api_keys::last_used_at))
        .first(conn)
        .optional()
}

/// What staff are shown of a key, whether it works or not.
pub fn find_facts(conn: &mut Conn, id: i64) -> QueryResult<Option<Facts>> {
    api_keys::table
        .inner_join(users::table)
        .filter(api_keys::id.eq(id))
        .select((api_keys::prefix, users::username, api_keys::expires_at, api_keys::revoked_at))
        .first(conn)
        .optional()
}

/// Notes that a key was used; `false` when that was noted less than a minute ago, or it is gone.
pub fn note_use(conn: &mut Conn, id: i64, now: Time) -> QueryResult<bool> {
    let updated = diesel::update(api_keys::table.find(id))
        .filter(api_keys::last_used_at.is_null().or(api_keys::last_used_at.le(now - NOTED_EVERY)))
        .set(api_keys::last_used_at.eq(now))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Whether [`note_use`] would write.
pub fn is_use_to_be_noted(last_used_at: Option<Time>, now: Time) -> bool {
    last_used_at.is_none_or(|last| last <= now - NOTED_EVERY)
}

/// Whoever answers for these keys, each once.
pub fn list_owners(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<i64>> {
    api_keys::table
        .filter(among(api_keys::id, ids))
        .select(api_keys::user_id)
        .distinct()
        .order(api_keys::user_id)
        .load(conn)
}

/// Ends keys; those that are revoked already stay as they are.
pub fn revoke(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<usize> {
    diesel::update(api_keys::table.filter(among(api_keys::id, ids)))
        .filter(api_keys::revoked_at.is_null())
        .set(api_keys::revoked_at.eq(now))
        .execute(conn)
}

/// Deletes keys.
pub fn delete(conn: &mut Conn, ids: &[i64]) -> QueryResult<usize> {
    diesel::delete(api_keys::table.filter(among(api_keys::id, ids))).execute(conn)
}

/// The permissions given to a key, whether or not its user has them.
pub fn list_permission_ids(conn: &mut Conn, id: i64) -> QueryResult<Vec<i64>> {
    api_key_permissions::table
        .filter(api_key_permissions::api_key_id.eq(id))
        .order(api_key_permissions::permission_id)
        .select(api_key_permissions::permission_id)
        .load(conn)
}

/// Gives a key permissions; those that it has stay.
pub fn insert_permissions(conn: &mut Conn, id: i64, permissions: &[i64]) -> QueryResult<()> {
    for permission in permissions {
        let row = (api_key_permissions::api_key_id.eq(id), api_key_permissions::permission_id.eq(permission));
        on_backend!(conn, |c| diesel::insert_into(api_key_permissions::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Takes permissions from a key.
pub fn delete_permissions(conn: &mut Conn, id: i64, permissions: &[i64]) -> QueryResult<()> {
    let of_key = api_key_permissions::table.filter(api_key_permissions::api_key_id.eq(id));
    diesel::delete(of_key.filter(among(api_key_permissions::permission_id, permissions))).execute(conn)?;
    Ok(())
}
