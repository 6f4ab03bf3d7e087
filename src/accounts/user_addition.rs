//! The two forms of staff that hold a password: adding a user, and setting somebody's password.

use std::fmt;

use super::models::User;
use super::passwords::{self, PersonalData};
use super::user_editing::UserChange;
use super::users::{self, LONGEST_NAME};
use crate::platform::web::form::FieldErrors;

const FIELDS: (&str, &str) = ("password1", "password2");

/// The first step of adding a user; the rest is edited afterwards.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct UserAddition {
    /// As they sign in.
    pub username: String,
    /// Unique without regard to case.
    pub email: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// Typed once.
    pub password1: String,
    /// Typed again.
    pub password2: String,
}

/// A password for somebody else.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PasswordEntry {
    /// Typed once.
    pub password1: String,
    /// Typed again.
    pub password2: String,
}

/// Without the passwords: logs never see one.
impl fmt::Debug for UserAddition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserAddition").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Without the passwords: logs never see one.
impl fmt::Debug for PasswordEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordEntry").finish_non_exhaustive()
    }
}

impl UserAddition {
    /// The user for [`create`](super::user_editing::create) and the password whose hash goes with it,
    /// or what is wrong with the form.
    pub fn check(&self) -> Result<(UserChange, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let person = PersonalData {
            username: users::check_username(&mut errors, "username", &self.username),
            email: errors.email("email", &self.email),
            first_name: errors.optional_line("first_name", &self.first_name, LONGEST_NAME),
            last_name: errors.optional_line("last_name", &self.last_name, LONGEST_NAME),
        };
        let typed = (self.password1.as_str(), self.password2.as_str());
        let password = passwords::check_twice(&mut errors, FIELDS, typed, &person);
        let user = UserChange {
            username: person.username,
            email: person.email,
            first_name: person.first_name,
            last_name: person.last_name,
            ..UserChange::default()
        };
        errors.or((user, password))
    }
}

impl PasswordEntry {
    /// The password, or what is wrong with the form.
    pub fn check(&self, user: &User) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let typed = (self.password1.as_str(), self.password2.as_str());
        let password = passwords::check_twice(&mut errors, FIELDS, typed, &user.personal_data());
        errors.or(password)
    }
}
