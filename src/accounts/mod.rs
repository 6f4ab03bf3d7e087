//! Accounts: users, groups, permissions, customers with their addresses, sign-in and its links.
//!
//! - Every user has a customer record, whoever made the user.
//! - A session is worth its user only while the user is active and the session carries the user's
//!   `session_version`.
//! - E-mail addresses are unique without regard to case (`email_key`).

pub mod checks;
pub mod dump;
pub mod loading;
pub mod models;
pub mod permissions;
pub mod queries;
