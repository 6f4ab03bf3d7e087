//! How far the goods have got: shipped, delivered, returned.

use super::history::{Happening, note};
use super::models::FulfilmentStatus;
use super::{mails, queries};
use crate::events;
use crate::platform::actor::Actor;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// Why the goods cannot be moved on.
#[derive(Debug, thiserror::Error)]
pub enum FulfilmentError {
    /// The order is cancelled, gone, or there already.
    #[error("The order is cancelled or has this status already.")]
    NotPossible,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Moves an order on, and tells the customer when it was shipped.
pub fn advance(
    conn: &mut Conn,
    order_id: i64,
    to: FulfilmentStatus,
    actor: &Actor,
    now: Time,
) -> Result<(), FulfilmentError> {
    if !queries::move_fulfilment(conn, order_id, to, now)? {
        return Err(FulfilmentError::NotPossible);
    }
    let what = match to {
        // Taking a shipment back needs no sentence of its own in the customer's history.
        FulfilmentStatus::Unfulfilled => return Ok(()),
        FulfilmentStatus::PartlyShipped => Happening::PartlyShipped,
        FulfilmentStatus::Shipped => Happening::Shipped,
        FulfilmentStatus::Delivered => Happening::Delivered,
        FulfilmentStatus::Returned => Happening::Returned,
    };
    note(conn, order_id, what, "", actor, now)?;
    if matches!(what, Happening::PartlyShipped | Happening::Shipped) {
        mails::queue(conn, mails::SHIPPED, order_id, now)?;
    }
    if what == Happening::Shipped {
        events::order_shipped(conn, order_id, now)?;
    }
    Ok(())
}
