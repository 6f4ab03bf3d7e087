//! Mails about orders.

use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::queue;

/// The job that confirms an order.
pub const PLACED: &str = "orders.send_confirmation";
/// The job that tells of a cancellation.
pub const CANCELLED: &str = "orders.send_cancellation";
/// The job that tells of a shipment.
pub const SHIPPED: &str = "orders.send_shipment";
/// The job that acknowledges a withdrawal.
pub const WITHDRAWN: &str = "orders.send_withdrawal";

/// Arguments of these jobs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AboutOrder {
    /// The order.
    pub order: i64,
}

/// Queues a mail about an order.
pub fn queue(conn: &mut Conn, kind: &str, order: i64, now: Time) -> QueryResult<()> {
    queue::enqueue(conn, kind, &AboutOrder { order }, now)
}
