//! Orders: each is there with everything that belongs to it, and its amounts add up.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use crate::orders::models::{AddressKind, Order, OrderItem, PaymentStatus};
use crate::orders::views::stored_reasons;
use crate::payments::models::PaymentState;
use crate::platform::money::Money;
use crate::stress::queries::Books;

pub(super) fn findings(books: &Books) -> Vec<String> {
    let items = by_order(books.items.iter().map(|item| (item.order_id, item)));
    let mut found = Vec::new();
    for order in &books.orders {
        let lines = items.get(&order.id).map(Vec::as_slice).unwrap_or_default();
        let mut say = |finding: String| found.push(format!("order {}: {finding}", order.id));
        amounts(order, lines, &mut say);
        address(books, order, &mut say);
        events(books, order, &mut say);
        payment(books, order, &mut say);
    }
    found.extend(forms(books));
    found
}

fn by_order<T>(rows: impl Iterator<Item = (i64, T)>) -> HashMap<i64, Vec<T>> {
    let mut grouped: HashMap<i64, Vec<T>> = HashMap::new();
    for (order, row) in rows {
        grouped.entry(order).or_default().push(row);
    }
    grouped
}

fn amounts(order: &Order, items: &[&OrderItem], say: &mut impl FnMut(String)) {
    if items.is_empty() {
        say("it has no lines".to_owned());
    }
    let sum = |amount: fn(&OrderItem) -> i64| items.iter().map(|item| amount(item)).sum::<i64>();
    let goods = |item: &OrderItem| item.unit_price.0 * i64::from(item.quantity);
    let on_top = |tax: i64| if order.prices_include_tax { 0 } else { tax };
    for item in items {
        let paid = goods(item) - item.discount.0;
        if item.total.0 != paid + on_top(item.tax.0) {
            say(format!("the line “{}” costs {}, which does not add up", item.title, item.total.0));
        }
        if reasons(&item.why) != paid {
            say(format!("the reasons of the line “{}” do not add up to its price", item.title));
        }
    }
    let shipping_tax = tax_of(order, order.shipping_price);
    if order.subtotal.0 != sum(|item| item.unit_price.0 * i64::from(item.quantity)) {
        say("the goods do not add up to the lines".to_owned());
    }
    if order.discount.0 != sum(|item| item.discount.0) {
        say("the discount does not add up to those of the lines".to_owned());
    }
    if order.tax.0 != sum(|item| item.tax.0) + shipping_tax {
        say("the tax does not add up to those of lines and shipping".to_owned());
    }
    if order.total.0 != sum(|item| item.total.0) + order.shipping_price.0 + on_top(shipping_tax) {
        say("the total does not add up to lines and shipping".to_owned());
    }
    if reasons(&order.why) != order.total.0 {
        say("the reasons do not add up to the total".to_owned());
    }
}

fn tax_of(order: &Order, amount: Money) -> i64 {
    let rate: Decimal = order.tax_rate.parse().unwrap_or_default();
    if order.prices_include_tax { amount.part_inside(rate).0 } else { amount.part(rate).0 }
}

fn reasons(json: &str) -> i64 {
    stored_reasons(json).iter().map(|reason| reason.amount).sum()
}

fn address(books: &Books, order: &Order, say: &mut impl FnMut(String)) {
    let own =
        books.addresses.iter().filter(|(id, kind, _)| *id == order.id && *kind == AddressKind::Shipping);
    let complete = own.filter(|(_, _, address)| {
        ![&address.name, &address.street, &address.city, &address.country].iter().any(|part| part.is_empty())
    });
    if complete.count() != 1 {
        say("it has no complete address to ship to".to_owned());
    }
}

fn events(books: &Books, order: &Order, say: &mut impl FnMut(String)) {
    let count = |kind: &str| books.events.iter().filter(|(id, own)| *id == order.id && own == kind).count();
    if count("placed") != 1 {
        say(format!("its history says {} times that it was placed", count("placed")));
    }
    if count("cancelled") != usize::from(order.cancelled_at.is_some()) {
        say(format!("its history says {} times that it was cancelled", count("cancelled")));
    }
}

fn payment(books: &Books, order: &Order, say: &mut impl FnMut(String)) {
    let own: Vec<_> = books.payments.iter().filter(|payment| payment.order_id == order.id).collect();
    let [payment] = own.as_slice() else {
        return say(format!("it has {} payments instead of one", own.len()));
    };
    let state = match (order.cancelled_at, order.payment_status) {
        (Some(_), PaymentStatus::Failed) => Some(PaymentState::Cancelled),
        (None, PaymentStatus::Pending) => Some(PaymentState::Open),
        (None, PaymentStatus::Complete) => Some(PaymentState::Paid),
        _ => None,
    };
    if state != Some(payment.state) {
        say(format!(
            "its payment is {}, which does not fit its status {}",
            payment.state.as_str(),
            order.payment_status.as_str()
        ));
    }
    if payment.amount != order.total || payment.currency != order.currency {
        say("its payment is of another amount than its total".to_owned());
    }
}

/// Each order came from one form, and no form can place a second one.
fn forms(books: &Books) -> Vec<String> {
    let mut found = Vec::new();
    let forms = by_order(books.forms.iter().map(|(token, order)| (*order, token)));
    for order in &books.orders {
        let count = forms.get(&order.id).map_or(0, Vec::len);
        if count != 1 {
            found.push(format!("order {}: {count} forms lead to it instead of one", order.id));
        }
    }
    let known: HashSet<i64> = books.orders.iter().map(|order| order.id).collect();
    let used: HashSet<&String> = books.forms.iter().map(|(token, _)| token).collect();
    for (_, order) in books.forms.iter().filter(|(_, order)| !known.contains(order)) {
        found.push(format!("a form leads to order {order}, which is gone"));
    }
    for _ in books.open_forms.iter().filter(|token| used.contains(token)) {
        found.push("a cart is still there although it was ordered".to_owned());
    }
    found
}
