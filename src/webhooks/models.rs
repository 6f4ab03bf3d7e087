//! Rows of the webhooks' tables, and what can be told.

use diesel::prelude::*;

use crate::platform::clock::Time;
use crate::schema::webhook_events;
use crate::text_enum;

text_enum! {
    /// What a webhook can be told of.
    pub enum Topic {
        /// An order was placed, or taken by the provider of its payment.
        OrderPlaced = "order.placed",
        /// Its money came in.
        OrderPaid = "order.paid",
        /// It was cancelled.
        OrderCancelled = "order.cancelled",
        /// All of it was shipped.
        OrderFulfilled = "order.fulfilled",
        /// Money for it goes back.
        OrderRefunded = "order.refunded",
        /// A product has another number of units, or can or cannot be bought any more.
        StockChanged = "stock.changed",
        /// A product cannot be bought any more.
        StockSoldOut = "stock.sold_out",
    }
}

text_enum! {
    /// How far a delivery has got.
    pub enum DeliveryState {
        /// Not tried yet.
        Waiting = "waiting",
        /// It has arrived.
        Delivered = "delivered",
        /// It did not arrive and is tried again.
        Failed = "failed",
        /// It was given up.
        Dead = "dead",
    }
}

impl DeliveryState {
    /// The states in which a delivery is still to be made, and holds up later ones about its object.
    pub const OPEN: [DeliveryState; 2] = [DeliveryState::Waiting, DeliveryState::Failed];
}

/// Topics as they are stored: each with a space before and after it.
pub fn topic_list(topics: &[Topic]) -> String {
    let words: Vec<&str> = topics.iter().map(|topic| topic.as_str()).collect();
    if words.is_empty() { String::new() } else { format!(" {} ", words.join(" ")) }
}

/// The topics in a stored list, in the order of [`Topic::ALL`].
pub fn topics_in(list: &str) -> Vec<Topic> {
    Topic::ALL.iter().copied().filter(|topic| list.split(' ').any(|word| word == topic.as_str())).collect()
}

/// Something that happened, as it is about to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = webhook_events, treat_none_as_default_value = false)]
pub struct NewEvent {
    /// The id that is sent.
    pub message_id: String,
    /// What happened.
    pub topic: Topic,
    /// What it is about, such as `orders.order:5`.
    pub object: String,
    /// The `data` that is sent: JSON.
    pub payload: String,
    /// When, UTC.
    pub created_at: Time,
}

/// A webhook that is told of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    /// Key.
    pub id: i64,
    /// What it is told of.
    pub topics: Vec<Topic>,
}

impl Listener {
    /// Whether it is told of this.
    pub fn wants(&self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }
}
