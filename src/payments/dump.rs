//! Payments, refunds, what providers reported, and documents in a dump.

use crate::platform::dumps::{Model, choice, integer, json, money, relation, text, time};

/// `payments.payment`
pub fn payment() -> Model {
    Model::new("payments.payment", "payments")
        .field(relation("order", "orders.order"))
        .field(text("provider").or("invoice"))
        .field(choice("state", ["open", "settling", "paid", "reversed", "cancelled", "failed"]))
        .field(money("amount").or_filled(0))
        .field(text("currency").or_filled("XXX"))
        .field(text("reference").nullable())
        .field(time("created_at").or_now())
        .field(time("settled_at").nullable())
        .field(money("refunded").or(0))
        .field(text("session").nullable())
        .field(text("session_url").nullable())
        .field(time("expires_at").nullable())
        .field(integer("attempt").or(1))
        .field(time("closing_at").nullable())
        .field(time("checked_at").nullable())
}

/// `payments.refund`
pub fn refund() -> Model {
    Model::new("payments.refund", "refunds")
        .field(relation("payment", "payments.payment"))
        .field(money("amount"))
        .field(choice("state", ["pending", "settling", "succeeded", "failed", "cancelled"]))
        .field(text("reason").or(""))
        .field(text("reference").nullable())
        .field(text("failure").or(""))
        .field(text("actor").or(""))
        .field(relation("user", "accounts.user").nullable())
        .field(time("created_at").or_now())
        .field(time("settled_at").nullable())
}

/// `payments.refundline`
pub fn refund_line() -> Model {
    Model::new("payments.refundline", "refund_lines")
        .field(relation("refund", "payments.refund"))
        .field(relation("order_item", "orders.orderitem").nullable())
        .field(integer("quantity").or(0))
        .field(money("amount"))
        .field(integer("restocked").or(0))
}

/// `payments.paymentevent`
pub fn payment_event() -> Model {
    Model::new("payments.paymentevent", "payment_events")
        .field(text("event_id"))
        .field(text("kind"))
        .field(text("subject").or(""))
        .field(json("payload"))
        .field(choice("state", ["received", "done", "ignored", "parked", "flagged"]))
        .field(text("note").or(""))
        .field(time("happened_at").or_now())
        .field(time("received_at").or_now())
        .field(time("handled_at").nullable())
}

/// `payments.paymentdifference`
pub fn payment_difference() -> Model {
    Model::new("payments.paymentdifference", "payment_differences")
        .field(relation("order", "orders.order").nullable())
        .field(relation("payment", "payments.payment").nullable())
        .field(text("kind"))
        .field(text("subject"))
        .field(text("detail"))
        .field(time("found_at").or_now())
        .field(time("resolved_at").nullable())
        .field(text("resolved_by").or(""))
}

/// `payments.invoice`
pub fn invoice() -> Model {
    Model::new("payments.invoice", "invoices")
        .field(relation("order", "orders.order"))
        .field(relation("refund", "payments.refund").nullable())
        .field(choice("kind", ["invoice", "credit_note"]))
        .field(integer("year"))
        .field(integer("serial"))
        .field(text("number"))
        .field(json("content"))
        .field(time("issued_at").or_now())
}
