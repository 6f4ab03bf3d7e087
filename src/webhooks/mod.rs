//! Outgoing webhooks: other systems are told of orders and stock.
//!
//! What happened is a row, written in the transaction of the change ([`telling`]); a job sends it
//! ([`delivering`]), signed as <https://www.standardwebhooks.com> says, and tries again for three days.
//!
//! - While no active webhook wants a topic nothing is written, and asking costs one statement for a
//!   change of any number of products.
//! - Deliveries about one object reach a webhook in the order of its changes: a later one waits until
//!   the earlier one has arrived or was given up.
//! - An event may arrive twice, always under the same id.
//! - Nothing about people is sent: neither name nor address, nor the token that opens an order. Who needs
//!   them asks the shop with the number of the order.

pub mod admin;
pub mod cleaning;
pub mod delivering;
pub mod dump;
pub mod mails;
pub mod models;
mod payloads;
mod queries;
pub mod replay;
pub mod retries;
pub mod secrets;
mod sending;
pub mod telling;
pub mod webhook_editing;

use crate::platform::audit::{Key, Label, Tracked};

/// A webhook in histories and dumps.
pub const WEBHOOK: &str = "webhooks.webhook";

/// Webhooks as histories see them: never the secret, and not what follows from deliveries.
pub static WEBHOOK_HISTORY: Tracked = Tracked {
    model: WEBHOOK,
    table: "webhooks",
    key: Key::Column("id"),
    label: Label::Column("name"),
    parts: std::borrow::Cow::Borrowed(&[]),
    secret: &["secret"],
    quiet: &["failing_since", "busy_until"],
};
