//! Mails: each order is confirmed by exactly one, and each cancellation as well.

use std::collections::HashMap;
use std::path::Path;

use crate::orders::mails::{AboutOrder, CANCELLED, PLACED};
use crate::stress::queries::{Books, JobState};

pub(super) fn findings(books: &Books, mail: Option<&Path>) -> Vec<String> {
    let mut found = Vec::new();
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
        found.extend(jobs.iter().filter_map(|job| sending_finding(job, what, mail)));
    }
    found
}

/// A job that is done has sent its mail; none was given up.
fn sending_finding(job: &JobState, what: &str, mail: Option<&Path>) -> Option<String> {
    match (job.state.as_str(), mail) {
        ("failed", _) => Some(format!("the mail of {what} of job {} was given up", job.id)),
        ("done", Some(folder)) if !folder.join(format!("job-{}.eml", job.id)).is_file() => {
            Some(format!("the mail of {what} of job {} counts as sent and is not there", job.id))
        }
        _ => None,
    }
}
