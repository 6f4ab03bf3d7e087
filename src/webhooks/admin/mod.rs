//! Webhooks and their deliveries as staff see them.

mod delivery;
mod secret;

use super::WEBHOOK_HISTORY;
use super::replay::{Range, replay};
use super::webhook_editing::{self as editing, WebhookEntry};
use crate::admin::action::Action;
use crate::admin::expr::col;
use crate::admin::form::{Fieldset, Form, Stored};
use crate::admin::list::filter::{by_bool, by_empty};
use crate::admin::list::search::contains;
use crate::admin::list::{List, asc};
use crate::admin::model::Model;
use crate::admin::value::Widget;
use crate::admin::views::Cell;
use crate::field;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::schema::webhooks;
use diesel::QueryResult;

pub use delivery::delivery;

/// Webhooks.
pub fn webhook() -> Model {
    let list = List::new(webhooks::id)
        .column(col(webhooks::name))
        .column(col(webhooks::address))
        .column(col(webhooks::topics).unsortable())
        .column(col(webhooks::is_active).label("Active"))
        .column(col(webhooks::failing_since))
        .column(col(webhooks::disabled_at).label("Switched off"))
        .column(col(webhooks::disabled_reason).label("Why").unsortable())
        .search(contains(col(webhooks::name)))
        .search(contains(col(webhooks::address)))
        .filter(by_bool(col(webhooks::is_active)).title("Active"))
        .filter(by_empty(col(webhooks::failing_since)))
        .order(asc(col(webhooks::name)));
    Model::new(&WEBHOOK_HISTORY, "webhook", "webhooks", list)
        .form(form())
        .computed("secret_end", "Secret", |conn, id, _| {
            let secret = editing::find_secret(conn, id)?;
            Ok(secret.map_or(Cell::Empty, |secret| Cell::Text(format!("…{}", secret.end()))))
        })
        .computed("state", "State", |conn, id, _| state(conn, id))
        .page(secret::PAGE)
        .action(replaying())
        .delete(editing::delete)
}

fn form() -> Form<WebhookEntry> {
    Form::telling(editing::find_change, store)
        .field(field!(WebhookEntry.name).required().max_length(255))
        .field(
            field!(WebhookEntry.address).required().widget(Widget::Url).max_length(2_000).help(
                "Messages are posted there. It must begin with https:// and be reachable for everybody.",
            ),
        )
        .field(field!(WebhookEntry.order_placed).help("order.placed"))
        .field(field!(WebhookEntry.order_paid).help("order.paid"))
        .field(field!(WebhookEntry.order_cancelled).help("order.cancelled"))
        .field(field!(WebhookEntry.order_fulfilled).help("order.fulfilled: all of it was shipped."))
        .field(field!(WebhookEntry.order_refunded).help("order.refunded"))
        .field(field!(WebhookEntry.stock_changed).help("stock.changed"))
        .field(field!(WebhookEntry.stock_sold_out).help("stock.sold_out"))
        .field(
            field!(WebhookEntry.is_active)
                .label("Active")
                .help("While it is switched off, what happens is not kept for it."),
        )
        .fieldset(Fieldset::new("", &[&["name"], &["address"], &["is_active"], &["state", "secret_end"]]))
        .fieldset(Fieldset::new(
            "Topics",
            &[
                &["order_placed", "order_paid"],
                &["order_fulfilled", "order_cancelled", "order_refunded"],
                &["stock_changed", "stock_sold_out"],
            ],
        ))
        .rule(|entry, errors| {
            let Err(found) = entry.check() else { return };
            for (field, message) in found.iter() {
                if errors.on(field).is_none() {
                    errors.add(field, message);
                }
            }
        })
}

/// Stores a webhook; the secret of a new one is told this once.
fn store(conn: &mut Conn, edit: &Edit, id: Option<i64>, entry: &WebhookEntry) -> Result<Stored, Refused> {
    let is_new = id.is_none();
    let id = editing::save(conn, edit, id, entry)?;
    let secret = if is_new { editing::find_secret(conn, id)? } else { None };
    Ok(Stored { id, note: secret.map(|secret| secret::handed_over(&secret)) })
}

/// "Nothing has arrived since …", or why it was switched off.
fn state(conn: &mut Conn, id: i64) -> QueryResult<Cell> {
    use diesel::prelude::*;
    let found: Option<(Option<crate::platform::clock::Time>, String)> = webhooks::table
        .find(id)
        .select((webhooks::failing_since, webhooks::disabled_reason))
        .first(conn)
        .optional()?;
    Ok(match found {
        Some((_, reason)) if !reason.is_empty() => Cell::Text(format!("Switched off. {reason}")),
        Some((Some(since), _)) => {
            Cell::Text(format!("Nothing has arrived since {} UTC.", since.format("%-d %b %Y, %H:%M")))
        }
        _ => Cell::Text("No trouble.".to_owned()),
    })
}

fn replaying() -> Action {
    let fields = vec![
        field!(Range.from).required().help("UTC. The first moment of it.").into(),
        field!(Range.until).required().help("UTC. The first moment after it.").into(),
    ];
    Action::asking("replay", "Send again what happened…", "webhooks.change_webhook", fields, replay)
        .confirm(
            "Everything of a time is sent once more, under the same ids and in the same order. Events are kept \
             for 30 days.",
        )
        .done("were queued to be told again")
        .tool()
}
