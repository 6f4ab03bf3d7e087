//! The thread that runs background jobs, one at a time.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::app::App;
use crate::jobs::{self, JobError, SCHEDULE};
use crate::platform::queue::{self, Job};
use crate::platform::telemetry::panics;

/// An idle worker looks for work this often; a job that was queued here wakes it at once.
const IDLE: Duration = Duration::from_millis(500);
/// How often the schedule of periodic jobs is looked at.
const SCHEDULE_EVERY: Duration = Duration::from_secs(30);

/// A running worker; it stops when told to, after the job in hand.
pub struct Worker {
    bell: Arc<Bell>,
    thread: JoinHandle<()>,
}

impl Worker {
    /// Starts the thread.
    pub fn start(app: App) -> std::io::Result<Worker> {
        let bell = Arc::new(Bell::default());
        let heard = Arc::clone(&bell);
        let thread = thread::Builder::new().name("jobs".to_owned()).spawn(move || work(&app, &heard))?;
        Ok(Worker { bell, thread })
    }

    /// Rings when there may be work, so that it starts at once.
    pub fn bell(&self) -> Arc<Bell> {
        Arc::clone(&self.bell)
    }

    /// Waits for the job in hand and ends the thread.
    pub fn stop(self) {
        self.bell.set(Signal::Stop);
        if self.thread.join().is_err() {
            tracing::error!("the worker of background jobs had ended before");
        }
    }
}

/// Tells a worker to look for work or to stop.
#[derive(Default)]
pub struct Bell {
    signal: Mutex<Signal>,
    changed: Condvar,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Signal {
    #[default]
    None,
    Work,
    Stop,
}

impl Bell {
    /// There may be work.
    pub fn ring(&self) {
        self.set(Signal::Work);
    }

    fn set(&self, signal: Signal) {
        let mut current = self.signal.lock().unwrap_or_else(PoisonError::into_inner);
        if *current != Signal::Stop {
            *current = signal;
        }
        self.changed.notify_all();
    }

    /// Waits for a signal, at most [`IDLE`]; `false` when it is time to stop.
    fn wait(&self) -> bool {
        let signal = self.signal.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(signal, IDLE, |signal| *signal == Signal::None);
        let (mut signal, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let stop = *signal == Signal::Stop;
        if !stop {
            *signal = Signal::None;
        }
        !stop
    }

    fn is_stopped(&self) -> bool {
        *self.signal.lock().unwrap_or_else(PoisonError::into_inner) == Signal::Stop
    }
}

fn work(app: &App, bell: &Bell) {
    let mut scheduled: Option<Instant> = None;
    let mut in_trouble = false;
    while !bell.is_stopped() {
        if scheduled.is_none_or(|at| at.elapsed() >= SCHEDULE_EVERY) {
            scheduled = Some(Instant::now());
            report(schedule(app), &mut in_trouble);
        }
        match report(run_next(app), &mut in_trouble) {
            Some(true) => continue,
            Some(false) | None => {
                if !bell.wait() {
                    return;
                }
            }
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

fn schedule(app: &App) -> Result<(), JobError> {
    let now = app.now();
    app.db.write_blocking(|conn| Ok::<_, JobError>(queue::run_schedule(conn, SCHEDULE, now)?))
}

/// Runs the next due job, if there is one; `true` when there was.
pub fn run_next(app: &App) -> Result<bool, JobError> {
    let now = app.now();
    let Some(job) = app.db.write_blocking(|conn| Ok::<_, JobError>(queue::take(conn, now)?))? else {
        return Ok(false);
    };
    let outcome = panics::catch(|| jobs::run(app, &job)).unwrap_or_else(|panicked| Err(panicked.into()));
    settle(app, &job, outcome)?;
    Ok(true)
}

fn settle(app: &App, job: &Job, outcome: Result<(), JobError>) -> Result<(), JobError> {
    let now = app.now();
    if let Err(error) = &outcome {
        tracing::warn!(job = job.id, kind = job.kind, attempt = job.attempts, %error, "a background job failed");
    }
    app.db.write_blocking(|conn| {
        match outcome {
            Ok(()) => queue::finish(conn, job, now)?,
            Err(error) => queue::fail(conn, job, &error.to_string(), now)?,
        }
        Ok::<_, JobError>(())
    })
}
