//! Closing a page for paying early, so that the order behind it can be cancelled.

use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use super::opening::{OpeningError, ask_for_page, heed};
use crate::app::App;
use crate::checkout::cancellation::{CancelError, cancel_released};
use crate::orders::models::{Order, OrderItem};
use crate::orders::queries::{find_order, list_items, lock_order};
use crate::payments::models::{Payment, PaymentState};
use crate::payments::provider::ProviderError;
use crate::payments::queries::{find_payment, mark_over};
use crate::platform::actor::Actor;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::queue;

/// The job that closes the page of a payment.
pub const CLOSE: &str = "checkout.close_payment_page";

/// Arguments of [`CLOSE`].
#[derive(Debug, Serialize, Deserialize)]
pub struct OnePayment {
    /// The payment.
    pub payment: i64,
}

/// Queues the closing of a page.
pub(in crate::checkout) fn queue_closing(conn: &mut Conn, payment: i64, now: Time) -> QueryResult<()> {
    queue::enqueue(conn, CLOSE, &OnePayment { payment }, now)
}

/// Closes the page of a payment whose order is to be cancelled, and cancels the order; blocks while
/// the provider is asked. Nothing happens when the page is no longer to be closed.
///
/// The customer may have paid at the last moment: then the provider refuses, and the order is paid.
pub fn close(app: &App, payment_id: i64) -> Result<(), OpeningError> {
    let Some((order, items, payment)) = app.db.read_blocking(|conn| find(conn, payment_id))? else {
        return Ok(());
    };
    let provider = app.provider.clone().ok_or(OpeningError::NotThisWay)?;
    let session = match &payment.session {
        Some(session) => session.clone(),
        // Nobody has asked for a page yet.
        None if payment.expires_at.is_none() => return release(app, &payment),
        None => match ask_for_page(app, &provider, &order, &items, &payment) {
            Ok(page) => {
                heed(app, &provider, &page)?;
                page.session
            }
            // There is no page, and with this key there will be none.
            Err(ProviderError::Refused { .. } | ProviderError::Unknown) => return release(app, &payment),
            Err(error) => return Err(error.into()),
        },
    };
    let page = match provider.close_page(&session) {
        Err(ProviderError::Refused { .. }) => provider.find_page(&session)?,
        other => other?,
    };
    heed(app, &provider, &page)
}

fn find(conn: &mut Conn, id: i64) -> Result<Option<(Order, Vec<OrderItem>, Payment)>, OpeningError> {
    let payment = find_payment(conn, id)?;
    let Some(payment) =
        payment.filter(|payment| payment.state == PaymentState::Open && payment.closing_at.is_some())
    else {
        return Ok(None);
    };
    let Some(order) = find_order(conn, payment.order_id)? else { return Ok(None) };
    let items = list_items(conn, order.id)?;
    Ok(Some((order, items, payment)))
}

/// Nothing can be paid: ends the payment and cancels its order.
fn release(app: &App, payment: &Payment) -> Result<(), OpeningError> {
    let now = app.now();
    app.db.write_blocking(|conn| release_in(conn, payment, "", now))
}

/// Ends a payment that has no page and cancels its order, with why for the customer.
pub(super) fn release_in(
    conn: &mut Conn,
    payment: &Payment,
    reason: &str,
    now: Time,
) -> Result<(), OpeningError> {
    lock_order(conn, payment.order_id)?;
    let still = find_payment(conn, payment.id)?;
    // A page may have come meanwhile; then that one is closed.
    let is_same = still.is_some_and(|still| {
        (still.session, still.attempt, still.expires_at) == (None, payment.attempt, payment.expires_at)
    });
    if !is_same || !mark_over(conn, payment.id, PaymentState::Cancelled)? {
        return Ok(());
    }
    match cancel_released(conn, payment.order_id, reason, &Actor::system(), now) {
        Ok(()) | Err(CancelError::TooLate | CancelError::OnItsWay) => Ok(()),
        Err(CancelError::Database(error)) => Err(error.into()),
    }
}
