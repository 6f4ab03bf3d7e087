//! Signing in: who may, and what follows.
//!
//! Three steps, since a password must not be checked while a database connection is held:
//! [`begin`] counts the attempt and finds the accounts, the caller compares the password, and
//! [`succeed`] stores what a sign-in changes.

use super::devices::Devices;
use super::models::User;
use super::queries;
use super::throttle::{self, Counter};
use crate::events::{self, GuestThings};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::web::error::AppError;

/// What every failure says, whatever was wrong.
pub const WRONG: &str =
    "Please enter a correct username and password. Note that both fields may be case-sensitive.";

/// The same where only staff come in; whoever is not staff is told nothing else.
pub const WRONG_FOR_STAFF: &str = "Please enter the correct username and password for a staff account. Note that both fields may be case-sensitive.";

/// Who tries to sign in.
pub struct Attempt<'a> {
    /// User name or e-mail address, as typed.
    pub login: &'a str,
    /// Where the request comes from.
    pub network: &'a str,
    /// What the browser brings as its device cookie.
    pub device: Option<&'a str>,
}

/// An attempt that was counted.
#[derive(Debug, Clone)]
pub struct Begun {
    /// Whose password is compared: nobody's, one's or two's.
    pub candidates: Vec<User>,
    counters: Vec<Counter>,
}

impl Begun {
    /// The hashes to compare with, in the order of the candidates.
    pub fn hashes(&self) -> Vec<String> {
        self.candidates.iter().map(|user| user.password_hash.clone()).collect()
    }
}

/// Somebody who has just signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered {
    /// Key of the user.
    pub user_id: i64,
    /// What the session must carry.
    pub session_version: i32,
}

/// Counts the attempt and finds whom it may mean; [`AppError::TooManyRequests`] after too many
/// failures.
pub fn begin(
    conn: &mut Conn,
    attempt: &Attempt<'_>,
    devices: &Devices,
    limit: u32,
    now: Time,
) -> Result<Begun, AppError> {
    let login = attempt.login.trim();
    let candidates = queries::list_by_login(conn, login)?;
    let device = candidates.iter().find_map(|user| devices.known(attempt.device?, user.id, now));
    let counters = throttle::of_login(login, attempt.network, device.as_deref(), limit);
    throttle::take(conn, &counters, now)?;
    Ok(Begun { candidates, counters })
}

/// Notes the sign-in of the candidate whose password it was, and what the guest left joins theirs;
/// `None` when the account was closed or its password changed meanwhile.
pub fn succeed(
    conn: &mut Conn,
    begun: &Begun,
    position: usize,
    renewed_hash: Option<&str>,
    things: &GuestThings,
    now: Time,
) -> Result<Option<Entered>, AppError> {
    let Some(user) = begun.candidates.get(position) else { return Ok(None) };
    if !queries::update_last_login(conn, user, renewed_hash, now)? {
        return Ok(None);
    }
    throttle::give_back(conn, &begun.counters)?;
    // Staff may have deleted the record of somebody without orders.
    queries::ensure_customer(conn, user.id)?;
    let account = queries::find_signed_in(conn, user.id, user.session_version)?;
    let Some(account) = account else { return Ok(None) };
    events::signed_in(conn, account.user_id, account.customer_id, things, now)?;
    Ok(Some(Entered { user_id: user.id, session_version: user.session_version }))
}
