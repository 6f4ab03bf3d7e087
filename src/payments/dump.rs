//! Payments in a dump.

use crate::platform::dumps::{Model, choice, money, relation, text, time};

/// `payments.payment`
pub fn payment() -> Model {
    Model::new("payments.payment", "payments")
        .field(relation("order", "orders.order"))
        .field(text("provider").or("invoice"))
        .field(choice("state", ["open", "paid", "reversed", "cancelled"]))
        .field(money("amount").or_filled(0))
        .field(text("currency").or_filled("XXX"))
        .field(text("reference").nullable())
        .field(time("created_at").or_now())
        .field(time("settled_at").nullable())
}
