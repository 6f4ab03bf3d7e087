//! Accounts: users, groups, permissions, customers with their addresses, sign-in and its links.
//!
//! - Every user has a customer record, whoever made the user.
//! - A session is worth its user only while the user is active and the session carries the user's
//!   `session_version`.
//! - E-mail addresses are unique without regard to case (`email_key`).
//! - Passwords are hashed and compared outside of the database's transactions, by [`passwords`].
//! - Nothing that a visitor sees tells whether an e-mail address has an account.
//! - Links in mails work once; only fingerprints of their secrets are stored.
//! - A key for the API never may what the member of staff who answers for it may not, and only its
//!   fingerprint is stored.

pub mod address_editing;
pub mod addresses;
pub mod admin;
pub mod api;
pub mod api_key_editing;
pub mod api_keys;
pub mod checks;
pub mod customer_editing;
pub mod devices;
pub mod dump;
pub mod email_change;
pub mod first_staff;
pub mod grants;
pub mod group_editing;
pub mod hashers;
pub mod history;
pub mod jobs;
pub mod loading;
pub mod login;
pub mod mails;
pub mod models;
pub mod pages;
pub mod password_change;
pub mod passwords;
pub mod permissions;
pub mod profile;
pub mod queries;
pub mod registration;
pub mod rights;
pub mod throttle;
pub mod tokens;
pub mod user_addition;
pub mod user_editing;
pub mod users;
