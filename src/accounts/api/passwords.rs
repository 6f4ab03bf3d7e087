//! Passwords and user names of one's own, and links that were mailed.

use crate::accounts::models::User;
use crate::accounts::password_change;
use crate::accounts::passwords::broken_rules;
use crate::accounts::users::USERNAME_TAKEN;
use crate::accounts::{queries, registration, throttle, users as rules};
use crate::api::call::Call;
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::{Input, Need};
use crate::api::reply::Reply;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::web::error::AppError;

use super::users::username;

const WRONG_PASSWORD: &str = "Invalid password.";
const DEAD_LINK: &str = "Invalid token for given user.";

/// The account of the sender, whose password came as `current_password`. Wrong ones are counted.
pub(super) async fn require_password(call: &Call) -> Result<User, ApiError> {
    let caller = call.caller().await?;
    let user_id = caller.member()?.require_person()?.user_id;
    let mut input = call.body.input()?;
    let password = input.secret("current_password", Need::Required);
    input.finish()?;
    check_password(call, user_id, password.unwrap_or_default()).await
}

async fn check_password(call: &Call, user_id: i64, password: String) -> Result<User, ApiError> {
    let (limit, now) = (call.app.config.rate_limit_login, call.now());
    let counters = [throttle::of_current_password(user_id, limit)];
    let counted = counters.clone();
    let user = call.app.db.write(move |conn| {
        throttle::take(conn, &counted, now)?;
        Ok(queries::find_user(conn, user_id)?)
    });
    let user = user.await?.ok_or(ApiError::Refused("User not found", "user_not_found"))?;
    let hashes = vec![user.password_hash.clone()];
    if call.app.passwords.find_match(password, hashes).await?.is_none() {
        return Err(ApiError::field("current_password", WRONG_PASSWORD));
    }
    call.app.db.write(move |conn| throttle::give_back(conn, &counters)).await?;
    Ok(user)
}

/// `POST /api/auth/users/set_password/`: every token and session from before counts no more.
pub async fn set_password(call: Call) -> ApiResult {
    let caller = call.caller().await?;
    let user_id = caller.member()?.require_person()?.user_id;
    let mut input = call.body.input()?;
    let new = input.secret("new_password", Need::Required);
    let current = input.secret("current_password", Need::Required);
    input.finish()?;
    let user = check_password(&call, user_id, current.unwrap_or_default()).await?;
    let new = new.unwrap_or_default();
    refuse_weak(&new, &user)?;
    let hash = call.app.passwords.hash(new).await?;
    call.write_unremembered(move |conn, asked| {
        password_change::set_password(conn, user.id, &hash, asked.now)?;
        Ok(Reply::no_content())
    })
    .await
}

fn refuse_weak(password: &str, user: &User) -> Result<(), ApiError> {
    let broken = broken_rules(password, &user.personal_data());
    match broken.is_empty() {
        true => Ok(()),
        false => Err(ApiError::Fields(vec![("new_password".to_owned(), broken)])),
    }
}

/// `POST /api/auth/users/set_username/`
pub async fn set_username(call: Call) -> ApiResult {
    let user = require_password(&call).await?;
    let mut input = call.body.input()?;
    let name = username(&mut input, "new_username");
    input.finish()?;
    let name = name.unwrap_or_default();
    call.write(move |conn, _| rename(conn, user.id, &name)).await
}

fn rename(conn: &mut Conn, user: i64, name: &str) -> Result<Reply, ApiError> {
    match rules::rename(conn, user, name)? {
        true => Ok(Reply::no_content()),
        false => Err(ApiError::field("new_username", USERNAME_TAKEN)),
    }
}

/// `POST /api/auth/users/reset_password/`: mails a link if the address has an account, and never says
/// whether it has.
pub async fn request_password_reset(call: Call) -> ApiResult {
    request_mail(call, password_change::request_reset).await
}

/// `POST /api/auth/users/reset_username/`: the same mail names the user name.
pub async fn request_username_reset(call: Call) -> ApiResult {
    request_mail(call, password_change::request_reset).await
}

/// Queues a mail to an address, within the limits of mails.
type QueueMail = fn(&mut Conn, &str, u32, Time) -> Result<(), AppError>;

async fn request_mail(call: Call, queue: QueueMail) -> ApiResult {
    let mut input = call.body.input()?;
    let email = input.email("email", Need::Required);
    input.finish()?;
    let (email, network) = (email.unwrap_or_default(), call.request.network.clone());
    call.write_unremembered(move |conn, asked| {
        let limit = asked.call.app.config.rate_limit_mail;
        throttle::take(conn, &[throttle::of_mail_requests(&network, limit)], asked.now)?;
        queue(conn, &email, limit, asked.now)?;
        Ok(Reply::no_content())
    })
    .await
}

/// `POST /api/auth/users/reset_password_confirm/`: `token` is the last part of the mailed link. `uid` is
/// taken for the sake of Djoser's clients; the token says whose it is.
pub async fn confirm_password_reset(call: Call) -> ApiResult {
    let mut input = call.body.input()?;
    let token = link_token(&mut input);
    let new = input.secret("new_password", Need::Required);
    input.finish()?;
    let (token, new) = (token.unwrap_or_default(), new.unwrap_or_default());
    let (looked, now) = (token.clone(), call.now());
    let link = call.app.db.read(move |conn| Ok(password_change::find_reset(conn, &looked, now)?)).await?;
    let link = link.ok_or_else(dead_link)?;
    refuse_weak(&new, &link.user)?;
    let hash = call.app.passwords.hash(new).await?;
    call.write_unremembered(move |conn, asked| {
        match password_change::reset(conn, &token, &hash, asked.now)? {
            Some(_) => Ok(Reply::no_content()),
            None => Err(dead_link()),
        }
    })
    .await
}

/// `POST /api/auth/users/reset_username_confirm/`: another user name by a mailed link, which is used up.
pub async fn confirm_username_reset(call: Call) -> ApiResult {
    let mut input = call.body.input()?;
    let token = link_token(&mut input);
    let name = username(&mut input, "new_username");
    input.finish()?;
    let (token, name) = (token.unwrap_or_default(), name.unwrap_or_default());
    call.write_unremembered(move |conn, asked| {
        let link = password_change::use_link(conn, &token, asked.now)?.ok_or_else(dead_link)?;
        rename(conn, link.user.id, &name)
    })
    .await
}

fn link_token(input: &mut Input) -> Option<String> {
    input.maybe_blank("uid", 255, Need::Optional);
    input.text("token", 255, Need::Required)
}

fn dead_link() -> ApiError {
    ApiError::field("token", DEAD_LINK)
}

/// `POST /api/auth/users/activation/`: confirms a registration that was begun on the shop's pages.
pub async fn activate(call: Call) -> ApiResult {
    let mut input = call.body.input()?;
    let token = link_token(&mut input);
    input.finish()?;
    let token = token.unwrap_or_default();
    call.write_unremembered(move |conn, asked| match registration::confirm(conn, &token, asked.now)? {
        Some(_) => Ok(Reply::no_content()),
        None => Err(dead_link()),
    })
    .await
}

/// `POST /api/auth/users/resend_activation/`: the mail of a registration once more, if there is one.
pub async fn request_activation(call: Call) -> ApiResult {
    request_mail(call, registration::send_again).await
}
