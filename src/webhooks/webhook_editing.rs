//! Webhooks as staff edit them. The secret is made here and is on no form.

use diesel::prelude::*;
use url::Url;

use super::models::{DeliveryState, Topic, topic_list, topics_in};
use super::secrets::Secret;
use super::{delivering, queries};
use crate::platform::clock::Time;
use crate::platform::db::{Conn, among, one_of};
use crate::platform::editing::{Edit, Refused};
use crate::platform::outgoing::addresses::Reach;
use crate::platform::web::form::FieldErrors;
use crate::schema::{webhook_deliveries as deliveries, webhooks};

const LONGEST_NAME: usize = 255;
const LONGEST_ADDRESS: usize = 2_000;
const NO_TOPIC: &str = "Choose at least one topic.";

/// A webhook as it is entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEntry {
    /// For staff.
    pub name: String,
    /// Where messages go: https.
    pub address: String,
    /// Whether it is told of [`Topic::OrderPlaced`].
    pub order_placed: bool,
    /// Whether it is told of [`Topic::OrderPaid`].
    pub order_paid: bool,
    /// Whether it is told of [`Topic::OrderCancelled`].
    pub order_cancelled: bool,
    /// Whether it is told of [`Topic::OrderFulfilled`].
    pub order_fulfilled: bool,
    /// Whether it is told of [`Topic::OrderRefunded`].
    pub order_refunded: bool,
    /// Whether it is told of [`Topic::StockChanged`].
    pub stock_changed: bool,
    /// Whether it is told of [`Topic::StockSoldOut`].
    pub stock_sold_out: bool,
    /// Whether anything is sent.
    pub is_active: bool,
}

impl Default for WebhookEntry {
    fn default() -> Self {
        WebhookEntry::new(String::new(), String::new(), &[], true)
    }
}

impl WebhookEntry {
    /// A webhook that is told of these topics.
    pub fn new(name: String, address: String, topics: &[Topic], is_active: bool) -> WebhookEntry {
        let has = |topic| topics.contains(&topic);
        WebhookEntry {
            name,
            address,
            order_placed: has(Topic::OrderPlaced),
            order_paid: has(Topic::OrderPaid),
            order_cancelled: has(Topic::OrderCancelled),
            order_fulfilled: has(Topic::OrderFulfilled),
            order_refunded: has(Topic::OrderRefunded),
            stock_changed: has(Topic::StockChanged),
            stock_sold_out: has(Topic::StockSoldOut),
            is_active,
        }
    }

    /// What it is told of.
    pub fn topics(&self) -> Vec<Topic> {
        let is_chosen = |topic: &Topic| match topic {
            Topic::OrderPlaced => self.order_placed,
            Topic::OrderPaid => self.order_paid,
            Topic::OrderCancelled => self.order_cancelled,
            Topic::OrderFulfilled => self.order_fulfilled,
            Topic::OrderRefunded => self.order_refunded,
            Topic::StockChanged => self.stock_changed,
            Topic::StockSoldOut => self.stock_sold_out,
        };
        Topic::ALL.iter().copied().filter(is_chosen).collect()
    }

    /// The webhook as it is stored, or what is wrong with it.
    pub fn check(&self) -> Result<WebhookEntry, FieldErrors> {
        let mut errors = FieldErrors::default();
        let entry = WebhookEntry {
            name: errors.line("name", &self.name, LONGEST_NAME),
            address: errors.line("address", &self.address, LONGEST_ADDRESS),
            ..self.clone()
        };
        if errors.on("address").is_none() {
            match Url::parse(&entry.address) {
                Err(_) => errors.add("address", "Enter a valid URL."),
                // A name is looked up each time that something is sent.
                Ok(url) => {
                    if let Err(refused) = Reach::Public.check_secure(&url) {
                        errors.add("address", format!("Nothing can be sent there: {refused}."));
                    }
                }
            }
        }
        if entry.topics().is_empty() {
            errors.add("order_placed", NO_TOPIC);
        }
        errors.or(entry)
    }
}

/// What a form about the webhook shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<WebhookEntry>> {
    let stored: Option<(String, String, String, bool)> = webhooks::table
        .find(id)
        .select((webhooks::name, webhooks::address, webhooks::topics, webhooks::is_active))
        .first(conn)
        .optional()?;
    Ok(stored.map(|(name, address, topics, is_active)| {
        WebhookEntry::new(name, address, &topics_in(&topics), is_active)
    }))
}

/// Creates a webhook with a secret of its own, or changes one. One that is switched on, or has another
/// address, starts anew: what waits for it is sent at once.
pub fn save(conn: &mut Conn, edit: &Edit, id: Option<i64>, entry: &WebhookEntry) -> Result<i64, Refused> {
    let entry = entry.check()?;
    let columns = (
        webhooks::name.eq(&entry.name),
        webhooks::address.eq(&entry.address),
        webhooks::topics.eq(topic_list(&entry.topics())),
        webhooks::is_active.eq(entry.is_active),
    );
    let Some(id) = id else {
        let secret = Secret::make();
        let new = (columns, webhooks::secret.eq(secret.reveal()), webhooks::created_at.eq(edit.now));
        let new = diesel::insert_into(webhooks::table).values(new);
        return Ok(new.returning(webhooks::id).get_result(conn)?);
    };
    let before = find_change(conn, id)?.ok_or_else(|| Refused::gone("webhook"))?;
    diesel::update(webhooks::table.find(id)).set(columns).execute(conn)?;
    if entry.is_active && (!before.is_active || before.address != entry.address) {
        start_anew(conn, id, edit.now)?;
    }
    Ok(id)
}

fn start_anew(conn: &mut Conn, id: i64, now: Time) -> QueryResult<()> {
    diesel::update(webhooks::table.find(id))
        .set((
            webhooks::failing_since.eq(None::<Time>),
            webhooks::disabled_at.eq(None::<Time>),
            webhooks::disabled_reason.eq(""),
        ))
        .execute(conn)?;
    diesel::update(deliveries::table.filter(deliveries::webhook_id.eq(id)))
        .filter(one_of(deliveries::state, DeliveryState::OPEN.map(DeliveryState::as_str)))
        .set((deliveries::attempts.eq(0), deliveries::next_attempt_at.eq(now)))
        .execute(conn)?;
    delivering::queue(conn, &[id], now)
}

/// Gives a webhook another secret; what is sent from now on is signed with it.
pub fn make_secret(conn: &mut Conn, id: i64) -> Result<Secret, Refused> {
    let secret = Secret::make();
    match queries::update_secret(conn, id, &secret)? {
        true => Ok(secret),
        false => Err(Refused::gone("webhook")),
    }
}

/// The secret of a webhook, to be handed over once.
pub fn find_secret(conn: &mut Conn, id: i64) -> QueryResult<Option<Secret>> {
    Ok(queries::find_target(conn, id)?.map(|(_, _, secret)| secret))
}

/// Deletes webhooks with everything that waits for them.
pub fn delete(conn: &mut Conn, _edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    Ok(diesel::delete(webhooks::table.filter(among(webhooks::id, ids))).execute(conn)?)
}
