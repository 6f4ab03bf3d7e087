//! What wakes and stops the threads of a worker.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Tells threads to look for work or to stop.
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

    /// Everybody stops after the job in hand.
    pub fn stop(&self) {
        self.set(Signal::Stop);
    }

    fn set(&self, signal: Signal) {
        let mut current = self.signal.lock().unwrap_or_else(PoisonError::into_inner);
        if *current != Signal::Stop {
            *current = signal;
        }
        self.changed.notify_all();
    }

    /// Waits for work, at most so long; `false` when it is time to stop.
    pub(super) fn wait(&self, at_most: Duration) -> bool {
        let signal = self.signal.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(signal, at_most, |signal| *signal == Signal::None);
        let (mut signal, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let stop = *signal == Signal::Stop;
        if !stop {
            *signal = Signal::None;
        }
        !stop
    }

    /// Waits so long, whatever work there is; `false` as soon as it is time to stop.
    pub(super) fn wait_for_stop(&self, at_most: Duration) -> bool {
        let signal = self.signal.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(signal, at_most, |signal| *signal != Signal::Stop);
        let (signal, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *signal != Signal::Stop
    }

    pub(super) fn is_stopped(&self) -> bool {
        *self.signal.lock().unwrap_or_else(PoisonError::into_inner) == Signal::Stop
    }
}
