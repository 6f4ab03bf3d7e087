//! Cancelling an order: what it took goes back, once nobody can pay for it any more.

use diesel::QueryResult;

use super::paying::closing::queue_closing;
use crate::catalog::models::Sellable;
use crate::catalog::stock;
use crate::events;
use crate::orders::history::{Happening, note};
use crate::orders::models::{Order, OrderItem};
use crate::orders::queries::{cancel_unpaid, list_items, lock_order};
use crate::payments::methods::Method;
use crate::payments::models::PaymentState;
use crate::payments::paper::issuing::issue_credit_note;
use crate::payments::queries::{cancel_open, find_awaited, mark_closing};
use crate::platform::actor::Actor;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::promotions::queries::give_back_use;

/// Why an order cannot be cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// It is paid, shipped, cancelled already, or gone.
    #[error("This order can no longer be cancelled.")]
    TooLate,
    /// The customer has paid, and the money is on its way.
    #[error("This order cannot be cancelled while its payment is on its way.")]
    OnItsWay,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// What came of cancelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelled {
    /// The order is cancelled.
    Now,
    /// The page for paying is closed first, so that nobody pays for a cancelled order; the order is
    /// cancelled as soon as the provider has confirmed.
    WhenPageIsClosed {
        /// The payment whose page is being closed.
        payment_id: i64,
    },
}

/// Cancels an unpaid and unshipped order: stock and the use of a code come back, nobody waits for
/// its payment any more, the customer gets a mail.
///
/// The order is taken first: of two that cancel, or of one that cancels and one that books the
/// payment, one comes too late and changes nothing.
pub fn cancel(conn: &mut Conn, order_id: i64, actor: &Actor, now: Time) -> Result<Cancelled, CancelError> {
    let order = lock_order(conn, order_id)?.filter(Order::can_be_cancelled).ok_or(CancelError::TooLate)?;
    let awaited = find_awaited(conn, order.id)?.filter(|payment| payment.provider != Method::Invoice.key());
    match awaited {
        None => {
            cancel_released(conn, order.id, "", actor, now)?;
            Ok(Cancelled::Now)
        }
        Some(payment) if payment.state == PaymentState::Settling => Err(CancelError::OnItsWay),
        Some(payment) => {
            if mark_closing(conn, payment.id, now)? {
                note(conn, order.id, Happening::CancellationRequested, "", actor, now)?;
                queue_closing(conn, payment.id, now)?;
            }
            Ok(Cancelled::WhenPageIsClosed { payment_id: payment.id })
        }
    }
}

/// Cancels an order that nobody can pay any more, with why for the customer (may be empty). An invoice
/// that was issued is taken back by a credit note.
///
/// The first statement decides: nothing happens to an order that is paid, shipped or cancelled.
pub(super) fn cancel_released(
    conn: &mut Conn,
    order_id: i64,
    reason: &str,
    actor: &Actor,
    now: Time,
) -> Result<(), CancelError> {
    if !cancel_unpaid(conn, order_id, now)? {
        return Err(CancelError::TooLate);
    }
    let items = list_items(conn, order_id)?;
    give_back_stock(conn, &items)?;
    give_back_use(conn, order_id)?;
    cancel_open(conn, order_id)?;
    issue_credit_note(conn, order_id, None, now)?;
    note(conn, order_id, Happening::Cancelled, reason, actor, now)?;
    events::stock_moved(conn, &products_of(&items), now)?;
    Ok(events::order_cancelled(conn, order_id, now)?)
}

/// The products of these lines.
pub(super) fn products_of(items: &[OrderItem]) -> Vec<i64> {
    items.iter().map(|item| item.product_id).collect()
}

/// Puts what these lines took back into stock, in one order for everybody; the caller calls
/// [`events::stock_moved`].
pub(super) fn give_back_stock(conn: &mut Conn, items: &[OrderItem]) -> QueryResult<()> {
    stock::lock(conn, &products_of(items))?;
    let mut things: Vec<(Sellable, i32)> = items
        .iter()
        .map(|item| (Sellable { product_id: item.product_id, variant_id: item.variant_id }, item.stock_taken))
        .collect();
    things.sort_unstable();
    for (what, units) in things {
        stock::give_back(conn, what, units)?;
    }
    Ok(())
}
