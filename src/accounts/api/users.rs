//! Users: registration, oneself, and others for staff.

use crate::accounts::history::USER_HISTORY;
use crate::accounts::models::User;
use crate::accounts::passwords::{PersonalData, broken_rules};
use crate::accounts::user_editing::{self, UserChange};
use crate::accounts::users::{self, CreateError, LONGEST_NAME, NO_USERNAME, NewUser, USERNAME_TAKEN};
use crate::accounts::{email_change, queries, throttle};
use crate::api::call::{Asked, Call};
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::{Input, Need};
use crate::api::reply::Reply;
use crate::api::stream::{self, Part};
use crate::platform::audit::{Source, tracked, tracked_many};
use crate::platform::db::Conn;
use crate::platform::web::form::email_key;
use crate::urls;

use super::passwords::require_password;
use super::wire::{Me, UserInList};

const EMAIL_TAKEN: &str = "user with this email already exists.";

/// `GET /api/auth/users/`: everybody for staff who may see users, else only oneself.
pub async fn user_list(call: Call) -> ApiResult {
    stream::list(call, |conn, asked, after, limit| {
        let member = asked.caller.member()?;
        if !(member.is_staff && asked.may(conn, "accounts.view_user")?) {
            let own = queries::find_user(conn, member.user_id)?.filter(|_| after == 0);
            return Part::of(own.into_iter().map(|user| (user.id, UserInList::from(user))).collect(), limit);
        }
        let rows = queries::list_users_after(conn, after, limit)?;
        Part::of(rows.into_iter().map(|user| (user.id, UserInList::from(user))).collect(), limit)
    })
    .await
}

/// `POST /api/auth/users/`: makes an account. The address is not known to be theirs: what was ordered
/// with it as a guest stays a guest's.
pub async fn create_user(call: Call) -> ApiResult {
    let mut input = call.body.input()?;
    let username = username(&mut input, "username");
    let password = input.secret("password", Need::Required);
    let email = input.email("email", Need::Required);
    let first_name = input.maybe_blank("first_name", LONGEST_NAME, Need::Optional);
    let last_name = input.maybe_blank("last_name", LONGEST_NAME, Need::Optional);
    let fields_are_fine = ["username", "password", "email", "first_name", "last_name"];
    let fields_are_fine = fields_are_fine.iter().all(|name| input.is_fine(name));
    let person = PersonalData {
        username: username.unwrap_or_default(),
        email: email.unwrap_or_default(),
        first_name: first_name.unwrap_or_default(),
        last_name: last_name.unwrap_or_default(),
    };
    let password = password.unwrap_or_default();
    if !fields_are_fine {
        return Err(input.finish().err().unwrap_or_else(ApiError::not_found));
    }
    count_registration(&call).await?;
    refuse_taken(&call, &person).await?;
    for broken in broken_rules(&password, &person) {
        input.wrong("password", broken);
    }
    input.finish()?;
    let hash = call.app.passwords.hash(password).await?;
    call.write_unremembered(move |conn, asked| {
        let user = NewUser {
            username: person.username,
            email: person.email,
            first_name: person.first_name,
            last_name: person.last_name,
            password_hash: hash,
            ..NewUser::default()
        };
        let created = users::create(conn, &user, asked.now).map_err(|error| match error {
            CreateError::UsernameTaken => ApiError::field("username", USERNAME_TAKEN),
            CreateError::EmailTaken => ApiError::field("email", EMAIL_TAKEN),
            CreateError::Database(error) => error.into(),
        })?;
        let made = find(conn, created.user_id)?;
        Ok(Reply::created(&Me::from(made))?.at(urls::api::user(created.user_id)))
    })
    .await
}

/// Names that exist are told here, so nobody may ask about very many.
async fn count_registration(call: &Call) -> Result<(), ApiError> {
    let (network, limit, now) = (call.request.network.clone(), call.app.config.rate_limit_mail, call.now());
    let counter = throttle::of_registrations(&network, limit);
    Ok(call.app.db.write(move |conn| throttle::take(conn, &[counter], now)).await?)
}

async fn refuse_taken(call: &Call, person: &PersonalData) -> Result<(), ApiError> {
    let (username, email) = (person.username.clone(), person.email.clone());
    let taken = call.app.db.read(move |conn| {
        let has_name = queries::is_username_taken(conn, &username)?;
        Ok((has_name, queries::find_by_email(conn, &email)?.is_some()))
    });
    let mut messages = Vec::new();
    let (has_name, has_email) = taken.await?;
    if has_name {
        messages.push(("username".to_owned(), vec![USERNAME_TAKEN.to_owned()]));
    }
    if has_email {
        messages.push(("email".to_owned(), vec![EMAIL_TAKEN.to_owned()]));
    }
    if messages.is_empty() { Ok(()) } else { Err(ApiError::Fields(messages)) }
}

/// A user name by Django's rules.
pub(super) fn username(input: &mut Input, field: &str) -> Option<String> {
    let username = input.text(field, LONGEST_NAME, Need::Required)?;
    if !users::is_username(&username) {
        input.wrong(field, NO_USERNAME);
    }
    Some(username)
}

fn find(conn: &mut Conn, id: i64) -> Result<User, ApiError> {
    queries::find_user(conn, id)?.ok_or_else(|| ApiError::no("User"))
}

/// `GET /api/auth/users/me/`
pub async fn me(call: Call) -> ApiResult {
    call.read(|conn, asked| Reply::ok(&Me::from(find(conn, asked.caller.member()?.user_id)?))).await
}

/// `PUT /api/auth/users/me/`: names; another e-mail address counts once it is confirmed by mail.
pub async fn update_me(call: Call) -> ApiResult {
    save_me(call, false).await
}

/// `PATCH /api/auth/users/me/`
pub async fn patch_me(call: Call) -> ApiResult {
    save_me(call, true).await
}

async fn save_me(call: Call, is_partial: bool) -> ApiResult {
    call.write(move |conn, asked| {
        let member = asked.caller.member()?.require_person()?;
        let user = find(conn, member.user_id)?;
        asked.require_version(|| Reply::ok(&Me::from(user.clone())))?;
        let mut input = asked.input()?;
        if is_partial {
            input = input.partial();
        }
        let email = input.email("email", Need::Required);
        let first = input.maybe_blank("first_name", LONGEST_NAME, Need::Optional);
        let last = input.maybe_blank("last_name", LONGEST_NAME, Need::Optional);
        input.finish()?;
        let (first, last) = (first.unwrap_or(user.first_name), last.unwrap_or(user.last_name));
        queries::update_name(conn, user.id, &first, &last)?;
        if let Some(email) = email.filter(|email| email_key(email) != email_key(&user.email)) {
            email_change::request(conn, user.id, &email, asked.call.app.config.rate_limit_mail, asked.now)?;
        }
        Reply::ok(&Me::from(find(conn, user.id)?))
    })
    .await
}

/// `DELETE /api/auth/users/me/`: closes the account for good; the password has to come with it.
pub async fn delete_me(call: Call) -> ApiResult {
    let user = require_password(&call).await?;
    call.write(move |conn, asked| {
        user_editing::delete_self(conn, user.id, asked.now).map_err(ApiError::from)?;
        Ok(Reply::no_content())
    })
    .await
}

/// `GET /api/auth/users/{id}/`: oneself, or anybody for staff; others are as if they were not there.
pub async fn user_detail(call: Call) -> ApiResult {
    let id = call.id("id")?;
    call.read(move |conn, asked| {
        require_reach(conn, asked, id, "accounts.view_user")?;
        Reply::ok(&UserInList::from(find(conn, id)?))
    })
    .await
}

fn require_reach(conn: &mut Conn, asked: &Asked<'_>, id: i64, permission: &str) -> Result<(), ApiError> {
    let member = asked.caller.member()?;
    if member.user_id == id {
        return member.require_person().map(|_| ());
    }
    if !member.is_staff {
        return Err(ApiError::not_found());
    }
    asked.staff(conn, permission).map(|_| ())
}

/// `PUT /api/auth/users/{id}/`
pub async fn update_user(call: Call) -> ApiResult {
    save_user(call, false).await
}

/// `PATCH /api/auth/users/{id}/`
pub async fn patch_user(call: Call) -> ApiResult {
    save_user(call, true).await
}

async fn save_user(call: Call, is_partial: bool) -> ApiResult {
    let id = call.id("id")?;
    call.write(move |conn, asked| {
        require_reach(conn, asked, id, "accounts.change_user")?;
        let old = find(conn, id)?;
        asked.require_version(|| Reply::ok(&UserInList::from(old.clone())))?;
        let mut input = asked.input()?;
        if is_partial {
            input = input.partial();
        }
        let email = input.email("email", Need::Required);
        input.finish()?;
        let Some(email) = email.filter(|email| *email != old.email) else {
            return Reply::ok(&UserInList::from(old));
        };
        if asked.caller.member()?.user_id == id {
            // Nobody gets an address that was not shown to be theirs.
            email_change::request(conn, id, &email, asked.call.app.config.rate_limit_mail, asked.now)?;
            return Reply::ok(&UserInList::from(old));
        }
        let before = user_editing::find_change(conn, id)?.ok_or_else(|| ApiError::no("User"))?;
        let change = UserChange { email, ..before };
        let edit = asked.edit();
        tracked(conn, &edit, Source::Api, &USER_HISTORY, Some(id), |conn| {
            user_editing::save(conn, &edit, Some(id), &change).map(|id| (id, ()))
        })?;
        Reply::ok(&UserInList::from(find(conn, id)?))
    })
    .await
}

/// `DELETE /api/auth/users/{id}/`: oneself with the own password, or somebody else as staff with theirs.
pub async fn delete_user(call: Call) -> ApiResult {
    let id = call.id("id")?;
    let check = call.clone();
    let reach = check.read(move |conn, asked| {
        require_reach(conn, asked, id, "accounts.delete_user")?;
        find(conn, id)?;
        Ok(Reply::no_content())
    });
    reach.await?;
    let user = require_password(&call).await?;
    call.write(move |conn, asked| {
        require_reach(conn, asked, id, "accounts.delete_user")?;
        if user.id == id {
            user_editing::delete_self(conn, id, asked.now)?;
            return Ok(Reply::no_content());
        }
        let edit = asked.edit();
        tracked_many(conn, &edit, Source::Api, &USER_HISTORY, &[id], |conn| {
            user_editing::delete(conn, &edit, &[id])
        })?;
        Ok(Reply::no_content())
    })
    .await
}
