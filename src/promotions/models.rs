//! Rows of the promotions' tables, and what a promotion makes of a price.

use diesel::prelude::*;

use crate::platform::clock::Time;
use crate::platform::money::Money;
use crate::schema::promotions;
use crate::text_enum;

text_enum! {
    /// How a promotion lowers a price.
    pub enum PromotionKind {
        /// By hundredths of a percent.
        Percentage = "percentage",
        /// By an amount.
        Amount = "amount",
        /// Not the price, but the shipping.
        FreeShipping = "free_shipping",
    }
}

/// A promotion.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = promotions)]
pub struct Promotion {
    /// Key.
    pub id: i64,
    /// What shoppers read.
    pub description: String,
    /// How it lowers the price.
    pub kind: PromotionKind,
    /// Hundredths of a percent, or minor units, by kind.
    pub discount: i64,
    /// Applies only to carts that carry it.
    pub code: Option<String>,
    /// In force from then on, UTC; always when empty.
    pub starts_at: Option<Time>,
    /// In force until before then, UTC; for ever when empty.
    pub ends_at: Option<Time>,
}

/// What may be set on a promotion.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = promotions, treat_none_as_null = true)]
pub struct PromotionChange {
    /// What shoppers read.
    pub description: String,
    /// How it lowers the price.
    pub kind: PromotionKind,
    /// Hundredths of a percent, or minor units, by kind.
    pub discount: i64,
    /// Applies only to carts that carry it.
    pub code: Option<String>,
    /// In force from then on, UTC.
    pub starts_at: Option<Time>,
    /// In force until before then, UTC.
    pub ends_at: Option<Time>,
    /// How often a code may be used by all together; without limit when empty.
    pub usage_limit: Option<i32>,
    /// How often by one customer; without limit when empty.
    pub usage_limit_per_customer: Option<i32>,
    /// What the lines of a cart must cost at least for a code.
    pub minimum_total: Option<Money>,
}

/// An empty form: a percentage, always in force.
impl Default for PromotionChange {
    fn default() -> Self {
        PromotionChange {
            description: String::new(),
            kind: PromotionKind::Percentage,
            discount: 0,
            code: None,
            starts_at: None,
            ends_at: None,
            usage_limit: None,
            usage_limit_per_customer: None,
            minimum_total: None,
        }
    }
}

impl Promotion {
    /// Whether it applies by itself at `now`.
    pub fn is_in_force(&self, now: Time) -> bool {
        self.code.is_none()
            && self.starts_at.is_none_or(|start| start <= now)
            && self.ends_at.is_none_or(|end| now < end)
    }

    /// `price` with this promotion; never higher, never below zero.
    pub fn apply(&self, price: Money) -> Money {
        match self.kind {
            PromotionKind::Percentage => price.less_basis_points(self.discount),
            PromotionKind::Amount => price.less(Money(self.discount)),
            PromotionKind::FreeShipping => price,
        }
    }
}

/// The lowest price that the promotions in force give, and which one gives it.
pub fn best(price: Money, promotions: &[Promotion], now: Time) -> (Money, Option<&Promotion>) {
    promotions
        .iter()
        .filter(|promotion| promotion.is_in_force(now))
        .map(|promotion| (promotion.apply(price), Some(promotion)))
        .filter(|(lowered, _)| *lowered < price)
        .min_by_key(|(lowered, _)| *lowered)
        .unwrap_or((price, None))
}
