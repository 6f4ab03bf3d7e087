//! Events of providers: stored once when they arrive, heeded by a job.

use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use super::opening::OpeningError;
use super::refunding;
use super::settling::{self, Heard};
use crate::app::App;
use crate::checkout::refunds::hearing;
use crate::payments::models::{EventState, PaymentEvent};
use crate::payments::provider::{News, ProviderEvent};
use crate::payments::queries::{self, NewDifference, NewEvent};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::platform::queue;

/// The job that heeds an event.
pub const HANDLE: &str = "payments.handle_event";

/// Arguments of [`HANDLE`].
#[derive(Debug, Serialize, Deserialize)]
pub struct OneEvent {
    /// The event.
    pub event: i64,
}

/// Stores a genuine event and queues the job that heeds it; one that is there already changes
/// nothing. What is not heeded is stored all the same.
pub fn receive(conn: &mut Conn, event: &ProviderEvent, now: Time) -> QueryResult<()> {
    let payload = serde_json::to_string(&event.news)
        .map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    let is_heeded = event.news != News::Nothing;
    let stored = NewEvent {
        event_id: &event.id,
        kind: &event.kind,
        subject: &event.subject,
        payload: &payload,
        state: if is_heeded { EventState::Received } else { EventState::Ignored },
        happened_at: event.happened_at,
        received_at: now,
    };
    match queries::insert_event(conn, &stored)? {
        Some(id) if is_heeded => queue::enqueue(conn, HANDLE, &OneEvent { event: id }, now),
        _ => Ok(()),
    }
}

/// Queues events once more that did not fit or were about something unknown; returns how many.
pub fn look_again(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    let reopened = queries::reopen_events(conn, ids)?;
    for event in &reopened {
        queue::enqueue(conn, HANDLE, &OneEvent { event: *event }, edit.now)?;
    }
    Ok(reopened.len())
}

/// Why an event was not heeded yet; the job is tried again.
#[derive(Debug, thiserror::Error)]
pub enum NotHeeded {
    /// What it is about may still come.
    #[error("what the event is about is not known here")]
    Unknown,
    /// Asking the provider, or the database.
    #[error(transparent)]
    Failed(#[from] OpeningError),
}

impl From<diesel::result::Error> for NotHeeded {
    fn from(error: diesel::result::Error) -> Self {
        NotHeeded::Failed(error.into())
    }
}

impl From<crate::platform::db::PoolError> for NotHeeded {
    fn from(error: crate::platform::db::PoolError) -> Self {
        NotHeeded::Failed(error.into())
    }
}

/// Heeds an event: the job [`HANDLE`]. One about something unknown is parked and looked at again; with
/// `is_last` staff are told instead.
pub fn handle(app: &App, id: i64, is_last: bool) -> Result<(), NotHeeded> {
    let Some(event) = app.db.read_blocking(|conn| Ok::<_, NotHeeded>(queries::find_event(conn, id)?))? else {
        return Ok(());
    };
    if !matches!(event.state, EventState::Received | EventState::Parked) {
        return Ok(());
    }
    let now = app.now();
    let Ok(news) = serde_json::from_str::<News>(&event.payload) else {
        return app.db.write_blocking(|conn| {
            Ok(queries::update_event(conn, id, EventState::Ignored, "It cannot be read.", now)?)
        });
    };
    let provider = app.provider.as_ref().map_or("", |provider| provider.key());
    if let News::Refunded { reference } = &news {
        // The event has only the sum: the refunds themselves have to be asked for.
        let refunds = refunding::list(app, reference)?;
        return finish(app, &event, is_last, |conn| {
            let mut heard = Heard::NotOurs;
            for refund in &refunds {
                heard = worse(heard, hearing::apply(conn, provider, refund, now)?);
            }
            Ok(heard)
        });
    }
    finish(app, &event, is_last, |conn| match &news {
        News::Page(page) => settling::apply(conn, provider, page, now),
        News::Refund(refund) => hearing::apply(conn, provider, refund, now),
        News::Disputed { reference, .. } => dispute(conn, provider, reference, &event, &news, now),
        News::Refunded { .. } | News::Nothing => Ok(Heard::NotOurs),
    })
}

/// What is said of several things: the one that needs the most attention.
fn worse(one: Heard, other: Heard) -> Heard {
    let rank = |heard: &Heard| match heard {
        Heard::NotOurs => 0,
        Heard::Settled => 1,
        Heard::Unknown => 2,
        Heard::Flagged(_) => 3,
    };
    if rank(&other) > rank(&one) { other } else { one }
}

/// Does `work` and notes what came of the event, in one transaction.
fn finish(
    app: &App,
    event: &PaymentEvent,
    is_last: bool,
    work: impl FnOnce(&mut Conn) -> QueryResult<Heard>,
) -> Result<(), NotHeeded> {
    let now = app.now();
    let heard = app.db.write_blocking(|conn| {
        let heard = work(conn)?;
        let (state, note) = match &heard {
            Heard::Settled => (EventState::Done, ""),
            Heard::NotOurs => (EventState::Ignored, "It is about nothing of this shop."),
            Heard::Flagged(detail) => (EventState::Flagged, detail.as_str()),
            Heard::Unknown if is_last => {
                report_unknown(conn, event, now)?;
                (EventState::Flagged, "What it is about is not known here.")
            }
            Heard::Unknown => (EventState::Parked, "What it is about is not known here yet."),
        };
        queries::update_event(conn, event.id, state, note, now)?;
        Ok::<_, NotHeeded>(heard)
    })?;
    match heard {
        Heard::Unknown if !is_last => Err(NotHeeded::Unknown),
        _ => Ok(()),
    }
}

fn report_unknown(conn: &mut Conn, event: &PaymentEvent, now: Time) -> QueryResult<()> {
    let detail = format!(
        "The provider reported {} for {}, which no order of this shop knows. Look it up at the provider: money \
         may have come in without an order.",
        event.kind, event.subject
    );
    let difference = NewDifference {
        order_id: None,
        payment_id: None,
        kind: "unknown",
        subject: &event.subject,
        detail: &detail,
        found_at: now,
    };
    queries::insert_difference(conn, &difference)
}

fn dispute(
    conn: &mut Conn,
    provider: &str,
    reference: &str,
    event: &PaymentEvent,
    news: &News,
    now: Time,
) -> QueryResult<Heard> {
    let Some(payment) = queries::find_by_reference(conn, provider, reference)? else {
        return Ok(Heard::Unknown);
    };
    let why = match news {
        News::Disputed { reason, .. } if !reason.is_empty() => format!(" ({reason})"),
        _ => String::new(),
    };
    let detail = format!(
        "The customer’s bank wants the money back{why}. Answer at the provider before the date given there; \
         do not send what has not been sent yet."
    );
    settling::flag(conn, &payment, "disputed", &event.subject, detail, now)
}
