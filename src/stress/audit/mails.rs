//! Mails: each order is confirmed by exactly one, and each cancellation as well.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use crate::orders::mails::{AboutOrder, CANCELLED, PLACED};
use crate::platform::mail::KEEP;
use crate::stress::queries::{Books, JobState};

pub(super) fn findings(books: &Books, mail: Option<&Path>) -> Vec<String> {
    let mut found = Vec::new();
    let outbox = mail.map(Outbox::read);
    for (kind, what) in [(PLACED, "confirmation"), (CANCELLED, "cancellation")] {
        let jobs: Vec<&JobState> = books.jobs.iter().filter(|job| job.kind == kind).collect();
        let mut count: HashMap<i64, usize> = HashMap::new();
        for about in jobs.iter().filter_map(|job| serde_json::from_str::<AboutOrder>(&job.arguments).ok()) {
            *count.entry(about.order).or_default() += 1;
        }
        for order in &books.orders {
            let wanted = usize::from(kind == PLACED || order.cancelled_at.is_some());
            let queued = count.remove(&order.id).unwrap_or_default();
            if queued != wanted {
                found.push(format!("order {}: {queued} mails of {what} instead of {wanted}", order.id));
            }
        }
        found.extend(
            count.into_keys().map(|order| format!("a mail of {what} is about order {order}, which is gone")),
        );
        found.extend(jobs.iter().filter_map(|job| sending_finding(job, what, outbox.as_ref())));
    }
    found
}

/// The mails that were sent, by the number of their job.
struct Outbox(BTreeSet<i64>);

impl Outbox {
    fn read(folder: &Path) -> Outbox {
        let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
        Outbox(names.filter_map(|entry| entry.path().file_stem()?.to_str()?.parse().ok()).collect())
    }

    /// Whether the mail of this job is there, or was there: of very many the oldest are removed.
    fn had(&self, job: i64) -> bool {
        let was_removed = self.0.len() >= KEEP && self.0.first().is_some_and(|oldest| job < *oldest);
        self.0.contains(&job) || was_removed
    }
}

/// A job that is done has sent its mail; none was given up.
fn sending_finding(job: &JobState, what: &str, outbox: Option<&Outbox>) -> Option<String> {
    match (job.state.as_str(), outbox) {
        ("failed", _) => Some(format!("the mail of {what} of job {} was given up", job.id)),
        ("done", Some(outbox)) if !outbox.had(job.id) => {
            Some(format!("the mail of {what} of job {} counts as sent and is not there", job.id))
        }
        _ => None,
    }
}
