//! Work done in the background: rows in `jobs`, run at least once.
//!
//! A job is queued in the transaction that causes it, so that it exists exactly when its cause
//! does. A worker takes it under a lease and renews nothing: a job whose worker dies is taken
//! again when the lease has passed, so running one twice must do no harm. What a job kind does
//! is listed in [`crate::jobs`].

use std::time::Duration;

use chrono::TimeDelta;
use diesel::prelude::*;
use serde::Serialize;

use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::schema::{jobs, schedules};

/// A job is given up after this many attempts.
pub const MAX_ATTEMPTS: i32 = 8;
/// A worker that has not finished by then is taken for dead.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// Finished jobs are kept this long.
const KEEP_DONE: TimeDelta = TimeDelta::days(7);

/// A job that a worker has taken.
#[derive(Debug, Clone, Queryable, Selectable)]
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
    let arguments = serde_json::to_string(arguments)
        .map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    let row = (
        jobs::kind.eq(kind),
        jobs::arguments.eq(arguments),
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
            let arguments = serde_json::to_string(arguments)
                .map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
            rows.push((
                jobs::kind.eq(kind),
                jobs::arguments.eq(arguments),
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
    let arguments: Vec<String> = arguments
        .iter()
        .map(serde_json::to_string)
        .collect::<Result<_, _>>()
        .map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    let mut cancelled = 0;
    for chunk in arguments.chunks(500) {
        cancelled += diesel::delete(
            jobs::table
                .filter(jobs::state.eq("queued"))
                .filter(jobs::kind.eq_any(kinds))
                .filter(jobs::arguments.eq_any(chunk)),
        )
        .execute(conn)?;
    }
    Ok(cancelled)
}

/// Takes the next due job for this worker, if there is one.
///
/// The row is taken by one guarded statement: of two workers that saw the same row only one
/// updates it.
pub fn take(conn: &mut Conn, now: Time) -> QueryResult<Option<Job>> {
    let due: Option<(i64, i32)> = jobs::table
        .filter(jobs::state.eq("queued").and(jobs::run_at.le(now)))
        .or_filter(jobs::state.eq("running").and(jobs::leased_until.lt(now)))
        .order((jobs::run_at, jobs::id))
        .select((jobs::id, jobs::attempts))
        .first(conn)
        .optional()?;
    let Some((id, attempts)) = due else { return Ok(None) };
    let taken = diesel::update(jobs::table.find(id))
        .filter(jobs::attempts.eq(attempts))
        .filter(jobs::state.eq("queued").or(jobs::leased_until.lt(now)))
        .set((
            jobs::state.eq("running"),
            jobs::attempts.eq(attempts + 1),
            jobs::started_at.eq(now),
            jobs::leased_until.eq(now + LEASE),
        ))
        .execute(conn)?;
    if taken == 0 {
        return Ok(None);
    }
    jobs::table.find(id).select(Job::as_select()).first(conn).optional()
}

/// Marks a job as done.
pub fn finish(conn: &mut Conn, job: &Job, now: Time) -> QueryResult<()> {
    diesel::update(jobs::table.find(job.id))
        .filter(jobs::attempts.eq(job.attempts))
        .set((
            jobs::state.eq("done"),
            jobs::finished_at.eq(now),
            jobs::leased_until.eq(None::<Time>),
            jobs::error.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts a failed job back with a growing delay, or gives it up after [`MAX_ATTEMPTS`].
pub fn fail(conn: &mut Conn, job: &Job, error: &str, now: Time) -> QueryResult<()> {
    let given_up = job.attempts >= MAX_ATTEMPTS;
    let error: String = error.chars().take(2_000).collect();
    diesel::update(jobs::table.find(job.id))
        .filter(jobs::attempts.eq(job.attempts))
        .set((
            jobs::state.eq(if given_up { "failed" } else { "queued" }),
            // A waiting job with the same key may have been queued meanwhile.
            jobs::unique_key.eq(None::<String>),
            jobs::run_at.eq(now + back_off(job.attempts)),
            jobs::finished_at.eq(given_up.then_some(now)),
            jobs::leased_until.eq(None::<Time>),
            jobs::error.eq(error),
        ))
        .execute(conn)?;
    Ok(())
}

/// 10 s, 40 s, 90 s … up to an hour: long enough for a service to come back.
fn back_off(attempts: i32) -> TimeDelta {
    let seconds = 10 * i64::from(attempts) * i64::from(attempts);
    TimeDelta::seconds(seconds.clamp(1, 3_600))
}

/// One periodic job: which kind, how often.
#[derive(Debug, Clone, Copy)]
pub struct Periodic {
    /// The kind of the job that is queued.
    pub kind: &'static str,
    /// Time from one run to the next.
    pub every: Duration,
}

/// Queues every periodic job that is due; each run is queued once, however many processes ask.
pub fn run_schedule(conn: &mut Conn, schedule: &[Periodic], now: Time) -> QueryResult<()> {
    let known: Vec<(String, Time)> = schedules::table.load(conn)?;
    for periodic in schedule {
        let next = now + TimeDelta::from_std(periodic.every).unwrap_or(TimeDelta::hours(1));
        let claimed = match known.iter().find(|(name, _)| name == periodic.kind) {
            Some((_, due)) if *due > now => 0,
            Some((name, due)) => diesel::update(schedules::table.find(name))
                .filter(schedules::next_run_at.eq(due))
                .set(schedules::next_run_at.eq(next))
                .execute(conn)?,
            None => {
                let row = (schedules::name.eq(periodic.kind), schedules::next_run_at.eq(next));
                on_backend!(conn, |c| diesel::insert_into(schedules::table)
                    .values(row)
                    .on_conflict_do_nothing()
                    .execute(c))?
            }
        };
        if claimed == 1 {
            enqueue_at(conn, periodic.kind, &serde_json::json!({}), Some(periodic.kind), now, now)?;
        }
    }
    Ok(())
}

/// Removes jobs that finished long ago.
pub fn delete_old(conn: &mut Conn, now: Time) -> QueryResult<usize> {
    diesel::delete(jobs::table.filter(jobs::state.eq("done")).filter(jobs::finished_at.lt(now - KEEP_DONE)))
        .execute(conn)
}

/// How many jobs wait, and how many were given up.
pub fn count_waiting_and_failed(conn: &mut Conn) -> QueryResult<(i64, i64)> {
    let waiting = jobs::table.filter(jobs::state.eq("queued")).count().get_result(conn)?;
    let failed = jobs::table.filter(jobs::state.eq("failed")).count().get_result(conn)?;
    Ok((waiting, failed))
}
