//! The threads that run background jobs, and the one that looks after leases and the schedule.

mod bell;
mod hands;

use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::app::App;
use crate::jobs::{self, JobError, PATIENT, SCHEDULE};
use crate::platform::db::DatabaseUrl;
use crate::platform::queue::{self, Job};
use crate::platform::telemetry::panics;

pub use bell::Bell;
pub use hands::{Hands, Held};

/// An idle worker looks for work this often; a job that was queued here wakes it at once.
const IDLE: Duration = Duration::from_millis(500);
/// How often the schedule, the leases and what failed are looked after.
const CARE_EVERY: Duration = Duration::from_secs(30);

/// A running worker; it stops when told to, after the jobs in hand.
pub struct Worker {
    bell: Arc<Bell>,
    threads: Vec<JoinHandle<()>>,
}

impl Worker {
    /// Starts `count` threads that run jobs; with none, only what failed here is handed over.
    pub fn start(app: &App, count: usize) -> io::Result<Worker> {
        let mut worker = Worker { bell: Arc::new(Bell::default()), threads: Vec::new() };
        let hands = Arc::new(Hands::default());
        for number in 0..count {
            let (app, bell, hands) = (app.clone(), Arc::clone(&worker.bell), Arc::clone(&hands));
            worker.thread(format!("jobs-{number}"), move || work(&app, &bell, &hands))?;
        }
        let (app, bell) = (app.clone(), Arc::clone(&worker.bell));
        worker.thread("jobs-care".to_owned(), move || care(&app, &bell, &hands, count > 0))?;
        Ok(worker)
    }

    fn thread(&mut self, name: String, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
        self.threads.push(thread::Builder::new().name(name).spawn(work)?);
        Ok(())
    }

    /// Rings when there may be work, so that it starts at once.
    pub fn bell(&self) -> Arc<Bell> {
        Arc::clone(&self.bell)
    }

    /// Waits for the jobs in hand and ends the threads.
    pub fn stop(self) {
        self.bell.stop();
        for thread in self.threads {
            if thread.join().is_err() {
                tracing::error!("a thread of background jobs had ended before");
            }
        }
    }
}

fn work(app: &App, bell: &Bell, hands: &Hands) {
    let mut in_trouble = false;
    while !bell.is_stopped() {
        let ran = report(run_next_held(app, hands), &mut in_trouble);
        if ran != Some(true) && !bell.wait(IDLE) {
            return;
        }
    }
}

fn care(app: &App, bell: &Bell, hands: &Hands, runs_jobs: bool) {
    let mut in_trouble = false;
    loop {
        report(hands.renew(app), &mut in_trouble);
        if runs_jobs && report(schedule(app), &mut in_trouble).is_some() {
            bell.ring();
        }
        report(hand_over_failures(app), &mut in_trouble);
        if !bell.wait_for_stop(CARE_EVERY) {
            // What failed in the last seconds is told as well.
            report(hand_over_failures(app), &mut in_trouble);
            return;
        }
    }
}

/// Logs the first error of a row: while the database is away there would be two lines a second.
fn report<T>(outcome: Result<T, JobError>, in_trouble: &mut bool) -> Option<T> {
    match outcome {
        Ok(value) => {
            *in_trouble = false;
            Some(value)
        }
        Err(error) => {
            if !*in_trouble {
                tracing::error!(%error, "background jobs cannot be looked up");
            }
            *in_trouble = true;
            None
        }
    }
}

/// Queues the periodic jobs that are due and gives up those that take their worker down.
pub fn schedule(app: &App) -> Result<(), JobError> {
    let now = app.now();
    app.db.write_blocking(|conn| {
        queue::run_schedule(conn, SCHEDULE, now)?;
        queue::give_up_lost(conn, now)?;
        Ok(())
    })
}

/// Writes down the requests that failed in this process, for the report to the operators.
pub fn hand_over_failures(app: &App) -> Result<(), JobError> {
    if app.failures.is_empty() {
        return Ok(());
    }
    let now = app.now();
    app.db.write_blocking(|conn| Ok(app.failures.hand_over(conn, now)?))
}

/// Runs the next due job, if there is one; `true` when there was.
pub fn run_next(app: &App) -> Result<bool, JobError> {
    run_next_held(app, &Hands::default())
}

fn run_next_held(app: &App, hands: &Hands) -> Result<bool, JobError> {
    let Some(job) = take(app)? else { return Ok(false) };
    let held = hands.hold(&job);
    let started = Instant::now();
    let outcome = panics::catch(|| jobs::run(app, &job)).unwrap_or_else(|panicked| Err(panicked.into()));
    settle(app, &job, outcome)?;
    drop(held);
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(job = job.id, kind = job.kind, milliseconds, "a background job ended");
    Ok(true)
}

/// On SQLite an idle worker only reads: taking the write lock to find nothing would delay buyers.
fn take(app: &App) -> Result<Option<Job>, JobError> {
    if let DatabaseUrl::Postgres(_) = app.config.database {
        let now = app.now();
        return app.db.write_blocking(|conn| Ok(queue::take_first(conn, PATIENT, now)?));
    }
    loop {
        let now = app.now();
        let due = app.db.read_blocking(|conn| Ok::<_, JobError>(queue::find_due(conn, PATIENT, now)?))?;
        let Some(due) = due else { return Ok(None) };
        let job = app.db.write_briefly(move |conn| Ok::<_, JobError>(queue::claim(conn, due, now)?))?;
        if job.is_some() {
            return Ok(job);
        }
        // Another worker was faster; there may be more.
    }
}

fn settle(app: &App, job: &Job, outcome: Result<(), JobError>) -> Result<(), JobError> {
    let now = app.now();
    if let Err(error) = &outcome {
        tracing::warn!(job = job.id, kind = job.kind, attempt = job.attempts, %error, "a background job failed");
    }
    let (job, failed) = (job.clone(), outcome.err().map(|error| error.to_string()));
    app.db.write_briefly(move |conn| {
        match failed {
            None => queue::finish(conn, &job, now)?,
            Some(error) => queue::fail(conn, &job, &error, now)?,
        }
        Ok::<_, JobError>(())
    })
}
