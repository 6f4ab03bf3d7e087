//! Who sends a request to the API: the account that a token or a key speaks for, at this moment.

use diesel::prelude::*;

use super::models::User;
use crate::api::caller::{Caller, Member, Presented};
use crate::api::error::ApiError;
use crate::api::tokens::{Claims, TokenProblem};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::schema::{customers, users};

/// Who it is; one statement. 401 when the account is gone or closed, or when everything that was signed
/// in with has been made worthless since: by a new password, or by signing out everywhere.
pub fn find(conn: &mut Conn, presented: &Presented, _now: Time) -> Result<Caller, ApiError> {
    match presented {
        Presented::Nothing => Ok(Caller::Guest),
        Presented::Token(claims) => of_token(conn, claims).map(Caller::Member),
        Presented::Key(_) => Err(ApiError::Refused("Invalid API key.", "api_key_not_valid")),
    }
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
