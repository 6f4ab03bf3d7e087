//! Lines, totals and addresses in words, for pages and mails.

use super::models::{Order, OrderItem, PostalAddress};
use crate::cart::pricing::Reason;
use crate::media::view::Picture;
use crate::platform::countries;
use crate::platform::money::{Money, Price};
use crate::urls;

/// A line as it is printed.
#[derive(Debug, Clone)]
pub struct LineView {
    /// The product's page; empty when there is none to lead to.
    pub href: String,
    /// The product's name.
    pub title: String,
    /// "Blue / Large"; may be empty.
    pub variant_label: String,
    /// Its main picture.
    pub picture: Option<Picture>,
    /// Units.
    pub quantity: i32,
    /// Of one unit.
    pub unit_price: Price,
    /// Of one unit before promotions, when that was more.
    pub was: Option<Price>,
    /// Of the line after a code, before tax that is added.
    pub amount: Price,
    /// Why the line costs that; empty when the price says it all.
    pub reasons: Vec<ReasonView>,
}

/// One step on the way to an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonView {
    /// "Spring sale"
    pub words: String,
    /// "-$2.00"
    pub amount: String,
}

impl ReasonView {
    /// The steps in words.
    pub fn list(reasons: &[Reason], price: impl Fn(Money) -> Price) -> Vec<ReasonView> {
        reasons
            .iter()
            .map(|reason| ReasonView {
                words: reason.words.clone(),
                amount: price(Money(reason.amount)).to_string(),
            })
            .collect()
    }
}

/// The steps as they are stored; what cannot be read gives none.
pub fn stored_reasons(json: &str) -> Vec<Reason> {
    serde_json::from_str(json).unwrap_or_default()
}

impl LineView {
    /// A line of an order, without picture.
    pub fn of_item(order: &Order, item: &OrderItem) -> LineView {
        let price = |amount: Money| order.price(amount);
        let reasons = stored_reasons(&item.why);
        let amount = Money(item.unit_price.0 * i64::from(item.quantity)).less(item.discount);
        LineView {
            href: String::new(),
            title: item.title.clone(),
            variant_label: item.variant_label.clone(),
            picture: None,
            quantity: item.quantity,
            unit_price: price(item.unit_price),
            was: (item.list_price > item.unit_price).then(|| price(item.list_price)),
            amount: price(amount),
            reasons: worth_saying(&reasons, price),
        }
    }
}

/// The steps when there is more than one: a price by itself explains nothing.
pub fn worth_saying(reasons: &[Reason], price: impl Fn(Money) -> Price) -> Vec<ReasonView> {
    if reasons.len() > 1 { ReasonView::list(reasons, price) } else { Vec::new() }
}

/// What a total is made of.
#[derive(Debug, Clone)]
pub struct TotalsView {
    /// The steps.
    pub rows: Vec<ReasonView>,
    /// What is paid.
    pub total: Price,
    /// "includes 10% tax of $1.20"; may be empty.
    pub tax_note: String,
}

impl TotalsView {
    /// Of an order.
    pub fn of_order(order: &Order) -> TotalsView {
        let percent = order
            .tax_rate
            .parse::<rust_decimal::Decimal>()
            .map(|rate| (rate * rust_decimal::Decimal::ONE_HUNDRED).normalize().to_string())
            .unwrap_or_default();
        let mut rows = ReasonView::list(&stored_reasons(&order.why), |amount| order.price(amount));
        if rows.is_empty() {
            rows.push(ReasonView {
                words: "Goods".to_owned(),
                amount: order.price(order.subtotal).to_string(),
            });
        }
        TotalsView {
            rows,
            total: order.price(order.total),
            tax_note: match order.prices_include_tax && order.tax > Money(0) {
                true => format!("includes {percent}% tax of {}", order.price(order.tax)),
                false => String::new(),
            },
        }
    }
}

impl PostalAddress {
    /// The lines of the address, as on a parcel.
    pub fn lines(&self) -> Vec<String> {
        let town = format!("{} {}", self.zip, self.city).trim().to_owned();
        let country = countries::name(&self.country).unwrap_or(&self.country).to_owned();
        [self.name.clone(), self.street.clone(), self.line2.clone(), town, self.region.clone(), country]
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect()
    }
}

/// What an order is to its customer right now, in few words, and whether that needs attention.
pub fn status_words(order: &Order) -> &'static str {
    use super::models::{FulfilmentStatus, PaymentStatus};
    if order.cancelled_at.is_some() {
        return "Cancelled";
    }
    match (order.fulfilment_status, order.payment_status) {
        (FulfilmentStatus::Returned, _) => "Returned",
        (FulfilmentStatus::Delivered, _) => "Delivered",
        (FulfilmentStatus::Shipped, _) => "Shipped",
        (FulfilmentStatus::PartlyShipped, _) => "Partly shipped",
        (FulfilmentStatus::Unfulfilled, PaymentStatus::Complete) => "Paid, being prepared",
        (FulfilmentStatus::Unfulfilled, PaymentStatus::Pending) => "Waiting for payment",
        (FulfilmentStatus::Unfulfilled, PaymentStatus::Failed) => "Payment failed",
    }
}

/// "15 March 2026"
pub fn day(time: crate::platform::clock::Time) -> String {
    use chrono::Datelike;
    format!("{} {}", time.day(), time.format("%B %Y"))
}

/// "15 March 2026, 12:00 UTC"
pub fn moment(time: crate::platform::clock::Time) -> String {
    format!("{}, {} UTC", day(time), time.format("%H:%M"))
}

/// "2026-03-15T12:00:00Z"
pub fn iso(time: crate::platform::clock::Time) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// An order in a list.
#[derive(Debug, Clone)]
pub struct OrderRow {
    /// Its page.
    pub href: String,
    /// For people.
    pub number: String,
    /// "15 March 2026"
    pub placed: String,
    /// "Shipped"
    pub status: &'static str,
    /// What was paid.
    pub total: Price,
}

impl OrderRow {
    /// Of an order of the signed-in customer.
    pub fn new(order: &Order) -> OrderRow {
        OrderRow {
            href: urls::account_order(&order.number),
            number: order.number.clone(),
            placed: day(order.placed_at),
            status: status_words(order),
            total: order.price(order.total),
        }
    }
}
