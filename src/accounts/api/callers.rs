//! Who sends a request to the API: the account that a token or a key speaks for, at this moment.

use diesel::prelude::*;

use crate::accounts::api_keys;
use crate::accounts::models::User;
use crate::api::caller::{Caller, Member, Presented};
use crate::api::error::ApiError;
use crate::api::tokens::{Claims, TokenProblem};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::schema::{customers, users};

/// Who it is; one statement. 401 when the account is gone or closed, or when everything that was signed
/// in with has been made worthless since: by a new password, or by signing out everywhere.
pub fn find(conn: &mut Conn, presented: &Presented, now: Time) -> Result<Caller, ApiError> {
    match presented {
        Presented::Nothing => Ok(Caller::Guest),
        Presented::Token(claims) => of_token(conn, claims).map(Caller::Member),
        Presented::Key(key) => of_key(conn, key, now).map(Caller::Member),
    }
}

/// Notes that a key was used.
pub fn note_key(conn: &mut Conn, key_id: i64, now: Time) -> QueryResult<()> {
    api_keys::touch(conn, key_id, now).map(|_| ())
}

/// A program acts in the name of whoever answers for its key, within what the key may.
fn of_key(conn: &mut Conn, key: &str, now: Time) -> Result<Member, ApiError> {
    let holder = api_keys::find(conn, key, now)?;
    let holder = holder.ok_or(ApiError::Refused("Invalid API key.", "api_key_not_valid"))?;
    let is_to_be_noted = holder.is_to_be_touched(now);
    Ok(Member {
        user_id: holder.user_id,
        customer_id: None,
        name: format!("{} with the key “{}”", holder.username, holder.name),
        username: holder.username,
        is_staff: true,
        is_superuser: false,
        scopes: Some(holder.permissions),
        unnoted_key: is_to_be_noted.then_some(holder.key_id),
    })
}

fn of_token(conn: &mut Conn, claims: &Claims) -> Result<Member, ApiError> {
    let user_id = claims.user().ok_or(ApiError::Token(TokenProblem::Invalid))?;
    let Some((user, customer_id)) = find_account(conn, user_id)? else {
        return Err(ApiError::Refused("User not found", "user_not_found"));
    };
    if !user.is_active {
        return Err(ApiError::Refused("User is inactive", "user_inactive"));
    }
    if user.session_version != claims.session {
        return Err(ApiError::Refused("The user's password has been changed.", "password_changed"));
    }
    Ok(Member {
        user_id,
        customer_id,
        name: user.name(),
        username: user.username,
        is_staff: user.is_staff,
        is_superuser: user.is_superuser,
        scopes: None,
        unnoted_key: None,
    })
}

fn find_account(conn: &mut Conn, user_id: i64) -> QueryResult<Option<(User, Option<i64>)>> {
    users::table
        .left_join(customers::table)
        .filter(users::id.eq(user_id))
        .select((User::as_select(), customers::id.nullable()))
        .first(conn)
        .optional()
}
