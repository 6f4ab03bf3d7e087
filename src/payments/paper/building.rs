//! What documents say, put together from orders and refunds. Amounts are those of the order: nothing is
//! computed anew that could differ by a cent.

use diesel::QueryResult;
use rust_decimal::Decimal;

use super::document::{Corrected, Document, Line, Step, Tax};
use crate::orders::models::{AddressKind, Order, OrderItem, PostalAddress};
use crate::orders::queries::{list_addresses, list_items};
use crate::payments::methods::Method;
use crate::payments::models::{Invoice, Refund, RefundLine};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::platform::settings::Seller;

/// Lines of the seller's address that find room.
const MOST_LINES: usize = 10;

/// The invoice of an order, with the lines it has now.
pub fn invoice(conn: &mut Conn, order: &Order, number: String, now: Time) -> QueryResult<Document> {
    let items = list_items(conn, order.id)?;
    let addresses = list_addresses(conn, order.id)?;
    let seller = Seller::load(conn)?;
    let (buyer, delivery) = buyer_of(order, &addresses);
    let rate = percent(&order.tax_rate);
    let is_transfer = order.payment_method == Method::Invoice.key();
    Ok(Document {
        number,
        issued_at: now,
        corrects: None,
        order_number: order.number.clone(),
        ordered_at: order.placed_at,
        seller_lines: seller_lines(&seller),
        tax_number: seller.tax_number,
        buyer,
        delivery,
        currency: order.currency.clone(),
        lines: items.iter().map(|item| line(item, &rate)).collect(),
        steps: steps(order, &rate),
        total: order.total,
        prices_include_tax: order.prices_include_tax,
        taxes: if order.tax > Money(0) { vec![Tax { rate, amount: order.tax }] } else { Vec::new() },
        notes: Vec::new(),
        instructions: if is_transfer { lines_of(&seller.payment_instructions) } else { Vec::new() },
        seller: seller.name,
    })
}

/// The lines that name the seller on paper.
pub(super) fn seller_lines(seller: &Seller) -> Vec<String> {
    let mut lines = lines_of(&seller.address);
    lines.truncate(MOST_LINES);
    lines.extend(Some(seller.contact.clone()).filter(|contact| !contact.is_empty()));
    lines
}

fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Who pays, and where the goods go when that is somewhere else.
fn buyer_of(order: &Order, addresses: &[(AddressKind, PostalAddress)]) -> (Vec<String>, Vec<String>) {
    let lines = |kind| {
        let found = addresses.iter().find(|(known, _)| *known == kind);
        found.map(|(_, address)| address.lines()).unwrap_or_default()
    };
    let (shipping, billing) = (lines(AddressKind::Shipping), lines(AddressKind::Billing));
    let (mut buyer, delivery) = match billing.is_empty() || billing == shipping {
        true => (shipping, Vec::new()),
        false => (billing, shipping),
    };
    buyer.extend(Some(order.email.clone()).filter(|email| !email.is_empty()));
    (buyer, delivery)
}

/// "10%" of "0.10".
fn percent(rate: &str) -> String {
    let rate: Decimal = rate.parse().unwrap_or_default();
    format!("{}%", (rate * Decimal::ONE_HUNDRED).normalize())
}

fn line(item: &OrderItem, rate: &str) -> Line {
    Line {
        title: item.title.clone(),
        variant: item.variant_label.clone(),
        sku: item.sku.clone(),
        quantity: Some(item.quantity),
        unit_price: Some(item.unit_price),
        tax_rate: rate.to_owned(),
        // Before the code: what it takes off is a step of its own.
        amount: Money(item.unit_price.0.saturating_mul(i64::from(item.quantity))),
    }
}

fn steps(order: &Order, rate: &str) -> Vec<Step> {
    let step = |words: String, amount: Money| Step { words, amount };
    let mut steps = vec![step("Subtotal".to_owned(), order.subtotal)];
    if order.discount > Money(0) {
        let words = order.code.as_ref().map_or("Discount".to_owned(), |code| format!("Code {code}"));
        steps.push(step(words, Money(-order.discount.0)));
    }
    if order.shipping_price > Money(0) || !order.shipping_method.is_empty() {
        let words = match order.shipping_method.is_empty() {
            true => "Shipping".to_owned(),
            false => format!("Shipping, {}", order.shipping_method),
        };
        steps.push(step(words, order.shipping_price));
    }
    if !order.prices_include_tax && order.tax > Money(0) {
        steps.push(step(format!("Tax, {rate}"), order.tax));
    }
    // An order that was loaded from elsewhere may have been rounded in another way.
    let rest = Money(order.total.0 - steps.iter().map(|step| step.amount).sum::<Money>().0);
    if rest != Money(0) {
        steps.push(step("Rounding".to_owned(), rest));
    }
    steps
}

/// What earlier credit notes of an invoice gave back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Credited {
    /// In all.
    pub total: Money,
    /// Of it tax.
    pub tax: Money,
}

/// A credit note over all that is left of an invoice: line by line when nothing was given back yet.
pub fn credit_of_rest(
    invoice: &Invoice,
    content: &Document,
    before: Credited,
    number: String,
    now: Time,
) -> Document {
    let minus = |amount: Money| Money(-amount.0);
    if before == Credited::default() {
        let lines = content.lines.iter().cloned().map(|line| Line {
            unit_price: line.unit_price.map(minus),
            amount: minus(line.amount),
            ..line
        });
        let steps =
            content.steps.iter().map(|step| Step { words: step.words.clone(), amount: minus(step.amount) });
        let taxes = content.taxes.iter().map(|tax| Tax { rate: tax.rate.clone(), amount: minus(tax.amount) });
        return Document {
            lines: lines.collect(),
            steps: steps.collect(),
            taxes: taxes.collect(),
            total: minus(content.total),
            ..frame(invoice, content, number, now)
        };
    }
    let rest = Money(content.total.0 - before.total.0);
    let words = format!("What was left of invoice {}", invoice.number);
    Document {
        lines: vec![amount_line(words, minus(rest), content)],
        total: minus(rest),
        taxes: taxes(content, Money(content.tax().0 - before.tax.0)),
        prices_include_tax: true,
        ..frame(invoice, content, number, now)
    }
}

/// A credit note over what a refund gives back.
pub fn credit_of_refund(
    invoice: &Invoice,
    content: &Document,
    before: Credited,
    (refund, refunded): (&Refund, &[(RefundLine, Option<OrderItem>)]),
    number: String,
    now: Time,
) -> Document {
    let mut lines: Vec<Line> =
        refunded.iter().map(|(line, item)| refunded_line(line, item.as_ref(), content)).collect();
    let rest = Money(-refund.amount.0 - lines.iter().map(|line| line.amount).sum::<Money>().0);
    if rest != Money(0) {
        lines.push(amount_line("Refund".to_owned(), rest, content));
    }
    let reason = Some(&refund.reason).filter(|reason| !reason.is_empty());
    Document {
        lines,
        total: Money(-refund.amount.0),
        taxes: taxes(content, tax_of(content, before, refund.amount)),
        // What goes back is what was paid, with the tax in it.
        prices_include_tax: true,
        notes: reason.map(|reason| format!("Reason: {reason}")).into_iter().collect(),
        ..frame(invoice, content, number, now)
    }
}

/// What all credit notes of an invoice have in common with it.
fn frame(invoice: &Invoice, content: &Document, number: String, now: Time) -> Document {
    Document {
        number,
        issued_at: now,
        corrects: Some(Corrected { number: invoice.number.clone(), issued_at: invoice.issued_at }),
        lines: Vec::new(),
        steps: Vec::new(),
        taxes: Vec::new(),
        notes: Vec::new(),
        instructions: Vec::new(),
        ..content.clone()
    }
}

fn refunded_line(line: &RefundLine, item: Option<&OrderItem>, content: &Document) -> Line {
    let amount = Money(-line.amount.0);
    let Some(item) = item else { return amount_line("Shipping".to_owned(), amount, content) };
    let quantity = Some(line.quantity).filter(|quantity| *quantity > 0);
    let each = quantity.map(i64::from).filter(|units| amount.0 % units == 0).map(|units| amount.0 / units);
    Line {
        variant: item.variant_label.clone(),
        sku: item.sku.clone(),
        quantity,
        unit_price: each.map(Money),
        ..amount_line(item.title.clone(), amount, content)
    }
}

fn amount_line(title: String, amount: Money, content: &Document) -> Line {
    Line {
        title,
        variant: String::new(),
        sku: String::new(),
        quantity: None,
        unit_price: None,
        tax_rate: content.lines.first().map(|line| line.tax_rate.clone()).unwrap_or_default(),
        amount,
    }
}

fn taxes(content: &Document, amount: Money) -> Vec<Tax> {
    let rate = content.taxes.first().map(|tax| tax.rate.clone());
    rate.map(|rate| Tax { rate, amount: Money(-amount.0) }).into_iter().collect()
}

/// The part of the tax that goes back with `amount`. Counted from the first credit note on, so that all
/// of them together give back exactly the tax of the invoice.
fn tax_of(content: &Document, before: Credited, amount: Money) -> Money {
    if content.total.0 == 0 {
        return Money(0);
    }
    let share = Decimal::from(before.total.0.saturating_add(amount.0)) / Decimal::from(content.total.0);
    Money(content.tax().part(share).0 - before.tax.0)
}
