//! What the operators hear of: given-up jobs and failed requests, at most one mail in ten minutes.
//!
//! Requests that fail are kept in memory until the worker hands them over as a note in the queue,
//! and the report reads the notes of all processes. Nothing is told twice, and a report that
//! cannot be sent causes no other one.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use chrono::TimeDelta;
use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::mail::Message;
use crate::platform::mail::frame::MailFrame;
use crate::platform::queue::{self, FailedJob};
use crate::platform::text::counted;

/// The kind of the notes about requests.
const FAILED_REQUESTS: &str = "platform.failed_requests";
/// So many requests are named; the others are only counted.
const NAMED: usize = 20;
/// More given-up jobs than this are not read for one report.
const READ: i64 = 1_000;
/// What is shown of an error.
const ERROR_LENGTH: usize = 300;
/// The first report looks back this far.
const FIRST_LOOK: TimeDelta = TimeDelta::days(1);

/// A request that was answered with "our fault". Holds no address of a visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedRequest {
    /// Its number, as in the log.
    pub id: String,
    /// When.
    pub at: Time,
    /// GET, POST …
    pub method: String,
    /// The pattern of its address.
    pub route: String,
    /// Why.
    pub error: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Noted {
    count: u64,
    newest: VecDeque<FailedRequest>,
}

/// The failed requests of this process that nobody has been told of; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct FailedRequests(Arc<Mutex<Noted>>);

impl FailedRequests {
    /// Remembers one.
    pub fn add(&self, mut request: FailedRequest) {
        request.error = shortened(&request.error);
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.count += 1;
        noted.newest.push_front(request);
        noted.newest.truncate(NAMED);
    }

    /// Whether there is nothing to hand over.
    pub fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).count == 0
    }

    /// Writes them down for the next report; call it in a transaction that commits at once.
    pub fn hand_over(&self, conn: &mut Conn, now: Time) -> QueryResult<()> {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.count > 0 {
            queue::note(conn, FAILED_REQUESTS, &*noted, now)?;
            queue::report_soon(conn, now)?;
            *noted = Noted::default();
        }
        Ok(())
    }
}

/// The given-up jobs of one kind.
#[derive(Debug)]
struct GivenUp {
    kind: String,
    times: i64,
    last_id: i64,
    newest_error: String,
}

#[derive(Template)]
#[template(path = "mail/failure_report/subject.txt")]
struct Subject<'a> {
    frame: &'a MailFrame,
    summary: &'a str,
}

#[derive(Template)]
#[template(path = "mail/failure_report/body.txt")]
struct Text<'a> {
    frame: &'a MailFrame,
    summary: &'a str,
    since: &'a str,
    jobs: &'a [GivenUp],
    requests: &'a [FailedRequest],
}

#[derive(Template)]
#[template(path = "mail/failure_report/body.html")]
struct Html<'a> {
    frame: &'a MailFrame,
    summary: &'a str,
    since: &'a str,
    jobs: &'a [GivenUp],
    requests: &'a [FailedRequest],
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// A note is not one.
    #[error("a note about failed requests cannot be read: {0}")]
    Note(#[from] serde_json::Error),
    /// A template could not be written.
    #[error(transparent)]
    Template(#[from] askama::Error),
}

/// What failed since the last report, as a mail to `admins`; `None` when there is nothing to tell.
pub fn report(
    conn: &mut Conn,
    frame: &MailFrame,
    admins: &[String],
    now: Time,
) -> Result<Option<Message>, ReportError> {
    let Some((first, others)) = admins.split_first() else { return Ok(None) };
    let since = queue::find_last_run(conn, queue::REPORT_FAILURES)?.unwrap_or(now - FIRST_LOOK);
    let failed = queue::list_failed(conn, since, READ)?;
    let (count, requests) = failed_requests(conn, since)?;
    if failed.is_empty() && count == 0 {
        return Ok(None);
    }
    let summary = summary(i64::try_from(failed.len()).unwrap_or(READ), count);
    let jobs = by_kind(failed);
    let since = since.format("%Y-%m-%d %H:%M").to_string();
    let (summary, since) = (summary.as_str(), since.as_str());
    Ok(Some(Message {
        to: first.clone(),
        bcc: others.to_vec(),
        subject: Subject { frame, summary }.render()?,
        text: Text { frame, summary, since, jobs: &jobs, requests: &requests }.render()?,
        html: Html { frame, summary, since, jobs: &jobs, requests: &requests }.render()?,
        ..Message::default()
    }))
}

fn failed_requests(conn: &mut Conn, since: Time) -> Result<(i64, Vec<FailedRequest>), ReportError> {
    let (mut count, mut newest) = (0, Vec::new());
    for note in queue::list_notes(conn, FAILED_REQUESTS, since, READ)? {
        let noted: Noted = note.parse()?;
        count += i64::try_from(noted.count).unwrap_or(i64::MAX);
        newest.extend(noted.newest);
    }
    newest.sort_by_key(|request: &FailedRequest| std::cmp::Reverse(request.at));
    newest.truncate(NAMED);
    Ok((count, newest))
}

fn by_kind(failed: Vec<FailedJob>) -> Vec<GivenUp> {
    let mut kinds: BTreeMap<String, GivenUp> = BTreeMap::new();
    // The newest comes first, so that its error is the one that is kept.
    for FailedJob { id, kind, error, .. } in failed {
        let newest_error = shortened(&error.unwrap_or_default());
        let entry = GivenUp { kind: kind.clone(), times: 0, last_id: id, newest_error };
        kinds.entry(kind).or_insert(entry).times += 1;
    }
    kinds.into_values().collect()
}

fn summary(jobs: i64, requests: i64) -> String {
    let jobs = (jobs > 0).then(|| format!("{} given up", counted(jobs, "job was", "jobs were")));
    let requests = (requests > 0).then(|| format!("{} failed", counted(requests, "request", "requests")));
    [jobs, requests].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn shortened(error: &str) -> String {
    error.chars().take(ERROR_LENGTH).collect()
}
