//! Codes: used as often as living orders carry them, and no more often than allowed.

use std::collections::HashMap;

use crate::stress::queries::{Books, CodeState};

pub(super) fn findings(books: &Books) -> Vec<String> {
    books.codes.iter().flat_map(|code| of_code(books, code)).collect()
}

fn of_code(books: &Books, state: &CodeState) -> Vec<String> {
    let code = state.code.as_deref().unwrap_or_default();
    let mut found = Vec::new();
    let mut carrying: Vec<i64> = books
        .orders
        .iter()
        .filter(|order| order.cancelled_at.is_none() && order.code.as_deref() == Some(code))
        .map(|order| order.id)
        .collect();
    let uses = || books.uses.iter().filter(|(promotion, ..)| *promotion == state.id);
    let mut noted: Vec<i64> = uses().map(|(_, order, _)| *order).collect();
    carrying.sort_unstable();
    noted.sort_unstable();
    if carrying != noted {
        found.push(format!(
            "code {code}: {} living orders carry it, {} uses are noted, or not the same ones",
            carrying.len(),
            noted.len()
        ));
    }
    let count = i32::try_from(carrying.len()).unwrap_or(i32::MAX);
    if state.used_count != count {
        found.push(format!("code {code}: {count} living orders carry it, {} are counted", state.used_count));
    }
    if state.usage_limit.is_some_and(|limit| count > limit) {
        found.push(format!("code {code}: used {count} times, more often than allowed"));
    }
    let mut by_customer: HashMap<&str, i32> = HashMap::new();
    for (_, _, customer) in uses() {
        *by_customer.entry(customer).or_default() += 1;
    }
    if let Some(limit) = state.usage_limit_per_customer
        && by_customer.values().any(|count| *count > limit)
    {
        found.push(format!("code {code}: a customer used it more often than allowed"));
    }
    found
}
