//! Setting another password: by somebody who knows the old one, by a mailed link, or by command.

use chrono::TimeDelta;
use diesel::QueryResult;
use serde::Deserialize;

use super::jobs::{self, OneEmail, OneUser};
use super::models::User;
use super::passwords::{self, PersonalData};
use super::queries::tokens::{self as links, Purpose, Token};
use super::{queries, throttle, tokens};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::queue;
use crate::platform::web::error::AppError;
use crate::platform::web::form::{FieldErrors, REQUIRED};

/// A reset link works this long.
pub const RESET_LASTS: TimeDelta = TimeDelta::days(3);
/// What is said about a wrong current password.
pub const WRONG_OLD_PASSWORD: &str = "Your old password was entered incorrectly. Please enter it again.";

/// The form for somebody who is signed in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PasswordChangeForm {
    /// The current one.
    pub old_password: String,
    /// The new one.
    pub new_password1: String,
    /// The new one again.
    pub new_password2: String,
}

/// The form behind a mailed link.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewPasswordForm {
    /// The new one.
    pub new_password1: String,
    /// The new one again.
    pub new_password2: String,
}

/// The form that asks for a mailed link.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ResetForm {
    /// Of the account.
    pub email: String,
}

impl User {
    /// What a password of theirs must not resemble.
    pub fn personal_data(&self) -> PersonalData {
        PersonalData {
            username: self.username.clone(),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            email: self.email.clone(),
        }
    }
}

impl PasswordChangeForm {
    /// The new password, or what is wrong with the form apart from the old password.
    pub fn check(&self, user: &User) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.old_password.is_empty() {
            errors.add("old_password", REQUIRED);
        }
        let password = check_new(&mut errors, &self.new_password1, &self.new_password2, user);
        errors.or(password)
    }
}

impl NewPasswordForm {
    /// The new password, or what is wrong with the form.
    pub fn check(&self, user: &User) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let password = check_new(&mut errors, &self.new_password1, &self.new_password2, user);
        errors.or(password)
    }
}

fn check_new(errors: &mut FieldErrors, first: &str, second: &str, user: &User) -> String {
    let fields = ("new_password1", "new_password2");
    passwords::check_twice(errors, fields, (first, second), &user.personal_data())
}

impl ResetForm {
    /// The address, or what is wrong with it.
    pub fn check(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let email = errors.email("email", &self.email);
        errors.or(email)
    }
}

/// Stores another password: every session and every mailed link of the user is worth nothing from
/// now on, and a mail tells them. Returns the version that sessions must carry.
pub fn set_password(conn: &mut Conn, user_id: i64, hash: &str, now: Time) -> QueryResult<i32> {
    let version = queries::update_password(conn, user_id, hash, now)?;
    links::delete_all_of(conn, user_id)?;
    queue::enqueue(conn, jobs::TELL_PASSWORD_CHANGED, &OneUser { user: user_id }, now)?;
    Ok(version)
}

/// Queues the mail with a link, whether or not the address has an account: the job looks. After
/// too many mails to one address in an hour nothing is queued.
pub fn request_reset(conn: &mut Conn, email: &str, mail_limit: u32, now: Time) -> Result<(), AppError> {
    if throttle::try_take(conn, &throttle::of_mails_to(email, mail_limit), now)? {
        queue::enqueue(conn, jobs::ANSWER_RESET, &OneEmail { email: email.to_owned() }, now)?;
    }
    Ok(())
}

/// Whose password a mailed link may set, while it works.
pub fn find_reset(conn: &mut Conn, token: &str, now: Time) -> QueryResult<Option<Token>> {
    links::find(conn, Purpose::PasswordReset, &tokens::stored(token), now)
}

/// Uses a mailed link up; `None` when it works no more.
pub fn use_link(conn: &mut Conn, token: &str, now: Time) -> QueryResult<Option<Token>> {
    let Some(link) = find_reset(conn, token, now)? else { return Ok(None) };
    Ok(if links::delete(conn, link.id)? { Some(link) } else { None })
}

/// Uses a mailed link up and stores the password; the key of the user, or `None` when the link
/// works no more.
pub fn reset(conn: &mut Conn, token: &str, hash: &str, now: Time) -> QueryResult<Option<i64>> {
    let Some(link) = use_link(conn, token, now)? else { return Ok(None) };
    set_password(conn, link.user.id, hash, now)?;
    Ok(Some(link.user.id))
}
