//! Mailed links that work once.

use diesel::prelude::*;

use crate::accounts::models::User;
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::schema::{account_tokens, users};
use crate::text_enum;

text_enum! {
    /// What a link is for.
    pub enum Purpose {
        /// Setting a new password.
        PasswordReset = "password_reset",
        /// Confirming a new e-mail address.
        EmailChange = "email_change",
    }
}

/// A link to be stored.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = account_tokens)]
pub struct NewToken<'a> {
    /// Whose account it opens.
    pub user_id: i64,
    /// What it is for.
    pub purpose: Purpose,
    /// Fingerprint of the mailed token.
    pub token_hash: &'a str,
    /// The new address of an e-mail change, else empty.
    pub email: &'a str,
    /// UTC.
    pub created_at: Time,
    /// UTC.
    pub expires_at: Time,
}

/// A link that somebody followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Key.
    pub id: i64,
    /// Whose account it opens.
    pub user: User,
    /// The new address of an e-mail change.
    pub email: String,
}

/// Stores a link; one that is stored already stays as it is.
pub fn insert(conn: &mut Conn, token: &NewToken<'_>) -> QueryResult<()> {
    on_backend!(conn, |c| diesel::insert_into(account_tokens::table)
        .values(token)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// The link with this fingerprint, while it works and the account is open.
pub fn find(conn: &mut Conn, purpose: Purpose, token_hash: &str, now: Time) -> QueryResult<Option<Token>> {
    let row: Option<(i64, String, User)> = account_tokens::table
        .inner_join(users::table)
        .filter(account_tokens::token_hash.eq(token_hash))
        .filter(account_tokens::purpose.eq(purpose))
        .filter(account_tokens::expires_at.gt(now))
        .filter(users::is_active)
        .select((account_tokens::id, account_tokens::email, User::as_select()))
        .first(conn)
        .optional()?;
    Ok(row.map(|(id, email, user)| Token { id, user, email }))
}

/// Uses a link up; `false` when somebody else has just done so.
pub fn delete(conn: &mut Conn, id: i64) -> QueryResult<bool> {
    Ok(diesel::delete(account_tokens::table.find(id)).execute(conn)? == 1)
}

/// Removes every link of a user, whatever it is for.
pub fn delete_all_of(conn: &mut Conn, user_id: i64) -> QueryResult<usize> {
    diesel::delete(account_tokens::table.filter(account_tokens::user_id.eq(user_id))).execute(conn)
}

/// Removes links that work no more.
pub fn delete_expired(conn: &mut Conn, now: Time) -> QueryResult<usize> {
    diesel::delete(account_tokens::table.filter(account_tokens::expires_at.le(now))).execute(conn)
}
