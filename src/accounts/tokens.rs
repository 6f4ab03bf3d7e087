//! The secrets in mailed links. Only their fingerprints are stored.

use crate::config::Config;
use crate::platform::queue::Job;
use crate::platform::signing::{Signer, fingerprint};

/// The secret that a job mails.
///
/// It follows from the job and the shop's key: a job that is run again, because nobody knows
/// whether its mail left, mails the same link once more.
pub fn of_job(config: &Config, job: &Job) -> String {
    Signer::new(config, "mailed link").sign(&format!("{} {} {}", job.id, job.kind, job.arguments))
}

/// What is stored of a token.
pub fn stored(token: &str) -> String {
    fingerprint(token)
}
