//! Rows of the accounts' tables.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::platform::clock::Time;
use crate::schema::{addresses, customers, users};
use crate::text_enum;

text_enum! {
    /// What a customer is to the shop; changed by staff only.
    pub enum Membership {
        /// Where everybody begins.
        Bronze = "B",
        /// The second.
        Silver = "S",
        /// The highest.
        Gold = "G",
    }
}

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct User {
    /// Key.
    pub id: i64,
    /// Unique as written.
    pub username: String,
    /// As written.
    pub email: String,
    /// In PHC or Django's format.
    pub password_hash: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// Whether signing in is possible.
    pub is_active: bool,
    /// Whether the admin is open to them.
    pub is_staff: bool,
    /// Whether everything is.
    pub is_superuser: bool,
    /// UTC.
    pub date_joined: Time,
    /// UTC.
    pub last_login: Option<Time>,
    /// Sessions with another number count for nothing.
    pub session_version: i32,
    /// UTC; API tokens from before count for nothing.
    pub password_changed_at: Time,
}

impl User {
    /// "Ann Lee", or the username of somebody without a name.
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name, &self.username)
    }
}

fn full_name(first_name: &str, last_name: &str, username: &str) -> String {
    match format!("{first_name} {last_name}").trim() {
        "" => username.to_owned(),
        name => name.to_owned(),
    }
}

/// How a user is called in SQL: by their names, else by what they sign in with.
pub const PERSON: &str = "CASE WHEN users.first_name <> '' OR users.last_name <> '' \
     THEN trim(users.first_name || ' ' || users.last_name) ELSE users.username END";

/// What a shop knows of a user as a shopper.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = customers)]
pub struct Customer {
    /// Key.
    pub id: i64,
    /// The account.
    pub user_id: i64,
    /// May be empty.
    pub phone: String,
    /// Day of birth.
    pub birth_date: Option<NaiveDate>,
    /// Changed by staff only.
    pub membership: Membership,
    /// A picture of them.
    pub photo_id: Option<i64>,
}

/// An entry of a customer's address book.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = addresses)]
pub struct Address {
    /// Key.
    pub id: i64,
    /// Whose it is.
    pub customer_id: i64,
    /// Who receives.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Apartment, floor, company; may be empty.
    pub line2: String,
    /// Town.
    pub city: String,
    /// Postal code.
    pub zip: String,
    /// State or province; may be empty.
    pub region: String,
    /// ISO 3166-1 alpha-2, or empty.
    pub country: String,
}

/// The account behind a request, as far as pages need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Key of the user.
    pub user_id: i64,
    /// Key of the customer record.
    pub customer_id: i64,
    /// As they sign in.
    pub username: String,
    /// As written.
    pub email: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// Whether the admin is open to them.
    pub is_staff: bool,
    /// Whether everything in it is.
    pub is_superuser: bool,
}

impl SignedIn {
    /// "Ann Lee", or the username of somebody without a name.
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name, &self.username)
    }
}
