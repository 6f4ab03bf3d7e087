//! Asking for an account and confirming it by a mailed link.
//!
//! What a visitor sees does not tell whether an e-mail address has an account already: in both
//! cases the name is reserved, one job is queued and the page is the same. Only the mail differs.

use chrono::TimeDelta;
use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use super::jobs::{self, OneRegistration, OneUser};
use super::passwords::{self, PersonalData};
use super::queries::registrations::{self, NewRow, Registration};
use super::throttle;
use super::users::{self, Created, LONGEST_NAME, NewUser, USERNAME_TAKEN};
use super::{queries, tokens};
use crate::events;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::queue;
use crate::platform::web::error::AppError;
use crate::platform::web::form::{FieldErrors, email_key};

/// A link works, and a name is reserved, this long.
const LASTS: TimeDelta = TimeDelta::days(2);

/// The form as it was sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RegistrationForm {
    /// As they will sign in.
    pub username: String,
    /// Where the link is mailed.
    pub email: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// Typed once.
    pub password: String,
    /// Typed again.
    pub password2: String,
}

/// What a valid form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRegistration {
    /// Whom it is about.
    pub person: PersonalData,
    /// Keeps all rules.
    pub password: String,
}

impl RegistrationForm {
    /// What the form asks for, or what is wrong with it.
    pub fn check(&self) -> Result<NewRegistration, FieldErrors> {
        let mut errors = FieldErrors::default();
        let person = PersonalData {
            username: users::check_username(&mut errors, "username", &self.username),
            email: errors.email("email", &self.email),
            first_name: errors.optional_line("first_name", &self.first_name, LONGEST_NAME),
            last_name: errors.optional_line("last_name", &self.last_name, LONGEST_NAME),
        };
        let typed = (self.password.as_str(), self.password2.as_str());
        let password = passwords::check_twice(&mut errors, ("password", "password2"), typed, &person);
        errors.or(NewRegistration { person, password })
    }
}

/// What is wrong when somebody else has the name.
pub fn name_taken() -> FieldErrors {
    FieldErrors::one("username", USERNAME_TAKEN)
}

/// Whether nobody has the name or has reserved it.
pub fn is_name_free(conn: &mut Conn, username: &str, now: Time) -> QueryResult<bool> {
    Ok(!queries::is_username_taken(conn, username)? && !registrations::is_reserved(conn, username, now)?)
}

/// Reserves the name and queues the mail; `false` when the name is taken.
///
/// After too many mails to one address in an hour the name is reserved all the same, but no
/// further mail is sent.
pub fn request(
    conn: &mut Conn,
    person: &PersonalData,
    password_hash: &str,
    mail_limit: u32,
    now: Time,
) -> Result<bool, AppError> {
    registrations::delete_expired_of(conn, &person.username, now)?;
    if queries::is_username_taken(conn, &person.username)? {
        return Ok(false);
    }
    let row = NewRow {
        username: &person.username,
        email: &person.email,
        email_key: &email_key(&person.email),
        first_name: &person.first_name,
        last_name: &person.last_name,
        password_hash,
        created_at: now,
        expires_at: now + LASTS,
    };
    let Some(registration) = registrations::insert(conn, &row)? else { return Ok(false) };
    if throttle::try_take(conn, &throttle::of_mails_to(&person.email, mail_limit), now)? {
        queue::enqueue(conn, jobs::ANSWER_REGISTRATION, &OneRegistration { registration }, now)?;
    }
    Ok(true)
}

/// Mails the link once more to whoever asked for an account with this address and has not confirmed it;
/// what is answered does not depend on whether there is one.
pub fn send_again(conn: &mut Conn, email: &str, mail_limit: u32, now: Time) -> Result<(), AppError> {
    if throttle::try_take(conn, &throttle::of_mails_to(email, mail_limit), now)? {
        for registration in registrations::list_of_email(conn, &email_key(email), now)? {
            queue::enqueue(conn, jobs::ANSWER_REGISTRATION, &OneRegistration { registration }, now)?;
        }
    }
    Ok(())
}

/// The registration that a mailed link confirms, while it can be.
pub fn find(conn: &mut Conn, token: &str, now: Time) -> QueryResult<Option<Registration>> {
    registrations::find_by_token(conn, &tokens::stored(token), now)
}

/// Makes the account that a mailed link stands for; `None` when the link works no more.
pub fn confirm(conn: &mut Conn, token: &str, now: Time) -> Result<Option<Created>, AppError> {
    let Some(found) = find(conn, token, now)? else { return Ok(None) };
    if !registrations::delete(conn, found.id)? {
        return Ok(None);
    }
    let user = NewUser {
        username: found.username,
        email: found.email,
        first_name: found.first_name,
        last_name: found.last_name,
        password_hash: found.password_hash,
        ..NewUser::default()
    };
    let created = match users::create(conn, &user, now) {
        Ok(created) => created,
        Err(users::CreateError::Database(error)) => return Err(error.into()),
        // Meanwhile somebody got the name or the address in another way.
        Err(_) => return Ok(None),
    };
    events::user_registered(conn, created.user_id, now)?;
    queue::enqueue(conn, jobs::WELCOME, &OneUser { user: created.user_id }, now)?;
    Ok(Some(created))
}
