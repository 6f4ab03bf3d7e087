//! Sending what waits for a webhook: the job [`DELIVER`].
//!
//! One job at a time works for a webhook, which keeps the line of each object and lets a slow target
//! hold up one worker at most. A job that finds another one at work ends at once: whoever has the turn
//! looks once more after giving it back.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use super::queries::{self, Attempt, Claimed};
use super::retries::{GIVE_UP_AFTER, pause_after};
use super::sending::{Sent, Target, send};
use super::{WEBHOOK_HISTORY, mails};
use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::audit::{Source, tracked_many};
use crate::platform::clock::Time;
use crate::platform::db::{Conn, PoolError};
use crate::platform::editing::Edit;
use crate::platform::outgoing::addresses::Reach;
use crate::platform::outgoing::{Unanswered, client};
use crate::platform::queue;

/// Sends what is due to one webhook.
pub const DELIVER: &str = "webhooks.deliver";
/// Queues [`DELIVER`] for every webhook that something is due for: work that was lost is found again.
pub const SWEEP: &str = "webhooks.sweep";

/// Whoever has the turn and is not heard of for so long has died; longer than any attempt.
const TURN: TimeDelta = TimeDelta::seconds(60);
/// After so long a job makes room for others.
const ROUND: Duration = Duration::from_secs(30);
/// How long a target that does not answer is left alone: waiting for it holds up a worker.
const REST: TimeDelta = TimeDelta::seconds(30);

/// Arguments of [`DELIVER`].
#[derive(Debug, Serialize, Deserialize)]
pub struct OneWebhook {
    /// The webhook.
    pub webhook: i64,
}

/// Why nothing could be sent or noted.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// The client could not be made.
    #[error(transparent)]
    Client(#[from] Unanswered),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// No connection.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

/// Has what is due sent to these webhooks.
pub(super) fn queue(conn: &mut Conn, webhooks: &[i64], now: Time) -> QueryResult<()> {
    // Without a unique key: two transactions that queue the same one would wait for each other.
    let jobs: Vec<OneWebhook> = webhooks.iter().map(|webhook| OneWebhook { webhook: *webhook }).collect();
    queue::enqueue_many(conn, DELIVER, &jobs, now)
}

/// Has what is due sent to every webhook.
pub fn sweep(conn: &mut Conn, now: Time) -> QueryResult<()> {
    let webhooks = queries::list_with_due(conn, now)?;
    queue(conn, &webhooks, now)
}

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// Nothing more is due.
    Empty,
    /// There may be more, which can go on at once.
    LongEnough,
    /// The target does not answer.
    Unanswered,
}

/// Sends what is due to a webhook. Blocks meanwhile, for about half a minute at most.
pub fn run(app: &App, webhook: i64, reach: Reach) -> Result<(), DeliverError> {
    let due =
        || app.db.read_blocking(|conn| Ok::<_, DeliverError>(queries::has_due(conn, webhook, app.now())?));
    while due()? {
        let now = app.now();
        let is_mine = app.db.write_blocking(|conn| {
            Ok::<_, DeliverError>(queries::take_turn(conn, webhook, now + TURN, now)?)
        })?;
        if !is_mine {
            return Ok(());
        }
        let ended = round(app, webhook, reach);
        app.db.write_blocking(|conn| Ok::<_, DeliverError>(queries::end_turn(conn, webhook)?))?;
        let again_at = match ended? {
            Ended::Empty => continue,
            Ended::LongEnough => app.now(),
            Ended::Unanswered => app.now() + REST,
        };
        let job = OneWebhook { webhook };
        return app
            .db
            .write_blocking(|conn| Ok(queue::enqueue_at(conn, DELIVER, &job, None, again_at, app.now())?));
    }
    Ok(())
}

/// Sends one after the other while this job has the turn.
fn round(app: &App, webhook: i64, reach: Reach) -> Result<Ended, DeliverError> {
    let begun = Instant::now();
    let client = client()?;
    loop {
        let now = app.now();
        let next = app.db.write_blocking(|conn| begin(conn, webhook, reach, now))?;
        let Some((target, message)) = next else { return Ok(Ended::Empty) };
        let sent = send(&client, &target, &message, now);
        app.db.write_blocking(|conn| Ok::<_, DeliverError>(note(conn, &message, &sent, app.now())?))?;
        if matches!(sent, Sent::Unanswered(_)) {
            return Ok(Ended::Unanswered);
        }
        if begun.elapsed() > ROUND {
            return Ok(Ended::LongEnough);
        }
    }
}

/// The next message with one more attempt counted, which goes on when this worker dies; `None` when
/// nothing is to be sent.
fn begin(
    conn: &mut Conn,
    webhook: i64,
    reach: Reach,
    now: Time,
) -> Result<Option<(Target, Claimed)>, DeliverError> {
    if !queries::keep_turn(conn, webhook, now + TURN)? {
        return Ok(None);
    }
    let Some(next) = queries::find_next(conn, webhook, now)? else { return Ok(None) };
    let Some((_, address, secret)) = queries::find_target(conn, webhook)? else { return Ok(None) };
    if !queries::claim(conn, &next)? {
        return Ok(None);
    }
    let message = Claimed { attempts: next.attempts + 1, ..next };
    Ok(Some((Target { address, secret, reach }, message)))
}

/// Stores what came of an attempt, and what follows from it for the webhook.
fn note(conn: &mut Conn, message: &Claimed, sent: &Sent, now: Time) -> QueryResult<()> {
    match sent {
        Sent::Arrived(attempt) => {
            queries::mark_delivered(conn, message.id, attempt, now)?;
            queries::clear_failing(conn, message.webhook)
        }
        Sent::Gone(attempt) => {
            queries::give_up_delivery(conn, message.id, attempt)?;
            queries::note_failing(conn, message.webhook, now)?;
            disable(conn, message.webhook, "The target answered 410 Gone: it wants no more messages.", now)
        }
        Sent::Refused(attempt) | Sent::Unanswered(attempt) => {
            fail(conn, message, attempt, now)?;
            let since = queries::note_failing(conn, message.webhook, now)?;
            match since.is_some_and(|since| now - since >= GIVE_UP_AFTER) {
                true => {
                    let reason = format!("Nothing has arrived for three days. {}", attempt.error);
                    disable(conn, message.webhook, &reason, now)
                }
                false => Ok(()),
            }
        }
    }
}

fn fail(conn: &mut Conn, message: &Claimed, attempt: &Attempt, now: Time) -> QueryResult<()> {
    let Some(pause) = pause_after(message.attempts) else {
        return queries::give_up_delivery(conn, message.id, attempt);
    };
    queries::put_off(conn, message.id, attempt, now + pause)?;
    queue::enqueue_at(conn, DELIVER, &OneWebhook { webhook: message.webhook }, None, now + pause, now)
}

/// Stops telling a webhook, and tells the operators. What still waits for it goes on when staff switch
/// it on again.
fn disable(conn: &mut Conn, webhook: i64, reason: &str, now: Time) -> QueryResult<()> {
    let edit = Edit { by: Actor::system(), now };
    let disabled = tracked_many(conn, &edit, Source::Command, &WEBHOOK_HISTORY, &[webhook], |conn| {
        queries::disable(conn, webhook, reason, now)
    })?;
    match disabled {
        true => queue::enqueue(conn, mails::TELL_DISABLED, &OneWebhook { webhook }, now),
        false => Ok(()),
    }
}
