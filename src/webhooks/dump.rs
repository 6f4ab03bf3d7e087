//! Webhooks, what happened, and what became of it in a dump.

use super::models::DeliveryState;
use crate::platform::dumps::{Model, boolean, choice, integer, json, large_integer, relation, text, time};

/// `webhooks.webhook`
///
/// With the secret: without it the other side would take nothing that a restored shop sends. Keep a dump
/// as safe as the database itself.
pub fn webhook() -> Model {
    Model::new(super::WEBHOOK, "webhooks")
        .field(text("name"))
        .field(text("address"))
        .field(text("secret"))
        .field(text("topics").or(""))
        .field(boolean("is_active").or(true))
        .field(time("created_at").or_now())
        .field(time("failing_since").nullable())
        .field(time("disabled_at").nullable())
        .field(text("disabled_reason").or(""))
        .field(time("busy_until").nullable())
}

/// `webhooks.webhookevent`
pub fn webhook_event() -> Model {
    Model::new("webhooks.webhookevent", "webhook_events")
        .field(text("message_id"))
        .field(text("topic"))
        .field(text("object"))
        .field(json("payload"))
        .field(time("created_at").or_now())
}

/// `webhooks.webhookdelivery`
pub fn webhook_delivery() -> Model {
    Model::new("webhooks.webhookdelivery", "webhook_deliveries")
        .field(relation("event", "webhooks.webhookevent"))
        .field(relation("webhook", super::WEBHOOK))
        .field(text("topic"))
        .field(text("object"))
        .field(choice("state", DeliveryState::ALL.iter().map(|state| state.as_str())).or("waiting"))
        .field(integer("attempts").or(0))
        .field(time("next_attempt_at").or_now())
        .field(integer("status").nullable())
        .field(text("error").or(""))
        .field(large_integer("took_ms").nullable())
        .field(time("delivered_at").nullable())
}
