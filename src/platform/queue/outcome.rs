//! How a job ends: done, tried again later, given up, and by hand tried once more.

use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::json;

use super::{Job, MAX_ATTEMPTS, REPORT_FAILURES, enqueue_at};
use crate::platform::clock::Time;
use crate::platform::db::{Conn, literal, prepared_update};
use crate::schema::jobs;

/// What is kept of an error: enough to see why, never a whole message.
const ERROR_LENGTH: usize = 2_000;
/// Failures of this long are told in one mail.
const REPORT_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Marks a job as done; nothing happens when it is no longer this worker's.
pub fn finish(conn: &mut Conn, job: &Job, now: Time) -> QueryResult<()> {
    let done = (
        jobs::state.eq("done"),
        jobs::finished_at.eq(now),
        jobs::leased_until.eq(None::<Time>),
        jobs::error.eq(None::<String>),
    );
    let condition = jobs::id.eq(job.id).and(jobs::state.eq("running")).and(jobs::attempts.eq(job.attempts));
    prepared_update(jobs::table, done, condition).execute(conn)?;
    Ok(())
}

/// Puts a failed job back with a growing delay, or gives it up after [`MAX_ATTEMPTS`].
pub fn fail(conn: &mut Conn, job: &Job, error: &str, now: Time) -> QueryResult<()> {
    let given_up = job.attempts >= MAX_ATTEMPTS;
    let error: String = error.chars().take(ERROR_LENGTH).collect();
    let failed = diesel::update(jobs::table.find(job.id))
        .filter(jobs::state.eq("running"))
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
    // A report that cannot be sent must not cause the next one.
    if failed == 1 && given_up && job.kind != REPORT_FAILURES {
        report_soon(conn, now)?;
    }
    Ok(())
}

/// Gives up jobs that were begun too often and never ended: they take their worker down with them.
pub fn give_up_lost(conn: &mut Conn, now: Time) -> QueryResult<usize> {
    let lost: Vec<(i64, String)> = jobs::table
        .filter(jobs::state.eq("running"))
        .filter(jobs::leased_until.lt(now))
        .filter(jobs::attempts.ge(MAX_ATTEMPTS))
        .select((jobs::id, jobs::kind))
        .load(conn)?;
    let mut given_up = 0;
    for (id, kind) in lost {
        let job = jobs::table.find(id).filter(jobs::state.eq("running")).filter(jobs::leased_until.lt(now));
        let updated = diesel::update(job)
            .set((
                jobs::state.eq("failed"),
                jobs::unique_key.eq(None::<String>),
                jobs::finished_at.eq(now),
                jobs::leased_until.eq(None::<Time>),
                jobs::error.eq("its worker ended in the middle of it, every time"),
            ))
            .execute(conn)?;
        if updated == 1 && kind != REPORT_FAILURES {
            report_soon(conn, now)?;
        }
        given_up += updated;
    }
    Ok(given_up)
}

/// Makes sure that the operators hear of failures within ten minutes, in one mail.
pub fn report_soon(conn: &mut Conn, now: Time) -> QueryResult<()> {
    let at = now + REPORT_AFTER;
    enqueue_at(conn, REPORT_FAILURES, &json!({}), Some(REPORT_FAILURES), at, now)
}

/// Tries a given-up job again from the start; `false` when it is not one.
pub fn retry(conn: &mut Conn, id: i64, now: Time) -> QueryResult<bool> {
    let again = jobs::table.find(id).filter(jobs::state.eq("failed"));
    Ok(diesel::update(again).set(afresh(now)).execute(conn)? == 1)
}

/// Tries every given-up job again and returns how many there were.
pub fn retry_all_failed(conn: &mut Conn, now: Time) -> QueryResult<usize> {
    let again = jobs::table.filter(jobs::state.eq(literal("failed")));
    diesel::update(again).set(afresh(now)).execute(conn)
}

#[derive(AsChangeset)]
#[diesel(table_name = jobs, treat_none_as_null = true)]
struct Afresh {
    state: &'static str,
    attempts: i32,
    run_at: Time,
    started_at: Option<Time>,
    finished_at: Option<Time>,
}

fn afresh(now: Time) -> Afresh {
    Afresh { state: "queued", attempts: 0, run_at: now, started_at: None, finished_at: None }
}

/// 10 s, 40 s, 90 s … up to an hour: long enough for a service to come back. Up to a fifth more by
/// chance, so that jobs which failed together do not come back together.
fn back_off(attempts: i32) -> TimeDelta {
    let seconds = (10 * i64::from(attempts) * i64::from(attempts)).clamp(1, 3_600);
    TimeDelta::seconds(seconds) + TimeDelta::milliseconds(rand::random_range(0..=seconds * 200))
}
