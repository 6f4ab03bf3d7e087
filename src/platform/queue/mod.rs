//! Work done in the background: rows in `jobs`, run at least once.
//!
//! A job is queued in the transaction that causes it, so that it exists exactly when its cause
//! does. A worker takes it under a lease, which it renews while the job runs: a job whose worker
//! dies is taken again when the lease has passed, so running one twice must do no harm. One that
//! fails waits longer each time and is given up in the end, to be looked at and tried again by
//! hand. What a job kind does is listed in [`crate::jobs`].

mod by_hand;
mod outcome;
mod schedule;
mod taking;

use chrono::TimeDelta;
use diesel::prelude::*;
use serde::Serialize;

use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, literal};
use crate::schema::jobs;

pub use by_hand::{cancel_chosen, retry_chosen};
pub use outcome::{fail, finish, give_up_lost, report_soon, retry, retry_all_failed};
pub use schedule::{Periodic, run_schedule};
pub use taking::{Due, claim, find_due, renew, take, take_first, was_taken};

/// A job is given up after this many attempts.
pub const MAX_ATTEMPTS: i32 = 8;
/// A worker that has not renewed its lease by then is taken for dead.
pub const LEASE: TimeDelta = TimeDelta::minutes(5);
/// Finished jobs are kept this long.
const KEEP_DONE: TimeDelta = TimeDelta::days(7);
/// Given-up jobs are kept this long.
const KEEP_FAILED: TimeDelta = TimeDelta::days(90);
/// Queued when a job is given up, so that the operators hear of it; see [`super::failures`].
pub const REPORT_FAILURES: &str = "platform.report_failures";

/// A job that a worker has taken.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, QueryableByName, Selectable)]
#[diesel(table_name = jobs)]
pub struct Job {
    /// Key.
    pub id: i64,
    /// Which function runs it.
    pub kind: String,
    /// Its arguments, JSON.
    pub arguments: String,
    /// How often it was begun, this time included.
    pub attempts: i32,
}

impl Job {
    /// The arguments as the type that the job takes.
    pub fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.arguments)
    }
}

/// Queues a job to run at once. Stable `kind`, arguments as the job reads them.
pub fn enqueue(conn: &mut Conn, kind: &str, arguments: &impl Serialize, now: Time) -> QueryResult<()> {
    enqueue_at(conn, kind, arguments, None, now, now)
}

/// Queues a job for `run_at`; with a `unique_key` only if no job with that key is waiting.
pub fn enqueue_at(
    conn: &mut Conn,
    kind: &str,
    arguments: &impl Serialize,
    unique_key: Option<&str>,
    run_at: Time,
    now: Time,
) -> QueryResult<()> {
    let row = (
        jobs::kind.eq(kind),
        jobs::arguments.eq(to_json(arguments)?),
        jobs::unique_key.eq(unique_key),
        jobs::run_at.eq(run_at),
        jobs::created_at.eq(now),
    );
    on_backend!(conn, |c| diesel::insert_into(jobs::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(())
}

/// Queues many jobs of one kind with few statements.
pub fn enqueue_many(conn: &mut Conn, kind: &str, arguments: &[impl Serialize], now: Time) -> QueryResult<()> {
    for chunk in arguments.chunks(500) {
        let mut rows = Vec::new();
        for arguments in chunk {
            rows.push((
                jobs::kind.eq(kind),
                jobs::arguments.eq(to_json(arguments)?),
                jobs::run_at.eq(now),
                jobs::created_at.eq(now),
            ));
        }
        on_backend!(conn, |c| diesel::insert_into(jobs::table).values(&rows).execute(c))?;
    }
    Ok(())
}

/// Takes back the queued jobs of these kinds with exactly one of these arguments.
///
/// All at once: arguments have no index, so that each statement reads the whole queue.
pub fn cancel_many(conn: &mut Conn, kinds: &[&str], arguments: &[impl Serialize]) -> QueryResult<usize> {
    let arguments: Vec<String> = arguments.iter().map(to_json).collect::<QueryResult<_>>()?;
    let mut cancelled = 0;
    for chunk in arguments.chunks(500) {
        cancelled += diesel::delete(
            jobs::table
                .filter(jobs::state.eq(literal("queued")))
                .filter(jobs::kind.eq_any(kinds))
                .filter(jobs::arguments.eq_any(chunk)),
        )
        .execute(conn)?;
    }
    Ok(cancelled)
}

/// Stores what happened as a job that is done: a later job reads it with [`list_notes`].
pub fn note(conn: &mut Conn, kind: &str, arguments: &impl Serialize, now: Time) -> QueryResult<()> {
    let row = (
        jobs::kind.eq(kind),
        jobs::arguments.eq(to_json(arguments)?),
        jobs::state.eq("done"),
        jobs::run_at.eq(now),
        jobs::created_at.eq(now),
        jobs::finished_at.eq(now),
    );
    on_backend!(conn, |c| diesel::insert_into(jobs::table).values(row).execute(c))?;
    Ok(())
}

/// The notes of a kind since then, newest first.
pub fn list_notes(conn: &mut Conn, kind: &str, since: Time, limit: i64) -> QueryResult<Vec<Job>> {
    jobs::table
        .filter(jobs::state.eq(literal("done")))
        .filter(jobs::finished_at.ge(since))
        .filter(jobs::kind.eq(kind))
        .order((jobs::finished_at.desc(), jobs::id.desc()))
        .limit(limit)
        .select(Job::as_select())
        .load(conn)
}

/// When the last run of this kind that went well began.
pub fn find_last_run(conn: &mut Conn, kind: &str) -> QueryResult<Option<Time>> {
    jobs::table
        .filter(jobs::state.eq(literal("done")))
        .filter(jobs::kind.eq(kind))
        .select(diesel::dsl::max(jobs::started_at))
        .first(conn)
}

/// A job that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub struct FailedJob {
    /// Key.
    pub id: i64,
    /// Which function ran it.
    pub kind: String,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// When it was given up.
    pub finished_at: Option<Time>,
}

/// The jobs that were given up since then, newest first.
pub fn list_failed(conn: &mut Conn, since: Time, limit: i64) -> QueryResult<Vec<FailedJob>> {
    jobs::table
        .filter(jobs::state.eq(literal("failed")))
        .filter(jobs::finished_at.ge(since))
        .order((jobs::finished_at.desc(), jobs::id.desc()))
        .limit(limit)
        .select(FailedJob::as_select())
        .load(conn)
}

/// Removes jobs that finished or were given up long ago.
pub fn delete_old(conn: &mut Conn, now: Time) -> QueryResult<usize> {
    let done =
        jobs::table.filter(jobs::state.eq(literal("done"))).filter(jobs::finished_at.lt(now - KEEP_DONE));
    let failed =
        jobs::table.filter(jobs::state.eq(literal("failed"))).filter(jobs::finished_at.lt(now - KEEP_FAILED));
    Ok(diesel::delete(done).execute(conn)? + diesel::delete(failed).execute(conn)?)
}

/// The state of the queue, for `doctor` and the figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waiting, those for later included.
    pub queued: i64,
    /// In the hands of a worker.
    pub running: i64,
    /// Given up.
    pub failed: i64,
    /// Since when the oldest due job waits.
    pub oldest_due: Option<Time>,
}

impl Counts {
    /// For how many seconds the oldest due job has waited; 0 when none does.
    pub fn seconds_waited(&self, now: Time) -> i64 {
        self.oldest_due.map_or(0, |since| (now - since).num_seconds().max(0))
    }
}

/// Counts the jobs that are not done.
pub fn count(conn: &mut Conn, now: Time) -> QueryResult<Counts> {
    let mut of =
        |state: &'static str| jobs::table.filter(jobs::state.eq(literal(state))).count().get_result(conn);
    let (queued, running, failed) = (of("queued")?, of("running")?, of("failed")?);
    let oldest_due = jobs::table
        .filter(jobs::state.eq(literal("queued")))
        .filter(jobs::run_at.le(now))
        .select(diesel::dsl::min(jobs::run_at))
        .first(conn)?;
    Ok(Counts { queued, running, failed, oldest_due })
}

/// How many jobs wait, and how many were given up.
pub fn count_waiting_and_failed(conn: &mut Conn) -> QueryResult<(i64, i64)> {
    let waiting = jobs::table.filter(jobs::state.eq(literal("queued"))).count().get_result(conn)?;
    let failed = jobs::table.filter(jobs::state.eq(literal("failed"))).count().get_result(conn)?;
    Ok((waiting, failed))
}

fn to_json(arguments: &impl Serialize) -> QueryResult<String> {
    serde_json::to_string(arguments).map_err(|error| diesel::result::Error::SerializationError(error.into()))
}
