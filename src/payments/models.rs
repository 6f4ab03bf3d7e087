//! Rows of the payments' table.

use diesel::prelude::*;

use crate::platform::clock::Time;
use crate::platform::money::Money;
use crate::schema::{invoices, payment_events, payments, refund_lines, refunds};
use crate::text_enum;

text_enum! {
    /// What became of a payment.
    pub enum PaymentState {
        /// It is waited for.
        Open = "open",
        /// The customer has done everything, and the provider waits for the money.
        Settling = "settling",
        /// It came in.
        Paid = "paid",
        /// It came in and was taken back.
        Reversed = "reversed",
        /// It is no longer waited for.
        Cancelled = "cancelled",
        /// The provider tried and did not get it.
        Failed = "failed",
    }
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = payments)]
pub struct Payment {
    /// Key.
    pub id: i64,
    /// The order.
    pub order_id: i64,
    /// Key of the way to pay.
    pub provider: String,
    /// What became of it.
    pub state: PaymentState,
    /// How much.
    pub amount: Money,
    /// ISO 4217.
    pub currency: String,
    /// The provider's own name of it.
    pub reference: Option<String>,
    /// UTC.
    pub created_at: Time,
    /// When it came in, UTC.
    pub settled_at: Option<Time>,
    /// Given back, or about to be.
    pub refunded: Money,
    /// The provider's name of its page for paying.
    pub session: Option<String>,
    /// The address of that page.
    pub session_url: Option<String>,
    /// When that page ends, UTC.
    pub expires_at: Option<Time>,
    /// Counts the pages that were asked for.
    pub attempt: i32,
    /// Since when the page is being closed in order to cancel the order, UTC.
    pub closing_at: Option<Time>,
    /// When the provider was last asked about it, UTC.
    pub checked_at: Option<Time>,
}

text_enum! {
    /// What became of a refund.
    pub enum RefundState {
        /// The provider will be asked, or is being asked.
        Pending = "pending",
        /// The provider has taken it on.
        Settling = "settling",
        /// The money went back.
        Succeeded = "succeeded",
        /// It did not; the money is still here.
        Failed = "failed",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = refunds)]
pub struct Refund {
    /// Key.
    pub id: i64,
    /// The payment it is a part of.
    pub payment_id: i64,
    /// How much.
    pub amount: Money,
    /// What became of it.
    pub state: RefundState,
    /// Why, for customer and staff.
    pub reason: String,
    /// The provider's own name of it.
    pub reference: Option<String>,
    /// Why it failed, for staff.
    pub failure: String,
    /// Who asked for it.
    pub actor: String,
    /// UTC.
    pub created_at: Time,
    /// When the money went back, UTC.
    pub settled_at: Option<Time>,
}

/// What a refund is for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = refund_lines)]
pub struct RefundLine {
    /// The refund.
    pub refund_id: i64,
    /// The line of the order; shipping without one.
    pub order_item_id: Option<i64>,
    /// Units the money is for; none when a part of the price goes back.
    pub quantity: i32,
    /// How much.
    pub amount: Money,
    /// Units put back into stock.
    pub restocked: i32,
}

text_enum! {
    /// What became of an event of a provider.
    pub enum EventState {
        /// A job will look at it.
        Received = "received",
        /// It was heeded.
        Done = "done",
        /// It tells nothing that this shop heeds.
        Ignored = "ignored",
        /// What it is about is not known here yet; it is looked at again.
        Parked = "parked",
        /// It does not fit, and staff were told.
        Flagged = "flagged",
    }
}

/// An event of a provider.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = payment_events)]
pub struct PaymentEvent {
    /// Key.
    pub id: i64,
    /// The provider's name of it.
    pub event_id: String,
    /// Such as `checkout.session.completed`.
    pub kind: String,
    /// The provider's name of what it is about.
    pub subject: String,
    /// What is needed of it, as JSON.
    pub payload: String,
    /// What became of it.
    pub state: EventState,
}

text_enum! {
    /// Which document it is.
    pub enum InvoiceKind {
        /// An invoice.
        Invoice = "invoice",
        /// It takes an invoice back, as a whole or in part.
        CreditNote = "credit_note",
    }
}

/// A document with a number of its own.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = invoices)]
pub struct Invoice {
    /// Key.
    pub id: i64,
    /// The order.
    pub order_id: i64,
    /// The refund that a credit note is about.
    pub refund_id: Option<i64>,
    /// Which document it is.
    pub kind: InvoiceKind,
    /// `2026-00001`
    pub number: String,
    /// All that it says: a [`Document`](super::paper::document::Document) as JSON.
    pub content: String,
    /// UTC.
    pub issued_at: Time,
}

/// A document that is about to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = invoices)]
pub struct NewInvoice {
    /// The order.
    pub order_id: i64,
    /// The refund that a credit note is about.
    pub refund_id: Option<i64>,
    /// Which document it is.
    pub kind: InvoiceKind,
    /// Of the number.
    pub year: i32,
    /// Of the number, from 1 in every year.
    pub serial: i32,
    /// `2026-00001`
    pub number: String,
    /// All that it says, as JSON.
    pub content: String,
    /// UTC.
    pub issued_at: Time,
}
