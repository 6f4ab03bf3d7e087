//! Booking what came in by invoice, and taking a booking back.

use super::methods::Method;
use super::models::PaymentState;
use super::queries;
use crate::events;
use crate::orders::history::{Happening, note};
use crate::orders::models::PaymentStatus;
use crate::orders::queries::move_payment_status;
use crate::platform::actor::Actor;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::Money;

/// Why a payment cannot be booked or taken back.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// No manual payment of the order is waited for.
    #[error("This order does not wait for a payment by invoice.")]
    NotOpen,
    /// No manual payment of the order has come in.
    #[error("This order has no manual payment that could be taken back.")]
    NotPaid,
    /// Some of it went back.
    #[error("Money of this payment has been given back; it can no longer be taken back as a whole.")]
    HasRefunds,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Books that the money for an order has come in: payment and order change together or not at all.
pub fn book(conn: &mut Conn, order_id: i64, actor: &Actor, now: Time) -> Result<(), PaymentError> {
    let provider = Method::Invoice.key();
    // The order first: cancelling takes it in the same turn, so that one of the two comes too late.
    if !move_payment_status(conn, order_id, PaymentStatus::Pending, PaymentStatus::Complete)? {
        return Err(PaymentError::NotOpen);
    }
    queries::move_state(conn, order_id, provider, PaymentState::Open, PaymentState::Paid, Some(now))?
        .ok_or(PaymentError::NotOpen)?;
    note(conn, order_id, Happening::Paid, "", actor, now)?;
    Ok(events::order_booked(conn, order_id, now)?)
}

/// Takes a manual booking back: the order waits for its payment again. A payment that a provider
/// reported is never changed this way.
pub fn reverse(conn: &mut Conn, order_id: i64, actor: &Actor, now: Time) -> Result<(), PaymentError> {
    let provider = Method::Invoice.key();
    if !move_payment_status(conn, order_id, PaymentStatus::Complete, PaymentStatus::Pending)? {
        return Err(PaymentError::NotPaid);
    }
    if queries::find_paid(conn, order_id)?.is_some_and(|payment| payment.refunded > Money(0)) {
        return Err(PaymentError::HasRefunds);
    }
    let paid =
        queries::move_state(conn, order_id, provider, PaymentState::Paid, PaymentState::Reversed, Some(now))?
            .ok_or(PaymentError::NotPaid)?;
    queries::insert_open(conn, order_id, provider, paid.amount, &paid.currency, now)?;
    Ok(note(conn, order_id, Happening::PaymentReversed, "", actor, now)?)
}
