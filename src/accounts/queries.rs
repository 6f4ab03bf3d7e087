//! Reads and writes of the accounts' tables. No HTTP, no rules.

pub mod addresses;
pub mod api_keys;
pub mod registrations;
pub mod throttles;
pub mod tokens;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::models::{Customer, SignedIn, User};
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::web::form::email_key;
use crate::schema::{customers, users};

/// The account of a session, if the session still counts: the user is active, and nobody has
/// signed the user out everywhere since.
pub fn find_signed_in(conn: &mut Conn, user_id: i64, session_version: i32) -> QueryResult<Option<SignedIn>> {
    find_active(conn, user_id, Some(session_version))
}

/// The account of an active user with a customer record.
pub fn find_account(conn: &mut Conn, user_id: i64) -> QueryResult<Option<SignedIn>> {
    find_active(conn, user_id, None)
}

fn find_active(conn: &mut Conn, user_id: i64, version: Option<i32>) -> QueryResult<Option<SignedIn>> {
    type Row = (i64, i64, String, String, String, String, bool, bool);
    let row: Option<Row> = users::table
        .inner_join(customers::table)
        .filter(users::id.eq(user_id))
        .filter(users::is_active)
        .filter(users::session_version.nullable().eq(version).or(version.is_none().into_sql::<Bool>()))
        .select((
            users::id,
            customers::id,
            users::username,
            users::email,
            users::first_name,
            users::last_name,
            users::is_staff,
            users::is_superuser,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(user_id, customer_id, username, email, first_name, last_name, is_staff, is_superuser)| {
        SignedIn { user_id, customer_id, username, email, first_name, last_name, is_staff, is_superuser }
    }))
}

/// A user to be inserted.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = users)]
pub struct UserRow<'a> {
    /// As they sign in.
    pub username: &'a str,
    /// As written.
    pub email: &'a str,
    /// As compared.
    pub email_key: &'a str,
    /// In PHC format, or unusable.
    pub password_hash: &'a str,
    /// May be empty.
    pub first_name: &'a str,
    /// May be empty.
    pub last_name: &'a str,
    /// Whether the admin is open to them.
    pub is_staff: bool,
    /// Whether everything is.
    pub is_superuser: bool,
    /// UTC.
    pub date_joined: Time,
    /// UTC.
    pub password_changed_at: Time,
}

/// Stores a user and returns the key; `None` when the name or the address is taken.
pub fn insert_user(conn: &mut Conn, row: &UserRow<'_>) -> QueryResult<Option<i64>> {
    on_backend!(conn, |c| diesel::insert_into(users::table)
        .values(row)
        .on_conflict_do_nothing()
        .returning(users::id)
        .get_result(c)
        .optional())
}

/// Makes the customer record of a user and returns its key.
pub fn insert_customer(conn: &mut Conn, user_id: i64) -> QueryResult<i64> {
    diesel::insert_into(customers::table)
        .values(customers::user_id.eq(user_id))
        .returning(customers::id)
        .get_result(conn)
}

/// Makes the customer record of a user who has none.
pub fn ensure_customer(conn: &mut Conn, user_id: i64) -> QueryResult<()> {
    let row = customers::user_id.eq(user_id);
    on_backend!(conn, |c| diesel::insert_into(customers::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// The user with this key.
pub fn find_user(conn: &mut Conn, id: i64) -> QueryResult<Option<User>> {
    users::table.find(id).select(User::as_select()).first(conn).optional()
}

/// The user with this name.
pub fn find_by_username(conn: &mut Conn, username: &str) -> QueryResult<Option<User>> {
    users::table.filter(users::username.eq(username)).select(User::as_select()).first(conn).optional()
}

/// The user with this e-mail address, however it is written.
pub fn find_by_email(conn: &mut Conn, email: &str) -> QueryResult<Option<User>> {
    users::table
        .filter(users::email_key.eq(email_key(email)))
        .select(User::as_select())
        .first(conn)
        .optional()
}

/// The active users that sign in as `login`: by name, and by e-mail address.
///
/// There can be two, since a name may look like somebody else's address.
pub fn list_by_login(conn: &mut Conn, login: &str) -> QueryResult<Vec<User>> {
    users::table
        .filter(users::is_active)
        .filter(users::username.eq(login).or(users::email_key.eq(email_key(login))))
        .order(users::id)
        .select(User::as_select())
        .load(conn)
}

/// Whether a user has this name.
pub fn is_username_taken(conn: &mut Conn, username: &str) -> QueryResult<bool> {
    let named = users::table.filter(users::username.eq(username)).select(users::id);
    diesel::select(diesel::dsl::exists(named)).get_result(conn)
}

/// Whether anybody may do everything.
pub fn has_superuser(conn: &mut Conn) -> QueryResult<bool> {
    let active = users::table.filter(users::is_superuser).filter(users::is_active).select(users::id);
    diesel::select(diesel::dsl::exists(active)).get_result(conn)
}

/// Notes a sign-in and stores a renewed hash; `false` when the account was closed or its password
/// changed since `user` was read.
pub fn update_last_login(
    conn: &mut Conn,
    user: &User,
    renewed: Option<&str>,
    now: Time,
) -> QueryResult<bool> {
    let hash = renewed.unwrap_or(&user.password_hash);
    let updated = diesel::update(users::table.find(user.id))
        .filter(users::is_active)
        .filter(users::password_hash.eq(&user.password_hash))
        .set((users::last_login.eq(now), users::password_hash.eq(hash)))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Stores a new password and returns the version that sessions must carry from now on.
pub fn update_password(conn: &mut Conn, user_id: i64, hash: &str, now: Time) -> QueryResult<i32> {
    diesel::update(users::table.find(user_id))
        .set((
            users::password_hash.eq(hash),
            users::password_changed_at.eq(now),
            users::session_version.eq(users::session_version + 1),
        ))
        .returning(users::session_version)
        .get_result(conn)
}

/// Makes every session of a user worthless and returns the version that new ones carry.
pub fn raise_session_version(conn: &mut Conn, user_id: i64) -> QueryResult<i32> {
    diesel::update(users::table.find(user_id))
        .set(users::session_version.eq(users::session_version + 1))
        .returning(users::session_version)
        .get_result(conn)
}

/// Stores another e-mail address; `false` when somebody else has it.
pub fn update_email(conn: &mut Conn, user_id: i64, email: &str) -> QueryResult<bool> {
    let key = email_key(email);
    let others = diesel::alias!(users as others);
    let taken = others
        .filter(others.field(users::email_key).eq(&key))
        .filter(others.field(users::id).ne(user_id))
        .select(others.field(users::id));
    let updated = diesel::update(users::table.find(user_id))
        .filter(diesel::dsl::not(diesel::dsl::exists(taken)))
        .set((users::email.eq(email), users::email_key.eq(&key)))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Stores another user name; `false` when somebody else has it.
pub fn update_username(conn: &mut Conn, user_id: i64, username: &str) -> QueryResult<bool> {
    let others = diesel::alias!(users as others);
    let taken = others
        .filter(others.field(users::username).eq(username))
        .filter(others.field(users::id).ne(user_id))
        .select(others.field(users::id));
    let updated = diesel::update(users::table.find(user_id))
        .filter(diesel::dsl::not(diesel::dsl::exists(taken)))
        .set(users::username.eq(username))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Users with higher keys than `after`, in the order of their keys.
pub fn list_users_after(conn: &mut Conn, after: i64, limit: i64) -> QueryResult<Vec<User>> {
    users::table
        .filter(users::id.gt(after))
        .order(users::id)
        .limit(limit)
        .select(User::as_select())
        .load(conn)
}

/// Customers with higher keys than `after`, in the order of their keys.
pub fn list_customers_after(conn: &mut Conn, after: i64, limit: i64) -> QueryResult<Vec<Customer>> {
    customers::table
        .filter(customers::id.gt(after))
        .order(customers::id)
        .limit(limit)
        .select(Customer::as_select())
        .load(conn)
}

/// The customer record that belongs to an account.
pub fn find_customer_of(conn: &mut Conn, user_id: i64) -> QueryResult<Option<Customer>> {
    customers::table
        .filter(customers::user_id.eq(user_id))
        .select(Customer::as_select())
        .first(conn)
        .optional()
}

/// The customer record of a user.
pub fn find_customer(conn: &mut Conn, customer_id: i64) -> QueryResult<Option<Customer>> {
    customers::table.find(customer_id).select(Customer::as_select()).first(conn).optional()
}

/// Stores how a user is called.
pub fn update_name(conn: &mut Conn, user_id: i64, first_name: &str, last_name: &str) -> QueryResult<()> {
    diesel::update(users::table.find(user_id))
        .set((users::first_name.eq(first_name), users::last_name.eq(last_name)))
        .execute(conn)?;
    Ok(())
}

/// Stores what a customer says of themselves.
pub fn update_customer(
    conn: &mut Conn,
    customer_id: i64,
    phone: &str,
    birth_date: Option<NaiveDate>,
) -> QueryResult<()> {
    diesel::update(customers::table.find(customer_id))
        .set((customers::phone.eq(phone), customers::birth_date.eq(birth_date)))
        .execute(conn)?;
    Ok(())
}

/// Stores which picture shows a customer.
pub fn update_photo(conn: &mut Conn, customer_id: i64, photo_id: Option<i64>) -> QueryResult<()> {
    diesel::update(customers::table.find(customer_id)).set(customers::photo_id.eq(photo_id)).execute(conn)?;
    Ok(())
}

/// The customer record of a user, and the e-mail address as it is compared.
pub fn find_email_key(conn: &mut Conn, user_id: i64) -> QueryResult<Option<(i64, String)>> {
    users::table
        .inner_join(customers::table)
        .filter(users::id.eq(user_id))
        .select((customers::id, users::email_key))
        .first(conn)
        .optional()
}
