//! Asking for money to go back.

use super::refundable::{self, Refundable, RefundableLine};
use super::sending;
use crate::catalog::models::Sellable;
use crate::catalog::stock;
use crate::events;
use crate::orders::history::{Happening, note};
use crate::orders::models::Order;
use crate::orders::queries::{list_keyed_items, lock_order};
use crate::payments::methods::Method;
use crate::payments::models::{RefundLine, RefundState};
use crate::payments::queries::{self, NewRefund};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::platform::money::Money;

/// Most characters of a reason.
pub const LONGEST_REASON: usize = 500;

/// What is to go back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefundRequest {
    /// By line of the order.
    pub lines: Vec<LineRequest>,
    /// Of shipping.
    pub shipping: Money,
    /// Why, for customer and staff.
    pub reason: String,
    /// What had been given back when this was asked for; nothing is compared without it. It also keeps a
    /// form that is sent twice from being done twice.
    pub seen: Option<Money>,
}

/// What is to go back for a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineRequest {
    /// Key of the line.
    pub item_id: i64,
    /// Units the money is for.
    pub units: i32,
    /// How much; what the units are worth when empty.
    pub amount: Option<Money>,
    /// Units that go back into stock.
    pub restock: i32,
}

/// Why nothing is given back.
#[derive(Debug, thiserror::Error)]
pub enum RefundError {
    /// Something about a line.
    #[error("{1}")]
    Line(i64, String),
    /// Something about shipping.
    #[error("{0}")]
    Shipping(String),
    /// Something about the reason.
    #[error("{0}")]
    Reason(String),
    /// All of it.
    #[error("{0}")]
    Whole(String),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl From<RefundError> for Refused {
    fn from(error: RefundError) -> Self {
        match error {
            RefundError::Database(error) => Refused::Database(error),
            other => Refused::whole(other),
        }
    }
}

/// Everything that is left of an order, without a word on stock; `None` when nothing came in.
pub fn everything(conn: &mut Conn, order: &Order) -> diesel::QueryResult<Option<RefundRequest>> {
    let Some(left) = refundable::find(conn, order)? else { return Ok(None) };
    Ok(Some(all_of(&left)))
}

fn all_of(left: &Refundable) -> RefundRequest {
    // What was given back at the provider names no lines: never more than the payment has.
    let mut rest = left.total;
    let mut upto = |amount: Money| {
        let part = amount.min(rest);
        rest = rest.less(part);
        part
    };
    let lines = left
        .lines
        .iter()
        .map(|line| LineRequest {
            item_id: line.item_id,
            units: line.units,
            amount: Some(upto(line.money)),
            restock: 0,
        })
        .filter(|line| line.units > 0 || line.amount > Some(Money(0)))
        .collect();
    RefundRequest {
        lines,
        shipping: upto(left.shipping),
        seen: Some(left.payment.refunded),
        ..RefundRequest::default()
    }
}

/// Gives money back: sets it aside, returns stock as asked, and queues the call to the provider. What
/// was paid by invoice is noted as given back at once: staff transfer it themselves. Returns the key of
/// the refund.
pub fn request(
    conn: &mut Conn,
    edit: &Edit,
    order_id: i64,
    wanted: &RefundRequest,
) -> Result<i64, RefundError> {
    let order = lock_order(conn, order_id)?
        .ok_or_else(|| RefundError::Whole("This order doesn’t exist. Perhaps it was deleted?".to_owned()))?;
    let left = refundable::find(conn, &order)?
        .ok_or_else(|| RefundError::Whole("Nothing has been paid for this order.".to_owned()))?;
    if wanted.seen.is_some_and(|seen| seen != left.payment.refunded) {
        return Err(RefundError::Whole(format!(
            "Somebody has given money back for this order meanwhile; {} is left now. Please look again.",
            order.price(left.total)
        )));
    }
    let reason = wanted.reason.trim();
    if reason.chars().count() > LONGEST_REASON {
        return Err(RefundError::Reason(format!("At most {LONGEST_REASON} characters.")));
    }
    let lines = checked(&order, &left, wanted)?;
    let amount = Money(lines.iter().map(|line| line.amount.0).sum());
    if amount == Money(0) {
        return Err(RefundError::Whole("Enter what is to be given back.".to_owned()));
    }
    if !queries::reserve(conn, left.payment.id, amount)? {
        return Err(RefundError::Whole(format!(
            "{} cannot be given back: only {} is left of the payment.",
            order.price(amount),
            order.price(left.total)
        )));
    }
    let is_manual = left.payment.provider == Method::Invoice.key();
    let refund = NewRefund {
        payment_id: left.payment.id,
        amount,
        state: if is_manual { RefundState::Succeeded } else { RefundState::Pending },
        reason,
        reference: None,
        settled_at: is_manual.then_some(edit.now),
    };
    let id = queries::insert_refund(conn, &refund, &edit.by, edit.now)?;
    let lines: Vec<RefundLine> = lines.into_iter().map(|line| RefundLine { refund_id: id, ..line }).collect();
    queries::insert_lines(conn, &lines)?;
    put_back(conn, &order, &lines, edit.now)?;
    let message = message(&order, amount, reason);
    note(conn, order_id, Happening::Refunded, &message, &edit.by, edit.now)?;
    if is_manual {
        events::order_refunded(conn, order_id, id, &order.price(amount).to_string(), edit.now)?;
    } else {
        sending::queue(conn, id, edit.now)?;
    }
    Ok(id)
}

/// "$12.00: arrived broken"
pub(super) fn message(order: &Order, amount: Money, reason: &str) -> String {
    match reason.is_empty() {
        true => order.price(amount).to_string(),
        false => format!("{}: {reason}", order.price(amount)),
    }
}

/// The lines of the refund, none of which gives back more than is left.
fn checked(order: &Order, left: &Refundable, wanted: &RefundRequest) -> Result<Vec<RefundLine>, RefundError> {
    let mut lines: Vec<RefundLine> = Vec::new();
    for line in &wanted.lines {
        let refuse = |text: String| Err(RefundError::Line(line.item_id, text));
        let Some(known) = left.lines.iter().find(|known| known.item_id == line.item_id) else {
            return Err(RefundError::Whole("The order has other lines now. Please look again.".to_owned()));
        };
        if lines.iter().any(|other| other.order_item_id == Some(line.item_id)) {
            return refuse("Each line once.".to_owned());
        }
        if line.units < 0 || line.units > known.units {
            return refuse(format!("At most {} units are left.", known.units));
        }
        let amount = line.amount.unwrap_or_else(|| known.amount_for(line.units));
        if amount < Money(0) || amount > known.money {
            return refuse(format!("At most {} is left of this line.", order.price(known.money)));
        }
        if let Some(text) = refuse_stock(line, known) {
            return refuse(text);
        }
        if line.units > 0 || amount > Money(0) {
            lines.push(RefundLine {
                refund_id: 0,
                order_item_id: Some(line.item_id),
                quantity: line.units,
                amount,
                restocked: line.restock,
            });
        }
    }
    if wanted.shipping < Money(0) || wanted.shipping > left.shipping {
        return Err(RefundError::Shipping(format!(
            "At most {} is left of shipping.",
            order.price(left.shipping)
        )));
    }
    if wanted.shipping > Money(0) {
        lines.push(RefundLine {
            refund_id: 0,
            order_item_id: None,
            quantity: 0,
            amount: wanted.shipping,
            restocked: 0,
        });
    }
    Ok(lines)
}

fn refuse_stock(line: &LineRequest, known: &RefundableLine) -> Option<String> {
    if line.restock < 0 || line.restock > line.units {
        return Some("Not more units can go back into stock than money is given back for.".to_owned());
    }
    (line.restock > known.stock).then(|| format!("At most {} units can go back into stock.", known.stock))
}

/// Puts units back into stock, in one order for everybody.
fn put_back(conn: &mut Conn, order: &Order, lines: &[RefundLine], now: Time) -> diesel::QueryResult<()> {
    let restocked: Vec<&RefundLine> = lines.iter().filter(|line| line.restocked > 0).collect();
    if restocked.is_empty() {
        return Ok(());
    }
    let mut things: Vec<(Sellable, i32)> = list_keyed_items(conn, order.id)?
        .into_iter()
        .filter_map(|(id, item)| {
            let line = restocked.iter().find(|line| line.order_item_id == Some(id))?;
            Some((Sellable { product_id: item.product_id, variant_id: item.variant_id }, line.restocked))
        })
        .collect();
    things.sort_unstable();
    let products: Vec<i64> = things.iter().map(|(what, _)| what.product_id).collect();
    stock::lock(conn, &products)?;
    for (what, units) in things {
        stock::give_back(conn, what, units)?;
    }
    events::stock_moved(conn, &products, now)
}
