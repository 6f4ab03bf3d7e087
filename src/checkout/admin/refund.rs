//! The page of the admin on which money is given back.

use askama::Template;

use crate::admin::desk::Desk;
use crate::admin::object_page::ObjectPage;
use crate::admin::posted::Posted;
use crate::admin::reply::{Reply, Undone};
use crate::admin::views::{AdminShell, Level};
use crate::checkout::refunds::refundable::{self, Refundable};
use crate::checkout::refunds::requesting::{LineRequest, RefundError, RefundRequest, everything, request};
use crate::orders::history::ORDER_HISTORY;
use crate::orders::models::Order;
use crate::orders::queries::find_order;
use crate::payments::ledger;
use crate::payments::methods::Method;
use crate::platform::audit::{self, Source};
use crate::platform::db::Conn;
use crate::platform::money::{Currency, Money};
use crate::platform::web::error::{AppError, OrNotFound};

/// `/admin/orders/order/{id}/refund/`
pub const REFUND: ObjectPage =
    ObjectPage { name: "refund", label: "Refund…", permission: "payments.add_refund", show, take };

const NO_AMOUNT: &str = "Enter an amount, such as 12.50.";
const NO_NUMBER: &str = "Enter a whole number.";

#[derive(Template)]
#[template(path = "checkout/admin_refund.html")]
struct RefundPage {
    shell: AdminShell,
    back_href: String,
    action: String,
    lines: Vec<LineView>,
    shipping: Option<ShippingView>,
    reason: String,
    seen: String,
    everything: String,
    ledger: Vec<String>,
    /// What is given back is transferred by staff, not by a provider.
    is_manual: bool,
    /// Why there is nothing to give back; empty when there is.
    nothing: &'static str,
    error: String,
    reason_error: String,
}

struct LineView {
    item_id: i64,
    title: String,
    ordered: i32,
    units_left: i32,
    money_left: String,
    stock_left: i32,
    units: String,
    amount: String,
    restock: String,
    error: String,
}

struct ShippingView {
    left: String,
    amount: String,
    error: String,
}

/// What was sent, and what is wrong with it.
struct Sent<'a> {
    posted: &'a Posted,
    error: RefundError,
}

fn show(conn: &mut Conn, desk: &Desk<'_>, id: i64) -> Result<Reply, AppError> {
    let page = build(conn, desk, id, None)?;
    Reply::page(&page)
}

fn take(conn: &mut Conn, desk: &Desk<'_>, id: i64, posted: &Posted) -> Result<Reply, Undone> {
    let order = find_order(conn, id)?.or_not_found("order")?;
    let edit = desk.edit();
    let given = wanted(conn, &order, posted).and_then(|wanted| {
        audit::tracked_many(conn, &edit, Source::Action, &ORDER_HISTORY, &[id], |conn| {
            request(conn, &edit, id, &wanted)
        })
    });
    match given {
        Ok(_) => Ok(Reply::see_other(change_href(id))
            .saying(Level::Success, format!("Money for order {} is given back.", order.number))),
        Err(RefundError::Database(error)) => Err(error.into()),
        Err(error) => {
            let page = build(conn, desk, id, Some(Sent { posted, error }))?;
            // Nothing of it is stored.
            Err(Undone::Reply(Reply::unprocessable(&page)?))
        }
    }
}

fn change_href(id: i64) -> String {
    format!("/admin/orders/order/{id}/change/")
}

/// What was asked for, as far as it can be read.
fn wanted(conn: &mut Conn, order: &Order, posted: &Posted) -> Result<RefundRequest, RefundError> {
    let seen = posted.number("seen").map(Money);
    let reason = posted.get("reason").to_owned();
    if posted.has("everything") {
        let all = everything(conn, order)?;
        let all =
            all.ok_or_else(|| RefundError::Whole("Nothing has been paid for this order.".to_owned()))?;
        let restock = |line: LineRequest| {
            let typed = posted.get(&format!("restock-{}", line.item_id)).trim();
            match typed.is_empty() {
                true => Ok(line),
                false => match typed.parse() {
                    Ok(restock) => Ok(LineRequest { restock, ..line }),
                    Err(_) => Err(RefundError::Line(line.item_id, NO_NUMBER.to_owned())),
                },
            }
        };
        let lines = all.lines.into_iter().map(restock).collect::<Result<_, _>>()?;
        return Ok(RefundRequest { reason, seen, lines, shipping: all.shipping });
    }
    let left = refundable::find(conn, order)?;
    let currency = Currency::from_code(&order.currency).unwrap_or(Currency::NONE);
    let mut lines = Vec::new();
    for line in left.map(|left| left.lines).unwrap_or_default() {
        let text = |name: &str| posted.get(&format!("{name}-{}", line.item_id)).trim().to_owned();
        let number = |text: String| match text.is_empty() {
            true => Ok(0),
            false => text.parse().map_err(|_| RefundError::Line(line.item_id, NO_NUMBER.to_owned())),
        };
        let (units, restock) = (number(text("units"))?, number(text("restock"))?);
        let amount = match text("amount").as_str() {
            "" => None,
            text => Some(
                currency.parse(text).map_err(|_| RefundError::Line(line.item_id, NO_AMOUNT.to_owned()))?,
            ),
        };
        if units != 0 || restock != 0 || amount.is_some() {
            lines.push(LineRequest { item_id: line.item_id, units, amount, restock });
        }
    }
    let shipping = match posted.get("shipping").trim() {
        "" => Money(0),
        text => currency.parse(text).map_err(|_| RefundError::Shipping(NO_AMOUNT.to_owned()))?,
    };
    Ok(RefundRequest { lines, shipping, reason, seen })
}

fn build(conn: &mut Conn, desk: &Desk<'_>, id: i64, sent: Option<Sent<'_>>) -> Result<RefundPage, AppError> {
    let order = find_order(conn, id)?.or_not_found("order")?;
    let left = refundable::find(conn, &order)?;
    let ledger = ledger::of_order(conn, &order)?;
    let model = desk.model("orders", "order")?;
    let title = format!("Refund of order {}", order.number);
    let crumbs = desk.crumbs(model, &[(&order.number, Some(change_href(id))), ("Refund", None)]);
    let typed = |name: &str| sent.as_ref().map(|sent| sent.posted.get(name).to_owned()).unwrap_or_default();
    let whole = match sent.as_ref().map(|sent| &sent.error) {
        Some(RefundError::Whole(text)) => text.clone(),
        _ => String::new(),
    };
    let price = |amount: Money| order.price(amount).to_string();
    let nothing = match &left {
        None => "Nothing has been paid for this order.",
        Some(left) if left.total == Money(0) => "Everything that was paid has been given back.",
        Some(_) => "",
    };
    let shipping_error = match sent.as_ref().map(|sent| &sent.error) {
        Some(RefundError::Shipping(text)) => text.clone(),
        _ => String::new(),
    };
    let shipping_left = left.as_ref().map_or(Money(0), |left| left.shipping);
    Ok(RefundPage {
        shell: desk.shell(&title, crumbs, Some(model)),
        back_href: change_href(id),
        action: format!("/admin/orders/order/{id}/refund/"),
        lines: left.as_ref().map(|left| lines(&order, left, sent.as_ref())).unwrap_or_default(),
        shipping: (shipping_left > Money(0)).then(|| ShippingView {
            left: price(shipping_left),
            amount: typed("shipping"),
            error: shipping_error,
        }),
        reason: typed("reason"),
        // After somebody else gave money back, the page goes on from what is left now.
        seen: left.as_ref().map(|left| left.payment.refunded.0.to_string()).unwrap_or_default(),
        everything: left.as_ref().map(|left| price(left.total)).unwrap_or_default(),
        ledger: vec![
            format!("Charged: {}", price(ledger.charged)),
            format!("Given back: {}", price(ledger.refunded)),
            format!("On its way back: {}", price(ledger.going_back)),
        ],
        is_manual: left.as_ref().is_some_and(|left| left.payment.provider == Method::Invoice.key()),
        nothing,
        error: whole,
        reason_error: match sent.as_ref().map(|sent| &sent.error) {
            Some(RefundError::Reason(text)) => text.clone(),
            _ => String::new(),
        },
    })
}

fn lines(order: &Order, left: &Refundable, sent: Option<&Sent<'_>>) -> Vec<LineView> {
    left.lines
        .iter()
        .map(|line| {
            let typed = |name: &str| {
                sent.map(|sent| sent.posted.get(&format!("{name}-{}", line.item_id)).to_owned())
                    .unwrap_or_default()
            };
            LineView {
                item_id: line.item_id,
                title: line.title.clone(),
                ordered: line.quantity,
                units_left: line.units,
                money_left: order.price(line.money).to_string(),
                stock_left: line.stock,
                units: typed("units"),
                amount: typed("amount"),
                restock: typed("restock"),
                error: match sent.map(|sent| &sent.error) {
                    Some(RefundError::Line(id, text)) if *id == line.item_id => text.clone(),
                    _ => String::new(),
                },
            }
        })
        .collect()
}
