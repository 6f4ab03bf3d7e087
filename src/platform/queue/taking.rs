//! Taking a job, so that of several workers exactly one gets it.
//!
//! Kinds that are not patient come first, however many patient ones wait; then jobs whose worker
//! died; then the rest, oldest first. On SQLite a worker looks without any lock and claims what it saw by a guarded
//! update; on PostgreSQL looking and claiming are one statement that steps over rows which another
//! worker is claiming.

use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text, Timestamp};

use super::{Job, LEASE, MAX_ATTEMPTS};
use crate::platform::clock::Time;
use crate::platform::db::{Conn, literal, prepared_update};
use crate::schema::jobs;

/// A job that was due when it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Due {
    id: i64,
    attempts: i32,
}

/// Takes the next due job for this worker, if there is one.
pub fn take(conn: &mut Conn, now: Time) -> QueryResult<Option<Job>> {
    take_first(conn, &[], now)
}

/// Takes the next due job; those of the kinds in `patient` after all others.
pub fn take_first(conn: &mut Conn, patient: &[&str], now: Time) -> QueryResult<Option<Job>> {
    if let Conn::Pg(conn) = conn {
        return take_unlocked(conn, patient, now);
    }
    match find_due(conn, patient, now)? {
        Some(due) => claim(conn, due, now),
        None => Ok(None),
    }
}

/// The job that would be taken next; takes nothing and locks nothing.
pub fn find_due(conn: &mut Conn, patient: &[&str], now: Time) -> QueryResult<Option<Due>> {
    // Three statements, since each has an index to itself: joined by OR, every look would sort the
    // whole queue.
    let columns = (jobs::id, jobs::attempts);
    let waiting = || {
        jobs::table
            .filter(jobs::state.eq(literal("queued")))
            .filter(jobs::run_at.le(now))
            .order((jobs::run_at, jobs::id))
            .select(columns)
    };
    if !patient.is_empty() {
        let due = waiting().filter(jobs::kind.ne_all(patient)).first(conn).optional()?;
        if due.is_some() {
            return Ok(due);
        }
    }
    let lost = jobs::table
        .filter(jobs::state.eq(literal("running")))
        .filter(jobs::leased_until.lt(now))
        .filter(jobs::attempts.lt(MAX_ATTEMPTS))
        .order((jobs::leased_until, jobs::id))
        .select(columns)
        .first(conn)
        .optional()?;
    match lost {
        Some(due) => Ok(Some(due)),
        None => waiting().first(conn).optional(),
    }
}

/// Takes the job that was seen, unless another worker has taken it meanwhile.
pub fn claim(conn: &mut Conn, due: Due, now: Time) -> QueryResult<Option<Job>> {
    let may_be_taken = jobs::state.eq("queued").or(jobs::state.eq("running").and(jobs::leased_until.lt(now)));
    let taken = (
        jobs::state.eq("running"),
        jobs::attempts.eq(due.attempts + 1),
        jobs::started_at.eq(now),
        jobs::leased_until.eq(now + LEASE),
    );
    let condition = jobs::id.eq(due.id).and(jobs::attempts.eq(due.attempts)).and(may_be_taken);
    match prepared_update(jobs::table, taken, condition).execute(conn)? {
        1 => jobs::table.find(due.id).select(Job::as_select()).first(conn).optional(),
        _ => Ok(None),
    }
}

const HURRIED: &str = "state = 'queued' AND run_at <= $1 AND kind <> ALL($2) ORDER BY run_at, id";
const LOST: &str = "state = 'running' AND leased_until < $1 AND attempts < $2 ORDER BY leased_until, id";
const WAITING: &str = "state = 'queued' AND run_at <= $1 ORDER BY run_at, id";

fn take_unlocked(conn: &mut diesel::PgConnection, patient: &[&str], now: Time) -> QueryResult<Option<Job>> {
    if !patient.is_empty() {
        let query = diesel::sql_query(taking(HURRIED)).bind::<Timestamp, _>(now);
        let job = query.bind::<Array<Text>, _>(patient).bind::<Timestamp, _>(now + LEASE);
        if let Some(job) = job.get_result(conn).optional()? {
            return Ok(Some(job));
        }
    }
    let query = diesel::sql_query(taking(LOST)).bind::<Timestamp, _>(now);
    let job = query.bind::<Integer, _>(MAX_ATTEMPTS).bind::<Timestamp, _>(now + LEASE);
    if let Some(job) = job.get_result(conn).optional()? {
        return Ok(Some(job));
    }
    let query = diesel::sql_query(taking(WAITING)).bind::<Timestamp, _>(now);
    query.bind::<Integer, _>(0).bind::<Timestamp, _>(now + LEASE).get_result(conn).optional()
}

/// One statement; `MATERIALIZED` makes sure that the row is chosen once.
fn taking(which: &str) -> String {
    // Every statement has three binds; `$2` is not used by all.
    let unused = if which.contains("$2") { "" } else { "$2::integer = 0 AND " };
    format!(
        "WITH due AS MATERIALIZED (
             SELECT id FROM jobs WHERE {unused}{which} LIMIT 1 FOR UPDATE SKIP LOCKED
         )
         UPDATE jobs SET state = 'running', attempts = attempts + 1, started_at = $1, leased_until = $3
         FROM due WHERE jobs.id = due.id
         RETURNING jobs.id, jobs.kind, jobs.arguments, jobs.attempts"
    )
}

/// Prolongs the lease of a job that still runs; `false` when it is no longer this worker's.
pub fn renew(conn: &mut Conn, job: &Job, now: Time) -> QueryResult<bool> {
    let renewed = diesel::update(jobs::table.find(job.id))
        .filter(jobs::state.eq("running"))
        .filter(jobs::attempts.eq(job.attempts))
        .set(jobs::leased_until.eq(now + LEASE))
        .execute(conn)?;
    Ok(renewed == 1)
}

/// Whether another worker has taken this job since: one that is not running any more was finished by
/// this one just now.
pub fn was_taken(conn: &mut Conn, job: &Job) -> QueryResult<bool> {
    let taken = jobs::table
        .find(job.id)
        .filter(jobs::state.eq("running"))
        .filter(jobs::attempts.ne(job.attempts))
        .select(jobs::id);
    diesel::select(diesel::dsl::exists(taken)).get_result(conn)
}
