//! Requests that are done once, however often they are sent: the answer is stored under the sender's key
//! in the transaction of what was done, and given again for a day.
//!
//! What was refused is not stored: nothing was done, and the same key may try again.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::StatusCode;
use chrono::TimeDelta;
use diesel::prelude::*;

use super::error::ApiError;
use super::reply::Reply;
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::web::error::AppError;
use crate::schema::api_answers;

/// The job that forgets old answers.
pub const DELETE_OLD: &str = "api.delete_old_answers";

const KEEP: TimeDelta = TimeDelta::hours(24);
/// Longer keys are refused.
const LONGEST_KEY: usize = 255;

/// A request that is to be done once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Once {
    /// Whose key it is: two senders may use the same one.
    pub caller: String,
    /// The sender's key.
    pub key: String,
    /// Method, address and body, as a hash.
    pub fingerprint: String,
}

impl Once {
    /// Refuses a key that cannot be kept.
    pub fn check(&self) -> Result<(), ApiError> {
        match self.key.is_empty() || self.key.len() > LONGEST_KEY {
            true => Err(ApiError::bad_request(format_args!(
                "Idempotency-Key has to have 1 to {LONGEST_KEY} characters."
            ))),
            false => Ok(()),
        }
    }
}

/// What is being done in this process at this moment.
#[derive(Debug, Clone, Default)]
pub struct Running(Arc<Mutex<HashSet<(String, String)>>>);

/// Says that a request is being done, as long as it lives.
#[derive(Debug)]
pub struct Guard {
    running: Running,
    of: (String, String),
}

impl Running {
    /// Notes that it begins; 409 while the same is being done.
    pub fn begin(&self, once: &Once) -> Result<Guard, ApiError> {
        let of = (once.caller.clone(), once.key.clone());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match known.insert(of.clone()) {
            true => Ok(Guard { running: self.clone(), of }),
            false => Err(ApiError::conflict(
                "A request with this Idempotency-Key is being processed. Try again in a moment.",
            )),
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.running.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.of);
    }
}

/// The answer that was given under this key, if any; 422 when it was given to something else.
///
/// Takes the key for this transaction: whoever comes with it at the same moment waits, on either
/// database, and then finds the answer.
pub fn begin(conn: &mut Conn, once: &Once, now: Time) -> Result<Option<Reply>, ApiError> {
    let row = (
        api_answers::caller.eq(&once.caller),
        api_answers::key.eq(&once.key),
        api_answers::fingerprint.eq(&once.fingerprint),
        api_answers::status.eq(0),
        api_answers::body.eq(""),
        api_answers::created_at.eq(now),
    );
    diesel::delete(of(once).filter(api_answers::created_at.lt(now - KEEP))).execute(conn)?;
    let is_first = on_backend!(conn, |c| diesel::insert_into(api_answers::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?
        == 1;
    if is_first {
        return Ok(None);
    }
    type Row = (String, i32, String, Option<String>);
    let (fingerprint, status, body, location): Row = of(once)
        .select((api_answers::fingerprint, api_answers::status, api_answers::body, api_answers::location))
        .first(conn)?;
    if fingerprint != once.fingerprint {
        return Err(ApiError::Detail(
            StatusCode::UNPROCESSABLE_ENTITY,
            "This Idempotency-Key was used for another request.".to_owned(),
        ));
    }
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.ok_or_else(|| AppError::internal("an answer was stored without its status"))?;
    Ok(Some(Reply { status, body: body.into_bytes(), location }))
}

/// Stores the answer.
pub fn finish(conn: &mut Conn, once: &Once, reply: &Reply) -> Result<(), ApiError> {
    let body = std::str::from_utf8(&reply.body).map_err(AppError::internal)?;
    diesel::update(of(once))
        .set((
            api_answers::status.eq(i32::from(reply.status.as_u16())),
            api_answers::body.eq(body),
            api_answers::location.eq(&reply.location),
        ))
        .execute(conn)?;
    Ok(())
}

/// Forgets what is older than a day.
pub fn delete_old(conn: &mut Conn, now: Time) -> QueryResult<usize> {
    diesel::delete(api_answers::table.filter(api_answers::created_at.lt(now - KEEP))).execute(conn)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn of<'a>(once: &'a Once) -> _ {
    let caller: &'a str = &once.caller;
    let key: &'a str = &once.key;
    api_answers::table.filter(api_answers::caller.eq(caller)).filter(api_answers::key.eq(key))
}
