//! Tokens for a user name and a password.

use actix_web::http::StatusCode;
use serde_json::json;

use crate::accounts::devices::Devices;
use crate::accounts::login::{self, Attempt, Begun};
use crate::accounts::queries;
use crate::api::call::Call;
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::Need;
use crate::api::reply::Reply;
use crate::api::tokens::{Claims, TokenKind, TokenProblem};
use crate::events::GuestThings;
use crate::platform::web::error::AppError;

const NO_ACCOUNT: &str = "No active account found with the given credentials";

/// `POST /api/auth/jwt/create/`: an access and a refresh token for a user name and its password.
pub async fn create_token(call: Call) -> ApiResult {
    let mut input = call.body.input()?;
    let username = input.text("username", 254, Need::Required);
    let password = input.secret("password", Need::Required);
    input.finish()?;
    let begun = begin(&call, username.unwrap_or_default()).await?;
    let matched = call.app.passwords.find_match(password.unwrap_or_default(), begun.hashes()).await?;
    let Some(matched) = matched else { return Err(no_account()) };
    let now = call.now();
    let entered = call.app.db.write(move |conn| {
        let renewed = matched.renewed.as_deref();
        login::succeed(conn, &begun, matched.position, renewed, &GuestThings::default(), now)
    });
    let entered = entered.await?.ok_or_else(no_account)?;
    let issue = |kind| call.app.api.tokens.issue(kind, entered.user_id, entered.session_version, now);
    let refresh = issue(TokenKind::Refresh).map_err(AppError::internal)?;
    let access = issue(TokenKind::Access).map_err(AppError::internal)?;
    call.answer(Reply::ok(&json!({ "refresh": refresh, "access": access }))?)
}

/// Counts the attempt; only the user name counts here, not the e-mail address.
async fn begin(call: &Call, username: String) -> Result<Begun, ApiError> {
    let (network, now) = (call.request.network.clone(), call.now());
    let (devices, limit) = (Devices::new(&call.app.config), call.app.config.rate_limit_login);
    let begun = call.app.db.write(move |conn| {
        let attempt = Attempt { login: &username, network: &network, device: None };
        let mut begun = login::begin(conn, &attempt, &devices, limit, now)?;
        begun.candidates.retain(|user| user.username == username);
        Ok(begun)
    });
    Ok(begun.await?)
}

fn no_account() -> ApiError {
    ApiError::Detail(StatusCode::UNAUTHORIZED, NO_ACCOUNT.to_owned())
}

/// `POST /api/auth/jwt/refresh/`: another access token.
pub async fn refresh_token(call: Call) -> ApiResult {
    let mut input = call.body.input()?;
    let text = input.secret("refresh", Need::Required);
    input.finish()?;
    let now = call.now();
    let claims = call.app.api.tokens.read(TokenKind::Refresh, &text.unwrap_or_default(), now);
    let claims = claims.map_err(not_valid)?;
    require_account(&call, &claims).await?;
    let user = claims.user().ok_or_else(|| not_valid(TokenProblem::Invalid))?;
    let access = call.app.api.tokens.issue(TokenKind::Access, user, claims.session, now);
    call.answer(Reply::ok(&json!({ "access": access.map_err(AppError::internal)? }))?)
}

/// `POST /api/auth/jwt/verify/`: whether a token counts.
pub async fn verify_token(call: Call) -> ApiResult {
    let mut input = call.body.input()?;
    let text = input.secret("token", Need::Required);
    input.finish()?;
    let claims = call.app.api.tokens.read_any(&text.unwrap_or_default(), call.now()).map_err(not_valid)?;
    require_account(&call, &claims).await?;
    call.answer(Reply::ok(&json!({}))?)
}

/// A token counts as long as its account is open and its password the same.
async fn require_account(call: &Call, claims: &Claims) -> Result<(), ApiError> {
    let (user, session) = (claims.user().unwrap_or_default(), claims.session);
    let found = call.app.db.read(move |conn| Ok(queries::find_user(conn, user)?)).await?;
    match found.is_some_and(|user| user.is_active && user.session_version == session) {
        true => Ok(()),
        false => Err(ApiError::Refused("No active account found for the given token.", "no_active_account")),
    }
}

fn not_valid(problem: TokenProblem) -> ApiError {
    ApiError::Refused(problem.words(), "token_not_valid")
}
