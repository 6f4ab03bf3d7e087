//! Cancelling an order: what it took goes back.

use diesel::QueryResult;

use crate::catalog::models::Sellable;
use crate::catalog::stock;
use crate::events;
use crate::orders::history::{Happening, note};
use crate::orders::models::OrderItem;
use crate::orders::queries::{cancel_unpaid, list_items};
use crate::payments::queries::cancel_open;
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
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Cancels an unpaid and unshipped order: stock and the use of a code come back, nobody waits for
/// its payment any more, the customer gets a mail.
///
/// The first statement decides: of two that cancel, or of one that cancels and one that books the
/// payment, one comes too late and changes nothing.
pub fn cancel(conn: &mut Conn, order_id: i64, actor: &Actor, now: Time) -> Result<(), CancelError> {
    if !cancel_unpaid(conn, order_id, now)? {
        return Err(CancelError::TooLate);
    }
    let items = list_items(conn, order_id)?;
    give_back_stock(conn, &items)?;
    give_back_use(conn, order_id)?;
    cancel_open(conn, order_id)?;
    note(conn, order_id, Happening::Cancelled, "", actor, now)?;
    Ok(events::order_cancelled(conn, order_id, now)?)
}

/// Puts what these lines took back into stock, in one order for everybody.
pub(super) fn give_back_stock(conn: &mut Conn, items: &[OrderItem]) -> QueryResult<()> {
    stock::lock(conn, &items.iter().map(|item| item.product_id).collect::<Vec<_>>())?;
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
