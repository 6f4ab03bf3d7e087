//! What happens to orders, by stable names, and how it is said to people; and which rows the histories
//! of staff are about.

use std::borrow::Cow;

use diesel::QueryResult;

use super::models::OrderEvent;
use super::queries;
use crate::platform::actor::Actor;
use crate::platform::audit::{Key, Label, Part, Tracked};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::text_enum;

/// Orders with everything about them, as histories see them.
pub static ORDER_HISTORY: Tracked = Tracked {
    model: "orders.order",
    table: "orders",
    key: Key::Column("id"),
    label: Label::Column("number"),
    parts: Cow::Borrowed(&[
        Part::of("order_items", "order_id"),
        Part::of("order_addresses", "order_id"),
        Part::of("order_events", "order_id"),
        Part::of("payments", "order_id"),
        Part::of("promotion_uses", "order_id"),
    ]),
    // Knowing it is the right to see the order.
    secret: &["token"],
    quiet: &[],
};

text_enum! {
    /// What can happen to an order.
    pub enum Happening {
        /// It was placed.
        Placed = "placed",
        /// It is to be cancelled, once its page for paying is closed.
        CancellationRequested = "cancellation_requested",
        /// It was cancelled.
        Cancelled = "cancelled",
        /// Its payment was received.
        Paid = "paid",
        /// The customer has paid, and the provider waits for the money.
        PaymentOnItsWay = "payment_on_its_way",
        /// A payment that was booked is taken back.
        PaymentReversed = "payment_reversed",
        /// Money goes back.
        Refunded = "refunded",
        /// Money was to go back, and did not.
        RefundFailed = "refund_failed",
        /// Part of it was shipped.
        PartlyShipped = "partly_shipped",
        /// All of it was shipped.
        Shipped = "shipped",
        /// It has arrived.
        Delivered = "delivered",
        /// It came back.
        Returned = "returned",
        /// The customer declared the withdrawal from the contract.
        Withdrawn = "withdrawn",
        /// Its invoice got a number.
        Invoiced = "invoiced",
        /// Its invoice was taken back, as a whole or in part.
        Credited = "credited",
    }
}

impl Happening {
    /// As a sentence for the customer.
    pub fn sentence(self) -> &'static str {
        match self {
            Happening::Placed => "Order placed",
            Happening::CancellationRequested => "Cancellation requested",
            Happening::Cancelled => "Order cancelled",
            Happening::Paid => "Payment received",
            Happening::PaymentOnItsWay => "Payment on its way",
            Happening::PaymentReversed => "Payment taken back",
            Happening::Refunded => "Refund",
            Happening::RefundFailed => "Refund failed",
            Happening::PartlyShipped => "Part of the order shipped",
            Happening::Shipped => "Order shipped",
            Happening::Delivered => "Order delivered",
            Happening::Returned => "Order returned",
            Happening::Withdrawn => "Withdrawal received",
            Happening::Invoiced => "Invoice issued",
            Happening::Credited => "Credit note issued",
        }
    }
}

/// Notes that something happened to an order.
pub fn note(
    conn: &mut Conn,
    order_id: i64,
    what: Happening,
    message: &str,
    actor: &Actor,
    now: Time,
) -> QueryResult<()> {
    queries::insert_event(conn, order_id, what.as_str(), message, actor, now)
}

/// What an event is called; events of other parts by their own name.
pub fn sentence(event: &OrderEvent) -> String {
    match Happening::from_text(&event.kind) {
        Some(what) => what.sentence().to_owned(),
        None => event.kind.clone(),
    }
}
