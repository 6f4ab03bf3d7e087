//! Sending again: single deliveries, or everything of a time.

use diesel::prelude::*;

use super::{delivering, queries};
use crate::platform::clock::Time;
use crate::platform::db::{Conn, among};
use crate::platform::editing::{Edit, Refused};
use crate::platform::web::form::REQUIRED;
use crate::schema::{webhook_deliveries as deliveries, webhooks};

const BACKWARDS: &str = "The end must be after the start.";

/// A time whose events are sent again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Range {
    /// The first moment of it, UTC.
    pub from: Option<Time>,
    /// The first moment after it, UTC.
    pub until: Option<Time>,
}

/// Sends deliveries again: what still waits is tried at once, what is over is sent once more under the
/// same id. None of them when one goes to a webhook that is switched off.
pub fn send_again(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    let mut targets: Vec<i64> = deliveries::table
        .filter(among(deliveries::id, ids))
        .select(deliveries::webhook_id)
        .distinct()
        .load(conn)?;
    targets.sort_unstable();
    refuse_inactive(conn, &targets)?;
    let sent = queries::redeliver(conn, ids, edit.now)? + queries::queue_again(conn, ids, edit.now)?;
    delivering::queue(conn, &targets, edit.now)?;
    Ok(sent)
}

/// Sends every event of a time again to these webhooks, as far as they are told of its topic, in the
/// order in which they happened; returns how many webhooks. What still waits is not sent twice.
pub fn replay(conn: &mut Conn, edit: &Edit, ids: &[i64], range: &Range) -> Result<usize, Refused> {
    let from = range.from.ok_or_else(|| Refused::field("from", REQUIRED))?;
    let until = range.until.ok_or_else(|| Refused::field("until", REQUIRED))?;
    if until <= from {
        return Err(Refused::field("until", BACKWARDS));
    }
    refuse_inactive(conn, ids)?;
    let told: Vec<(i64, String)> = webhooks::table
        .filter(among(webhooks::id, ids))
        .order(webhooks::id)
        .select((webhooks::id, webhooks::topics))
        .load(conn)?;
    for (id, topics) in &told {
        queries::replay(conn, *id, topics, (from, until), edit.now)?;
    }
    let targets: Vec<i64> = told.iter().map(|(id, _)| *id).collect();
    delivering::queue(conn, &targets, edit.now)?;
    Ok(targets.len())
}

fn refuse_inactive(conn: &mut Conn, webhooks: &[i64]) -> Result<(), Refused> {
    let inactive: Option<String> = webhooks::table
        .filter(among(webhooks::id, webhooks))
        .filter(webhooks::is_active.eq(false))
        .select(webhooks::name)
        .first(conn)
        .optional()?;
    match inactive {
        Some(name) => {
            Err(Refused::whole(format!("The webhook “{name}” is switched off: nothing is sent to it.")))
        }
        None => Ok(()),
    }
}
