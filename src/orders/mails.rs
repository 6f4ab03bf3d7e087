//! Mails about orders: queued with what causes them, made and sent by a job.

use askama::Template;
use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use super::history::Happening;
use super::models::{AddressKind, BY_INVOICE, Order, PaymentStatus};
use super::queries;
use super::views::{LineView, TotalsView, moment};
use crate::config::Config;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::mail::Message;
use crate::platform::mail::frame::MailFrame;
use crate::platform::queue;
use crate::platform::settings::ShopSettings;
use crate::platform::web::error::AppError;
use crate::urls;

/// The job that confirms an order.
pub const PLACED: &str = "orders.send_confirmation";
/// The job that tells of a cancellation.
pub const CANCELLED: &str = "orders.send_cancellation";
/// The job that tells of a shipment.
pub const SHIPPED: &str = "orders.send_shipment";
/// The job that acknowledges a withdrawal.
pub const WITHDRAWN: &str = "orders.send_withdrawal";

/// The job that tells that money goes back.
pub const REFUNDED: &str = "orders.send_refund";

/// Arguments of these jobs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AboutOrder {
    /// The order.
    pub order: i64,
    /// The amount it is about, in words; most are about none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub amount: String,
}

/// Queues a mail about an order.
pub fn queue(conn: &mut Conn, kind: &str, order: i64, now: Time) -> QueryResult<()> {
    queue_about(conn, kind, order, "", now)
}

/// Queues a mail about an order and an amount.
pub fn queue_about(conn: &mut Conn, kind: &str, order: i64, amount: &str, now: Time) -> QueryResult<()> {
    queue::enqueue(conn, kind, &AboutOrder { order, amount: amount.to_owned() }, now)
}

/// What every one of these mails can show.
struct About {
    number: String,
    href: String,
    withdrawal_href: String,
    lines: Vec<LineView>,
    totals: TotalsView,
    address: Vec<String>,
    awaits_payment: bool,
    instructions: Vec<String>,
    withdrawn: String,
    statement: String,
    refunded: String,
}

/// The three templates of one mail, all with the same two fields.
macro_rules! mail {
    ($name:ident, $subject:literal, $text:literal, $html:literal) => {
        fn $name(frame: &MailFrame, about: &About) -> askama::Result<Message> {
            #[derive(Template)]
            #[template(path = $subject)]
            struct Subject<'a> {
                frame: &'a MailFrame,
                about: &'a About,
            }
            #[derive(Template)]
            #[template(path = $text)]
            struct Text<'a> {
                frame: &'a MailFrame,
                about: &'a About,
            }
            #[derive(Template)]
            #[template(path = $html)]
            struct Html<'a> {
                frame: &'a MailFrame,
                about: &'a About,
            }
            Ok(Message {
                subject: Subject { frame, about }.render()?,
                text: Text { frame, about }.render()?,
                html: Html { frame, about }.render()?,
                ..Message::default()
            })
        }
    };
}

mail!(placed, "mail/order_placed/subject.txt", "mail/order_placed/body.txt", "mail/order_placed/body.html");
mail!(
    cancelled,
    "mail/order_cancelled/subject.txt",
    "mail/order_cancelled/body.txt",
    "mail/order_cancelled/body.html"
);
mail!(
    shipped,
    "mail/order_shipped/subject.txt",
    "mail/order_shipped/body.txt",
    "mail/order_shipped/body.html"
);
mail!(
    withdrawn,
    "mail/order_withdrawn/subject.txt",
    "mail/order_withdrawn/body.txt",
    "mail/order_withdrawn/body.html"
);

mail!(
    refunded,
    "mail/order_refunded/subject.txt",
    "mail/order_refunded/body.txt",
    "mail/order_refunded/body.html"
);

/// The mail of a job of this kind; `None` when the order is gone or the kind is none of ours.
pub fn compose(
    conn: &mut Conn,
    config: &Config,
    frame: &MailFrame,
    kind: &str,
    asked: &AboutOrder,
) -> Result<Option<Message>, AppError> {
    let Some(order) = queries::find_order(conn, asked.order)? else { return Ok(None) };
    let write = match kind {
        PLACED => placed,
        CANCELLED => cancelled,
        SHIPPED => shipped,
        WITHDRAWN => withdrawn,
        REFUNDED => refunded,
        _ => return Ok(None),
    };
    let about = About { refunded: asked.amount.clone(), ..About::load(conn, config, frame, &order)? };
    Ok(Some(Message { to: order.email, ..write(frame, &about)? }))
}

impl About {
    fn load(conn: &mut Conn, config: &Config, frame: &MailFrame, order: &Order) -> QueryResult<About> {
        let settings = ShopSettings::load(conn, config)?;
        let items = queries::list_items(conn, order.id)?;
        let addresses = queries::list_addresses(conn, order.id)?;
        let shipping = addresses.iter().find(|(kind, _)| *kind == AddressKind::Shipping);
        let events = queries::list_events(conn, order.id)?;
        let declared = events.iter().find(|event| event.kind == Happening::Withdrawn.as_str());
        Ok(About {
            number: order.number.clone(),
            href: frame.absolute(&urls::order(&order.token)),
            withdrawal_href: frame.absolute(&urls::order_withdrawal(&order.token)),
            lines: items.iter().map(|item| LineView::of_item(order, item)).collect(),
            totals: TotalsView::of_order(order),
            address: shipping.map(|(_, address)| address.lines()).unwrap_or_default(),
            awaits_payment: order.payment_status == PaymentStatus::Pending
                && order.payment_method == BY_INVOICE,
            instructions: settings.payment_instructions.lines().map(str::to_owned).collect(),
            withdrawn: order.withdrawn_at.map(moment).unwrap_or_default(),
            refunded: String::new(),
            statement: declared.map(|event| event.message.clone()).unwrap_or_default(),
        })
    }
}
