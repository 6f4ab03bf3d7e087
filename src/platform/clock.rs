//! The time, as an argument: rules never ask the system clock themselves.

use chrono::{NaiveDateTime, SubsecRound, Utc};

/// A point in time, UTC. Databases keep microseconds.
pub type Time = NaiveDateTime;

/// Tells the time; tests hold it still.
#[derive(Debug, Clone, Copy, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Always the same instant.
    Fixed(Time),
}

impl Clock {
    /// Now, UTC, cut to microseconds so that a stored value compares equal when read back.
    pub fn now(self) -> Time {
        match self {
            Clock::System => Utc::now().naive_utc().trunc_subsecs(6),
            Clock::Fixed(time) => time,
        }
    }
}
