//! What was promised while the server was being killed, kept outside of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::models::Sellable;

/// The promises of one run.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Units that each thing had at the beginning, and got by every restock that was committed.
    pub received: BTreeMap<Sellable, i64>,
    /// The order that each form was answered with, by the form's token; orders by theirs.
    pub confirmed: BTreeMap<String, String>,
    /// The tokens of the orders whose page said that they are cancelled.
    pub cancelled: BTreeSet<String>,
    /// How often something was not sold, by the reason.
    pub refused: BTreeMap<String, u64>,
    /// What the server answered although it should never do so.
    pub wrong: Vec<String>,
}

impl Ledger {
    /// Units were put into stock.
    pub fn receive(&mut self, what: Sellable, units: i32) {
        *self.received.entry(what).or_default() += i64::from(units);
    }

    /// A form was answered with an order.
    pub fn confirm(&mut self, form: &str, order: &str) {
        let known = self.confirmed.entry(form.to_owned()).or_insert_with(|| order.to_owned());
        if known != order {
            self.wrong.push(format!("one form was answered with two orders, {known} and {order}"));
        }
    }

    /// The page of an order says that it is cancelled.
    pub fn cancel(&mut self, order: &str) {
        self.cancelled.insert(order.to_owned());
    }

    /// Something was not sold; `sentence` is what the shopper read.
    pub fn refuse(&mut self, sentence: &str) {
        *self.refused.entry(without_particulars(sentence)).or_default() += 1;
    }
}

/// The sentence without names and numbers, so that the same reason counts as the same.
fn without_particulars(sentence: &str) -> String {
    let mut kept = String::new();
    let (mut in_quotes, mut in_number) = (false, false);
    for letter in sentence.chars() {
        let is_number = letter.is_ascii_digit() || (in_number && letter == '.');
        match letter {
            '“' => {
                in_quotes = true;
                kept.push_str("“…”");
            }
            '”' => in_quotes = false,
            _ if in_quotes => {}
            _ if is_number && in_number => {}
            _ if is_number => kept.push('#'),
            _ => kept.push(letter),
        }
        in_number = is_number;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_counted_by_their_reason() {
        let mut ledger = Ledger::default();
        ledger.refuse("Only 2 of “Tin Mug” are left.");
        ledger.refuse("Only 13 of “Jar, 2 l” are left.");
        ledger.refuse("The total is $20.50 now; it was $4.00.");
        assert_eq!(
            ledger.refused.into_iter().collect::<Vec<_>>(),
            [("Only # of “…” are left.".to_owned(), 2), ("The total is $# now; it was $#".to_owned(), 1)]
        );
    }

    #[test]
    fn one_form_with_two_orders_is_wrong() {
        let mut ledger = Ledger::default();
        ledger.confirm("form", "first");
        ledger.confirm("form", "first");
        assert!(ledger.wrong.is_empty());
        ledger.confirm("form", "second");
        assert_eq!(ledger.wrong.len(), 1);
    }
}
