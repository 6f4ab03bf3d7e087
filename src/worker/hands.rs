//! The jobs that a worker has in hand, and their leases.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::app::App;
use crate::jobs::JobError;
use crate::platform::queue::{self, Job};

/// The jobs that run in this process now.
#[derive(Default)]
pub struct Hands(Mutex<HashMap<i64, Job>>);

impl Hands {
    /// Keeps the lease of `job` alive until the guard is dropped.
    pub fn hold(&self, job: &Job) -> Held<'_> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(job.id, job.clone());
        Held { hands: self, id: job.id }
    }

    /// Prolongs every lease, so that no other worker takes a job that still runs.
    pub fn renew(&self, app: &App) -> Result<(), JobError> {
        let jobs: Vec<Job> =
            self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        if jobs.is_empty() {
            return Ok(());
        }
        let now = app.now();
        app.db.write_blocking(|conn| {
            for job in &jobs {
                if !queue::renew(conn, job, now)? && queue::was_taken(conn, job)? {
                    tracing::warn!(job = job.id, kind = job.kind, "a job was taken by another worker");
                }
            }
            Ok(())
        })
    }
}

/// A job in hand.
pub struct Held<'a> {
    hands: &'a Hands,
    id: i64,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.hands.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}
