//! Rows of the payments' table.

use diesel::prelude::*;

use crate::platform::clock::Time;
use crate::platform::money::Money;
use crate::schema::payments;
use crate::text_enum;

text_enum! {
    /// What became of a payment.
    pub enum PaymentState {
        /// It is waited for.
        Open = "open",
        /// It came in.
        Paid = "paid",
        /// It came in and was taken back.
        Reversed = "reversed",
        /// It is no longer waited for.
        Cancelled = "cancelled",
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
}
