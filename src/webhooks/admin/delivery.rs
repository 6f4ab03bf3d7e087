//! What was sent to webhooks, and what came of it, as staff see it.

use std::borrow::Cow;

use crate::admin::action::Action;
use crate::admin::expr::{col, to_one};
use crate::admin::list::filter::{by_choice, by_date, by_relation};
use crate::admin::list::search::is;
use crate::admin::list::{List, desc};
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::admin::views::Tone;
use crate::platform::audit::{Key, Label, Tracked};
use crate::schema::{webhook_deliveries, webhook_events, webhooks};
use crate::webhooks::models::Topic;
use crate::webhooks::{WEBHOOK, replay};

static DELIVERY_HISTORY: Tracked = Tracked {
    model: "webhooks.webhookdelivery",
    table: "webhook_deliveries",
    key: Key::Column("id"),
    label: Label::Sql("topic || ' ' || object"),
    parts: Cow::Borrowed(&[]),
    secret: &[],
    quiet: &[],
};

const STATES: [(&str, &str, Tone); 4] = [
    ("waiting", "Waiting", Tone::Plain),
    ("delivered", "Delivered", Tone::Good),
    ("failed", "Failed, tried again", Tone::Warn),
    ("dead", "Given up", Tone::Bad),
];

/// Deliveries.
pub fn delivery() -> Model {
    let webhook = to_one(webhook_deliveries::webhook_id, webhooks::id);
    let event = to_one(webhook_deliveries::event_id, webhook_events::id);
    let states = STATES.map(|(state, words, _)| (state, words));
    let topics: Vec<_> = Topic::ALL.iter().map(|topic| (topic.as_str(), topic.as_str())).collect();
    let list = List::new(webhook_deliveries::id)
        .column(webhook.get(webhooks::name).label("Webhook").unsortable())
        .column(col(webhook_deliveries::topic).unsortable())
        .column(col(webhook_deliveries::object).unsortable())
        .column(col(webhook_deliveries::state).choices(&STATES).unsortable())
        .column(col(webhook_deliveries::attempts).unsortable())
        .column(col(webhook_deliveries::status).label("Answer").unsortable())
        .column(col(webhook_deliveries::error).unsortable())
        .column(col(webhook_deliveries::took_ms).label("Milliseconds").unsortable())
        .column(col(webhook_deliveries::next_attempt_at).label("Next attempt").unsortable())
        .column(col(webhook_deliveries::delivered_at).label("Delivered").unsortable())
        .column(event.get(webhook_events::message_id).label("Message").unsortable())
        .column(
            event.get(webhook_events::created_at).label("Happened").sorted_by(col(webhook_deliveries::id)),
        )
        .search(is(col(webhook_deliveries::object)))
        .search(is(event.get(webhook_events::message_id)))
        .search_help("A whole object, such as orders.order:5, or the id of a message.")
        .filter(by_choice(col(webhook_deliveries::state), &states))
        .filter(by_relation(&webhook, WEBHOOK))
        .filter(by_choice(col(webhook_deliveries::topic), &topics))
        .filter(by_date(event.get(webhook_events::created_at)).title("Happened"))
        .order(desc(col(webhook_deliveries::id)));
    Model::new(&DELIVERY_HISTORY, "webhook delivery", "webhook deliveries", list).only(&[Right::View]).action(
        Action::new("send_again", "Send again", "webhooks.change_webhookdelivery", replay::send_again)
            .done("were queued to be sent again"),
    )
}
