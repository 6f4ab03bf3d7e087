//! Promises: whatever a buyer was told before the server died is so.

use std::collections::HashMap;

use crate::orders::models::Order;
use crate::stress::ledger::Ledger;
use crate::stress::queries::Books;

pub(super) fn findings(books: &Books, ledger: &Ledger) -> Vec<String> {
    let mut found = ledger.wrong.clone();
    let orders: HashMap<&str, &Order> =
        books.orders.iter().map(|order| (order.token.as_str(), order)).collect();
    let forms: HashMap<&str, i64> =
        books.forms.iter().map(|(token, order)| (token.as_str(), *order)).collect();
    for (form, token) in &ledger.confirmed {
        match orders.get(token.as_str()) {
            None => found.push(format!("the order {token} was confirmed and is gone")),
            Some(order) if forms.get(form.as_str()) != Some(&order.id) => {
                found.push(format!("order {}: the form that it was confirmed to leads elsewhere", order.id));
            }
            Some(_) => {}
        }
    }
    for token in &ledger.cancelled {
        if orders.get(token.as_str()).is_none_or(|order| order.cancelled_at.is_none()) {
            found.push(format!("the order {token} was said to be cancelled and is not"));
        }
    }
    found
}
