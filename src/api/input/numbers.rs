//! Numbers and amounts among the fields of a request.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::Value;

use super::{Input, Need};
use crate::platform::money::{Currency, Money};

const NOT_A_NUMBER: &str = "A valid number is required.";
const NOT_AN_INTEGER: &str = "A valid integer is required.";
/// No number that anybody means is longer.
const LONGEST_NUMBER: usize = 1_000;

/// What an amount has to be.
#[derive(Debug, Clone, Copy)]
pub struct AmountRule {
    /// Of the shop.
    pub currency: Currency,
    /// The lowest.
    pub least: Money,
}

impl Input {
    /// A whole number from `least` to `most`.
    pub fn integer(&mut self, name: &str, least: i32, most: i32, need: Need) -> Option<i32> {
        let value = self.given(name, need)?;
        let Some(number) = whole_number(&value) else {
            self.wrong(name, NOT_AN_INTEGER);
            return None;
        };
        if number < i64::from(least) {
            self.wrong(name, format!("Ensure this value is greater than or equal to {least}."));
        } else if number > i64::from(most) {
            self.wrong(name, format!("Ensure this value is less than or equal to {most}."));
        }
        i32::try_from(number).ok()
    }

    /// An amount in major units.
    pub fn amount(&mut self, name: &str, rule: AmountRule, need: Need) -> Option<Money> {
        let value = self.given(name, need)?;
        self.checked_amount(name, &value, rule)
    }

    /// An amount, or null, or left out (`None`).
    pub fn nullable_amount(&mut self, name: &str, rule: AmountRule) -> Option<Option<Money>> {
        match self.values.get(name) {
            None => None,
            Some(Value::Null) => Some(None),
            Some(value) => {
                let value = value.clone();
                self.checked_amount(name, &value, rule).map(Some)
            }
        }
    }

    fn checked_amount(&mut self, name: &str, value: &Value, rule: AmountRule) -> Option<Money> {
        let Some(number) = decimal(value) else {
            self.wrong(name, NOT_A_NUMBER);
            return None;
        };
        let digits = rule.currency.digits();
        let number = number.normalize();
        if number.scale() > digits {
            self.wrong(name, format!("Ensure that there are no more than {digits} decimal places."));
            return None;
        }
        let before = number.trunc().abs().to_string().len();
        let most = rule.currency.plain(Money::MAX_PRICE).split('.').next().map_or(0, str::len);
        if before > most {
            self.wrong(
                name,
                format!("Ensure that there are no more than {most} digits before the decimal point."),
            );
            return None;
        }
        let amount = rule.currency.from_major(number);
        if amount.is_none_or(|amount| amount < rule.least) {
            let least = Decimal::from_str(&rule.currency.plain(rule.least)).unwrap_or_default().normalize();
            self.wrong(name, format!("Ensure this value is greater than or equal to {least}."));
        }
        amount
    }
}

/// A whole number, also one that came as text or as `2.0`.
pub(super) fn whole_number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(number) => Some(number),
            None => number.to_string().strip_suffix(".0")?.parse().ok(),
        },
        Value::String(text) if text.len() <= LONGEST_NUMBER => text.trim().parse().ok(),
        _ => None,
    }
}

fn decimal(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.len() <= LONGEST_NUMBER => text.trim().to_owned(),
        _ => return None,
    };
    Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}
