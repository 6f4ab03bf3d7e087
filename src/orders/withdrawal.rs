//! The withdrawal from a contract that was made at a distance.
//!
//! Directive 2011/83/EU, articles 9 and 11a (the latter by Directive (EU) 2023/2673): for 14 days
//! after delivery the customer can withdraw with a function of the shop, and gets an
//! acknowledgement with date and time. What then happens with the goods and the money is decided
//! by staff, who see the request in the order.

use chrono::TimeDelta;

use super::history::{Happening, note};
use super::models::Order;
use super::{mails, queries};
use crate::platform::actor::Actor;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// Days after delivery.
pub const DAYS: i64 = 14;

/// Why a withdrawal is not taken.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawalError {
    /// The period is over, the order is cancelled, or there is a declaration already.
    #[error("You can no longer withdraw from this order.")]
    NotPossible,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Whether the customer can withdraw at `now`: from the contract on until 14 days after delivery.
pub fn is_open(order: &Order, now: Time) -> bool {
    let in_time = order.delivered_at.is_none_or(|at| now < at + TimeDelta::days(DAYS));
    order.cancelled_at.is_none() && order.withdrawn_at.is_none() && in_time
}

/// Takes the declaration: noted with the order, acknowledged by mail.
pub fn declare(
    conn: &mut Conn,
    order: &Order,
    statement: &str,
    actor: &Actor,
    now: Time,
) -> Result<(), WithdrawalError> {
    if !is_open(order, now) || !queries::withdraw(conn, order.id, now)? {
        return Err(WithdrawalError::NotPossible);
    }
    note(conn, order.id, Happening::Withdrawn, statement, actor, now)?;
    Ok(mails::queue(conn, mails::WITHDRAWN, order.id, now)?)
}
