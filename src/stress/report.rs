//! What a run has shown, as a short table.

use std::fmt;
use std::time::Duration;

use super::audit::Counts;
use super::ledger::Ledger;

/// The outcome of a run.
#[derive(Debug, Clone)]
pub struct Report {
    /// What was promised.
    pub ledger: Ledger,
    /// What there is.
    pub counts: Counts,
    /// How long each start of the server took; the first one is not after a kill.
    pub starts: Vec<Duration>,
    /// What is lost, double or half there.
    pub findings: Vec<String>,
    /// Where everything was left to look at, when something was found.
    pub kept_in: Option<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let confirmed = self.ledger.confirmed.len();
        let mut starts: Vec<u128> = self.starts.iter().skip(1).map(Duration::as_millis).collect();
        starts.sort_unstable();
        let middle = starts.get(starts.len() / 2).copied().unwrap_or_default();
        let longest = starts.last().copied().unwrap_or_default();
        let mut row = |name: &str, value: &dyn fmt::Display| writeln!(out, "{value:>8}  {name}");
        row("orders placed", &self.counts.orders)?;
        row("of these confirmed to the buyer", &confirmed)?;
        row("of these nobody heard of", &self.counts.orders.saturating_sub(confirmed))?;
        row("orders cancelled", &self.counts.cancelled)?;
        row("carts left lying", &self.counts.carts)?;
        row("background jobs left", &self.counts.waiting_jobs)?;
        row("kills, each followed by a start", &starts.len())?;
        row("ms to the first answer after a kill, median", &middle)?;
        row("ms to the first answer after a kill, longest", &longest)?;
        for (reason, count) in &self.ledger.refused {
            row(&format!("times refused: {reason}"), count)?;
        }
        match self.findings.as_slice() {
            [] => write!(out, "Nothing is lost, double or half there."),
            findings => {
                writeln!(out, "{} things are wrong:", findings.len())?;
                findings.iter().try_for_each(|finding| writeln!(out, "- {finding}"))
            }
        }
    }
}
