//! The ledger on the form of an order: what came in, what went back, and the way to the provider.

use diesel::QueryResult;

use crate::admin::views::{Cell, LinkedLine};
use crate::config::Config;
use crate::orders::models::Order;
use crate::orders::queries::find_order;
use crate::orders::views::moment;
use crate::payments::ledger::{Ledger, of_order};
use crate::payments::methods::Method;
use crate::payments::models::{Payment, PaymentState, Refund, RefundState};
use crate::payments::stripe::{self, dashboard_href};
use crate::platform::db::Conn;

/// What came in, what went back and what is due for an order.
pub fn ledger(conn: &mut Conn, config: &Config, order_id: i64) -> QueryResult<Cell> {
    let Some(order) = find_order(conn, order_id)? else { return Ok(Cell::Empty) };
    let ledger = of_order(conn, &order)?;
    let mut lines: Vec<LinkedLine> =
        ledger.payments.iter().map(|payment| of_payment(&order, config, payment)).collect();
    lines.extend(ledger.refunds.iter().map(|refund| plain(of_refund(&order, refund))));
    lines.push(plain(sums(&order, &ledger)));
    Ok(Cell::LinkedLines(lines))
}

fn plain(text: String) -> LinkedLine {
    LinkedLine { text, link: None }
}

fn of_payment(order: &Order, config: &Config, payment: &Payment) -> LinkedLine {
    let state = match payment.state {
        PaymentState::Open if payment.closing_at.is_some() => "being called off",
        PaymentState::Open => "waited for",
        PaymentState::Settling => "on its way",
        PaymentState::Paid => "paid",
        PaymentState::Reversed => "taken back",
        PaymentState::Cancelled => "cancelled",
        PaymentState::Failed => "failed",
    };
    let method = Method::from_key(&payment.provider)
        .map_or_else(|| payment.provider.clone(), |method| method.label().to_owned());
    let when = payment.settled_at.map(|time| format!(", {}", moment(time))).unwrap_or_default();
    let at_provider = (payment.provider == stripe::KEY).then_some(payment.reference.as_deref()).flatten();
    LinkedLine {
        text: format!("{method}: {} {state}{when}", order.price(payment.amount)),
        link: at_provider.map(|reference| {
            let is_test = config.stripe.as_ref().is_some_and(|keys| keys.is_test());
            (reference.to_owned(), dashboard_href(reference, is_test))
        }),
    }
}

fn of_refund(order: &Order, refund: &Refund) -> String {
    let state = match refund.state {
        RefundState::Pending => "waiting to be sent",
        RefundState::Settling => "on its way back",
        RefundState::Succeeded => "given back",
        RefundState::Failed => "failed",
        RefundState::Cancelled => "called off",
    };
    let reason = if refund.reason.is_empty() { String::new() } else { format!(": {}", refund.reason) };
    format!("Refund: {} {state}, {}{reason}", order.price(refund.amount), moment(refund.created_at))
}

fn sums(order: &Order, ledger: &Ledger) -> String {
    format!(
        "Charged {}, given back {}, on its way back {}, due {}",
        order.price(ledger.charged),
        order.price(ledger.refunded),
        order.price(ledger.going_back),
        order.price(ledger.due)
    )
}
