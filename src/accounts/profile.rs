//! What customers say of themselves.

use chrono::{Datelike, NaiveDate};
use diesel::QueryResult;
use serde::Deserialize;

use super::email_change;
use super::models::{Customer, SignedIn};
use super::queries;
use super::users::LONGEST_NAME;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::web::error::AppError;
use crate::platform::web::form::{FieldErrors, email_key};

/// Of a phone number.
pub(super) const LONGEST_PHONE: usize = 255;
const NO_DATE: &str = "Enter a valid date.";
const NOT_BORN: &str = "Enter a day in the past.";
/// Nobody alive was born before.
const OLDEST: i32 = 1900;

/// The form as it was sent, without the photo.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// A new one counts when it is confirmed.
    pub email: String,
    /// May be empty.
    pub phone: String,
    /// As a date field sends it: 1990-12-31.
    pub birth_date: String,
    /// Anything means that the photo is to go.
    #[serde(rename = "photo-clear")]
    pub photo_clear: String,
}

/// What a valid form says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// As written.
    pub email: String,
    /// May be empty.
    pub phone: String,
    /// In the past.
    pub birth_date: Option<NaiveDate>,
}

impl ProfileForm {
    /// The form as it is shown first.
    pub fn of(account: &SignedIn, customer: &Customer) -> ProfileForm {
        ProfileForm {
            first_name: account.first_name.clone(),
            last_name: account.last_name.clone(),
            email: account.email.clone(),
            phone: customer.phone.clone(),
            birth_date: customer.birth_date.map(|day| day.to_string()).unwrap_or_default(),
            photo_clear: String::new(),
        }
    }

    /// What the form says, or what is wrong with it.
    pub fn check(&self, today: NaiveDate) -> Result<Profile, FieldErrors> {
        let mut errors = FieldErrors::default();
        let profile = Profile {
            first_name: errors.optional_line("first_name", &self.first_name, LONGEST_NAME),
            last_name: errors.optional_line("last_name", &self.last_name, LONGEST_NAME),
            email: errors.email("email", &self.email),
            phone: errors.optional_line("phone", &self.phone, LONGEST_PHONE),
            birth_date: birth_date(&mut errors, &self.birth_date, today),
        };
        errors.or(profile)
    }
}

fn birth_date(errors: &mut FieldErrors, raw: &str, today: NaiveDate) -> Option<NaiveDate> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    match NaiveDate::parse_from_str(raw, "%Y-%m-%d") {
        Err(_) => errors.add("birth_date", NO_DATE),
        Ok(day) => {
            check_birth_date(errors, day, today);
            return Some(day);
        }
    }
    None
}

/// Notes a day on which nobody alive was born.
pub(super) fn check_birth_date(errors: &mut FieldErrors, day: NaiveDate, today: NaiveDate) {
    if day > today {
        errors.add("birth_date", NOT_BORN);
    } else if day.year() < OLDEST {
        errors.add("birth_date", NO_DATE);
    }
}

/// Stores a profile; `true` when the e-mail address is a new one, which a mail asks to confirm.
pub fn update(
    conn: &mut Conn,
    account: &SignedIn,
    profile: &Profile,
    mail_limit: u32,
    now: Time,
) -> Result<bool, AppError> {
    queries::update_name(conn, account.user_id, &profile.first_name, &profile.last_name)?;
    queries::update_customer(conn, account.customer_id, &profile.phone, profile.birth_date)?;
    let is_new = email_key(&profile.email) != email_key(&account.email);
    if is_new {
        email_change::request(conn, account.user_id, &profile.email, mail_limit, now)?;
    }
    Ok(is_new)
}

/// Stores which picture shows the customer; returns the one that did before.
pub fn replace_photo(conn: &mut Conn, customer: &Customer, photo: Option<i64>) -> QueryResult<Option<i64>> {
    queries::update_photo(conn, customer.id, photo)?;
    Ok(customer.photo_id)
}
