//! What Stripe is asked for, as the fields of a form.

use super::amounts::to_stripe;
use super::reading::{ORDER, PAYMENT, REFUND, SHOP};
use crate::payments::provider::{ProviderError, WantedLine, WantedPage, WantedRefund};

/// Most characters of a name on Stripe's page.
const LONGEST_NAME: usize = 250;
/// More lines than this are one line with the total; Stripe takes 100.
const MOST_LINES: usize = 90;

/// A name and a value.
pub type Field = (String, String);

/// A page for paying.
pub fn new_session(wanted: &WantedPage, shop: &str) -> Result<Vec<Field>, ProviderError> {
    let currency = wanted.currency.to_ascii_lowercase();
    let mut form = vec![
        field("mode", "payment"),
        field("client_reference_id", wanted.order_id),
        field("success_url", &wanted.success_href),
        field("cancel_url", &wanted.cancel_href),
        field("expires_at", wanted.expires_at.and_utc().timestamp()),
    ];
    if !wanted.email.is_empty() {
        form.push(field("customer_email", &wanted.email));
    }
    for place in ["metadata", "payment_intent_data[metadata]"] {
        form.push(field(&format!("{place}[{SHOP}]"), shop));
        form.push(field(&format!("{place}[{ORDER}]"), wanted.order_id));
        form.push(field(&format!("{place}[{PAYMENT}]"), wanted.payment_id));
    }
    form.push(field("payment_intent_data[description]", format!("Order {}", wanted.order_number)));
    let lines = match lines(wanted) {
        Some(lines) => lines,
        None => {
            let amount = to_stripe(wanted.amount, &wanted.currency)?;
            vec![(format!("Order {}", wanted.order_number), 1, amount)]
        }
    };
    for (number, (title, quantity, amount)) in lines.into_iter().enumerate() {
        let name: String = title.chars().take(LONGEST_NAME).collect();
        let of = |what: &str| format!("line_items[{number}]{what}");
        form.push(field(&of("[quantity]"), quantity));
        form.push(field(&of("[price_data][currency]"), &currency));
        form.push(field(&of("[price_data][unit_amount]"), amount));
        form.push(field(&of("[price_data][product_data][name]"), name));
    }
    Ok(form)
}

/// Title, units and amount of each line; `None` when there are too many, or one cannot be charged by
/// itself.
fn lines(wanted: &WantedPage) -> Option<Vec<(String, i32, i64)>> {
    if wanted.lines.len() > MOST_LINES {
        return None;
    }
    let line = |line: &WantedLine| {
        let amount = to_stripe(line.unit_amount, &wanted.currency).ok()?;
        Some((line.title.clone(), line.quantity, amount))
    };
    wanted.lines.iter().map(line).collect()
}

/// A refund.
pub fn new_refund(wanted: &WantedRefund) -> Result<Vec<Field>, ProviderError> {
    Ok(vec![
        field("payment_intent", &wanted.reference),
        field("amount", to_stripe(wanted.amount, &wanted.currency)?),
        field(&format!("metadata[{REFUND}]"), wanted.refund_id),
    ])
}

fn field(name: &str, value: impl ToString) -> Field {
    (name.to_owned(), value.to_string())
}
