//! Limits of numbers and amounts, with Django's messages.

use std::fmt::Display;

use super::FieldOf;
use crate::admin::value::{Context, FormValue};
use crate::platform::money::Money;

impl<T: 'static, V: FormValue + PartialOrd> FieldOf<T, V> {
    /// "Ensure this value is greater than or equal to …."
    pub fn min(mut self, least: V) -> Self
    where
        V: Limit,
    {
        self.meta.limits.push(("min", least.limit()));
        self.check(move |value, context| {
            let low = !value.is_blank() && *value < least;
            low.then(|| too_low(least.show(context).join(" ")))
        })
    }

    /// "Ensure this value is less than or equal to …."
    pub fn max(mut self, most: V) -> Self
    where
        V: Limit,
    {
        self.meta.limits.push(("max", most.limit()));
        self.check(move |value, context| {
            let high = !value.is_blank() && *value > most;
            high.then(|| too_high(most.show(context).join(" ")))
        })
    }
}

/// Numbers whose limits an HTML attribute can say.
pub trait Limit {
    /// The attribute's value; empty for none.
    fn limit(&self) -> String;
}

macro_rules! limits {
    ($($number:ty),+) => { $(
        impl Limit for $number {
            fn limit(&self) -> String {
                self.to_string()
            }
        }
    )+ };
}

limits!(i32, i64, rust_decimal::Decimal);

impl<V: Limit> Limit for Option<V> {
    fn limit(&self) -> String {
        self.as_ref().map(Limit::limit).unwrap_or_default()
    }
}

impl Limit for Money {
    /// Depends on the currency's digits: the message says it.
    fn limit(&self) -> String {
        String::new()
    }
}

fn too_low(least: impl Display) -> String {
    format!("Ensure this value is greater than or equal to {least}.")
}

fn too_high(most: impl Display) -> String {
    format!("Ensure this value is less than or equal to {most}.")
}

/// An amount as the messages about limits write it: `1`, not `1.00`, as Django does.
fn short(amount: Money, context: &Context) -> String {
    let text = context.currency.plain(amount);
    match text.split_once('.') {
        Some((whole, zeros)) if zeros.chars().all(|digit| digit == '0') => whole.to_owned(),
        _ => text,
    }
}

/// Types that hold an amount.
pub trait Amount: FormValue {
    /// The amount, if there is one.
    fn amount(&self) -> Option<Money>;
}

impl Amount for Money {
    fn amount(&self) -> Option<Money> {
        Some(*self)
    }
}

impl Amount for Option<Money> {
    fn amount(&self) -> Option<Money> {
        *self
    }
}

impl<T: 'static, V: Amount> FieldOf<T, V> {
    /// A price: from the shop's lowest one to [`Money::MAX_PRICE`].
    pub fn price(self) -> Self {
        self.check(|value, context| {
            let amount = value.amount()?;
            let (least, most) = (context.min_unit_price, Money::MAX_PRICE);
            match amount {
                amount if amount < least => Some(too_low(short(least, context))),
                amount if amount > most => Some(too_high(short(most, context))),
                _ => None,
            }
        })
    }

    /// An amount from nothing to [`Money::MAX_PRICE`].
    pub fn amount(self) -> Self {
        self.check(|value, context| {
            let amount = value.amount()?;
            match amount {
                amount if amount < Money(0) => Some(too_low(0)),
                amount if amount > Money::MAX_PRICE => Some(too_high(short(Money::MAX_PRICE, context))),
                _ => None,
            }
        })
    }
}
