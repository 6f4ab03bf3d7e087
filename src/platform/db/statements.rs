//! Which SQL statements a piece of work ran: for the debug toolbar and for tests.
//!
//! Nothing is kept unless somebody records. [`record`] wraps a future; whatever database work it
//! starts through [`Db`](super::Db) is written down, on whatever thread it runs.

use std::cell::RefCell;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::{Instrumentation, InstrumentationEvent};

/// One statement that was run.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The text with its binds, as Diesel prints it.
    pub sql: String,
    /// How long the database took.
    pub took: Duration,
    /// The first place of this program on the stack, `file:line`; empty when unknown.
    pub place: String,
}

impl Statement {
    /// The text without its binds: two statements alike in this are a repetition.
    pub fn shape(&self) -> &str {
        self.sql.split(" -- binds:").next().unwrap_or_default()
    }
}

/// Collects statements; clones share one list.
#[derive(Debug, Clone, Default)]
pub struct Recorder(Arc<Mutex<Vec<Statement>>>);

tokio::task_local! { static OF_TASK: Recorder; }
thread_local! { static OF_THREAD: RefCell<Option<Recorder>> = const { RefCell::new(None) }; }

/// Runs `work` and returns with it the statements it ran.
pub async fn record<F: Future>(work: F) -> (F::Output, Vec<Statement>) {
    let recorder = Recorder::default();
    let output = OF_TASK.scope(recorder.clone(), work).await;
    (output, recorder.take())
}

impl Recorder {
    /// The recorder of the running task, if it is recorded.
    pub(in crate::platform) fn current() -> Option<Recorder> {
        OF_TASK.try_with(Recorder::clone).ok()
    }

    /// Records what this thread runs until the guard is dropped.
    pub(in crate::platform) fn install(self) -> Installed {
        OF_THREAD.with_borrow_mut(|slot| *slot = Some(self));
        Installed
    }

    fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, statement: Statement) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(statement);
    }
}

/// Ends the recording of a thread when dropped.
pub(in crate::platform) struct Installed;

impl Drop for Installed {
    fn drop(&mut self) {
        OF_THREAD.with_borrow_mut(|slot| *slot = None);
    }
}

/// Hears of every statement of one connection.
#[derive(Default)]
pub(super) struct Listener {
    started: Option<Instant>,
}

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { .. } if OF_THREAD.with_borrow(Option::is_some) => {
                self.started = Some(Instant::now());
            }
            InstrumentationEvent::FinishQuery { query, .. } => {
                let Some(started) = self.started.take() else { return };
                let Some(recorder) = OF_THREAD.with_borrow(Clone::clone) else { return };
                recorder.add(Statement { sql: query.to_string(), took: started.elapsed(), place: caller() });
            }
            _ => {}
        }
    }
}

/// The innermost frame of this crate outside the database layer.
///
/// Reading the stack costs milliseconds, so it happens only in debug builds.
fn caller() -> String {
    if !cfg!(debug_assertions) {
        return String::new();
    }
    let trace = std::backtrace::Backtrace::force_capture().to_string();
    trace
        .lines()
        .filter_map(|line| line.trim().strip_prefix("at "))
        .map(|place| place.strip_prefix("./").unwrap_or(place))
        .find(|place| place.starts_with("src/") && !place.starts_with("src/platform/db"))
        .map(|place| place.rsplit_once(':').map_or(place, |(head, _column)| head).to_owned())
        .unwrap_or_default()
}
