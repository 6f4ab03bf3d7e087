//! Making users: the one place for it, whoever asks.

use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind, Error};

use super::queries;
use crate::events;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::editing::Refused;
use crate::platform::web::error::AppError;
use crate::platform::web::form::{FieldErrors, email_key};

/// "A user with that username already exists."
pub const USERNAME_TAKEN: &str = "A user with that username already exists.";
/// "A user with that email address already exists."
pub const EMAIL_TAKEN: &str = "A user with that email address already exists.";
/// What is said about other characters than [`is_username`] takes.
pub const NO_USERNAME: &str =
    "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";
/// Of user name, first name and last name.
pub const LONGEST_NAME: usize = 150;

/// A user to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewUser {
    /// As they sign in; checked by [`check_username`].
    pub username: String,
    /// Unique without regard to case.
    pub email: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// Made by [`Passwords`](super::passwords::Passwords), or `!` for an account without one.
    pub password_hash: String,
    /// Whether the admin is open to them.
    pub is_staff: bool,
    /// Whether everything is.
    pub is_superuser: bool,
}

/// A user that was just made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Created {
    /// Key of the user.
    pub user_id: i64,
    /// Key of the customer record.
    pub customer_id: i64,
}

/// Why a user was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// Somebody has this name.
    #[error("{USERNAME_TAKEN}")]
    UsernameTaken,
    /// Somebody has this address.
    #[error("{EMAIL_TAKEN}")]
    EmailTaken,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl From<CreateError> for AppError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Database(source) => source.into(),
            taken => AppError::Conflict(taken.to_string()),
        }
    }
}

impl From<CreateError> for Refused {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::UsernameTaken => Refused::field("username", USERNAME_TAKEN),
            CreateError::EmailTaken => Refused::field("email", EMAIL_TAKEN),
            CreateError::Database(source) => source.into(),
        }
    }
}

/// Makes a user and the customer record that every user has.
pub fn create(conn: &mut Conn, user: &NewUser, now: Time) -> Result<Created, CreateError> {
    let row = queries::UserRow {
        username: &user.username,
        email: &user.email,
        email_key: &email_key(&user.email),
        password_hash: &user.password_hash,
        first_name: &user.first_name,
        last_name: &user.last_name,
        is_staff: user.is_staff,
        is_superuser: user.is_superuser,
        date_joined: now,
        password_changed_at: now,
    };
    let Some(user_id) = queries::insert_user(conn, &row)? else {
        return Err(match queries::is_username_taken(conn, &user.username)? {
            true => CreateError::UsernameTaken,
            false => CreateError::EmailTaken,
        });
    };
    let customer_id = queries::insert_customer(conn, user_id)?;
    events::user_created(conn, user_id, now)?;
    Ok(Created { user_id, customer_id })
}

/// Reads a user name by Django's rules.
pub fn check_username(errors: &mut FieldErrors, field: &'static str, raw: &str) -> String {
    let username = errors.line(field, raw, LONGEST_NAME);
    if !is_username(&username) {
        errors.add(field, NO_USERNAME);
    }
    username
}

/// Whether a user name has only characters that Django takes.
pub fn is_username(text: &str) -> bool {
    text.chars().all(|letter| letter.is_alphanumeric() || "@.+-_".contains(letter))
}

/// Gives a user another user name; `false` when somebody else has it.
pub fn rename(conn: &mut Conn, user_id: i64, username: &str) -> QueryResult<bool> {
    match queries::update_username(conn, user_id, username) {
        // Somebody else took it at this very moment.
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        other => other,
    }
}
