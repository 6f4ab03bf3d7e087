//! How often something may be tried: sign-in, and asking for mails.
//!
//! - Of sign-ins only failures count: an attempt is counted before the password is looked at and
//!   given back when it was right, so that attempts sent at once cannot slip through together.
//! - What is typed is counted, not whom it names: the answer is the same whether or not there is
//!   such an account.
//! - A stranger never locks somebody out: a browser that once signed in to an account has a
//!   counter of its own (see [`devices`](super::devices)).
//! - Names of counters are fingerprints; neither accounts nor addresses can be read from them.

use chrono::TimeDelta;

use super::queries::throttles;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::signing::fingerprint;
use crate::platform::web::error::AppError;
use crate::platform::web::form::email_key;

/// So many times the limit of one account and address is the limit of an address, or an account.
const MANY: u32 = 10;
/// An e-mail address gets a part of what an address of the network may ask for.
const PER_EMAIL: u32 = 4;

/// A number of attempts within a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    name: String,
    limit: u32,
    window: TimeDelta,
}

impl Counter {
    fn new(kind: &str, what: &str, limit: u32, window: TimeDelta) -> Counter {
        Counter { name: format!("{kind}:{}", fingerprint(what)), limit, window }
    }
}

/// The counters of a sign-in as `login` from `network`, by a browser that nobody knows or by
/// `device`, which has signed in to this account before.
pub fn of_login(login: &str, network: &str, device: Option<&str>, limit: u32) -> Vec<Counter> {
    let account = email_key(login);
    let quarter = TimeDelta::minutes(15);
    if let Some(device) = device {
        return vec![Counter::new("login-device", device, limit, quarter)];
    }
    let many = limit.saturating_mul(MANY);
    // Always in this order: two attempts never wait for each other's counters.
    vec![
        Counter::new("login", &format!("{account} {network}"), limit, quarter),
        Counter::new("login-network", network, many, quarter),
        Counter::new("login-account", &account, many, TimeDelta::hours(1)),
    ]
}

/// The counter of wrong current passwords of somebody who is signed in.
pub fn of_current_password(user_id: i64, limit: u32) -> Counter {
    Counter::new("password", &user_id.to_string(), limit, TimeDelta::minutes(15))
}

/// The counter of requests for mails from `network`.
pub fn of_mail_requests(network: &str, limit: u32) -> Counter {
    Counter::new("mail-network", network, limit, TimeDelta::hours(1))
}

/// The counter of accounts that programs in `network` ask for; they say which names exist.
pub fn of_registrations(network: &str, limit: u32) -> Counter {
    Counter::new("registration-network", network, limit.saturating_mul(MANY), TimeDelta::hours(1))
}

/// The counter of mails that anybody may have sent to `email`.
pub fn of_mails_to(email: &str, limit: u32) -> Counter {
    Counter::new("mail-to", &email_key(email), limit.div_ceil(PER_EMAIL), TimeDelta::hours(1))
}

/// The counter of mails to other addresses that somebody who is signed in may ask for.
pub fn of_mails_by(user_id: i64, limit: u32) -> Counter {
    Counter::new("mail-by", &user_id.to_string(), limit, TimeDelta::hours(1))
}

/// Counts an attempt under each counter up to the first that is full; `false` when one is.
pub fn try_take_all(conn: &mut Conn, counters: &[Counter], now: Time) -> Result<bool, AppError> {
    for counter in counters {
        if !try_take(conn, counter, now)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Counts an attempt; `false` when there were too many.
pub fn try_take(conn: &mut Conn, counter: &Counter, now: Time) -> Result<bool, AppError> {
    if counter.limit == 0 {
        return Ok(true);
    }
    let limit = i32::try_from(counter.limit).unwrap_or(i32::MAX);
    Ok(throttles::take(conn, &counter.name, limit, now + counter.window, now)?)
}

/// Counts an attempt under each counter; [`AppError::TooManyRequests`] when one is full.
pub fn take(conn: &mut Conn, counters: &[Counter], now: Time) -> Result<(), AppError> {
    for counter in counters {
        if !try_take(conn, counter, now)? {
            let resets_at = throttles::find_reset(conn, &counter.name)?.unwrap_or(now);
            let seconds = (resets_at - now).num_seconds().max(1);
            return Err(AppError::TooManyRequests(seconds.unsigned_abs()));
        }
    }
    Ok(())
}

/// Takes the attempt back: it was no failure.
pub fn give_back(conn: &mut Conn, counters: &[Counter]) -> Result<(), AppError> {
    let names: Vec<&str> = counters.iter().map(|counter| counter.name.as_str()).collect();
    throttles::give_back(conn, &names)?;
    Ok(())
}

/// "15 minutes": how long somebody has to wait, for people.
pub fn in_words(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}
