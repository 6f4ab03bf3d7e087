//! Codes: promotions that apply only to carts that carry them.
//!
//! How they combine, the same for every cart (`tests/it/promotions/combining.rs` holds it):
//!
//! 1. Every unit has the lowest price that one of its product's own promotions gives
//!    ([`best`](super::models::best)); promotions of a product never add up.
//! 2. A cart carries one code. A percentage or an amount is taken off what its lines cost after
//!    step 1: off the lines of the code's products, or off all when it names none.
//! 3. A percentage is rounded half-up for each line. An amount is never more than those lines cost
//!    and is spread over them in proportion to what they cost; the cents that remain go to the
//!    lines with the largest fractions, of equals to the one with the lower keys.
//! 4. Free shipping makes every shipping method free.
//! 5. The minimum of a code is compared with what all lines cost after step 1.
//!
//! So nothing costs less than zero, nothing costs more than without the code, and the order of the
//! lines does not matter.

use crate::catalog::models::Sellable;
use crate::platform::clock::Time;
use crate::platform::money::Money;
use crate::platform::settings::ShopSettings;

use super::models::PromotionKind;

/// A promotion with a code, with its limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Key of the promotion.
    pub id: i64,
    /// As staff wrote it.
    pub code: String,
    /// What shoppers read.
    pub description: String,
    /// How it lowers what is paid.
    pub kind: PromotionKind,
    /// Hundredths of a percent, or minor units, by kind.
    pub discount: i64,
    /// In force from then on, UTC.
    pub starts_at: Option<Time>,
    /// In force until before then, UTC.
    pub ends_at: Option<Time>,
    /// How often it may be used by all together.
    pub usage_limit: Option<i32>,
    /// How often by one customer.
    pub usage_limit_per_customer: Option<i32>,
    /// What the lines must cost at least.
    pub minimum_total: Option<Money>,
    /// How often it was used.
    pub used_count: i32,
    /// The products it is about; all when empty.
    pub products: Vec<i64>,
}

/// Why a code takes nothing off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeProblem {
    /// There is no such code, or not yet, or no longer: which of them is nobody's business.
    NotValid,
    /// All its uses are taken.
    UsedUp,
    /// This customer has used it as often as allowed.
    UsedByCustomer,
    /// The lines cost less than this.
    BelowMinimum(Money),
    /// It is about other products.
    NothingForIt,
}

impl CodeProblem {
    /// What the shopper who typed `code` is told.
    pub fn sentence(self, code: &str, settings: &ShopSettings) -> String {
        match self {
            CodeProblem::NotValid => format!("The code “{code}” is not valid."),
            CodeProblem::UsedUp => format!("The code “{code}” has been used up."),
            CodeProblem::UsedByCustomer => format!("You have used the code “{code}” before."),
            CodeProblem::BelowMinimum(minimum) => {
                format!("The code “{code}” counts for goods of {} and more.", settings.price(minimum))
            }
            CodeProblem::NothingForIt => format!("The code “{code}” is for other products."),
        }
    }
}

/// A line, as far as codes are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// What is bought.
    pub what: Sellable,
    /// What the line costs after the product's own promotions.
    pub amount: Money,
}

impl Code {
    /// Whether it takes something off `lines` at `now`; its limits per customer aside.
    pub fn check(&self, lines: &[Amount], now: Time) -> Result<(), CodeProblem> {
        let started = self.starts_at.is_none_or(|start| start <= now);
        if !started || self.ends_at.is_some_and(|end| end <= now) {
            return Err(CodeProblem::NotValid);
        }
        if self.usage_limit.is_some_and(|limit| self.used_count >= limit) {
            return Err(CodeProblem::UsedUp);
        }
        if let Some(minimum) = self.minimum_total
            && sum(lines) < minimum
        {
            return Err(CodeProblem::BelowMinimum(minimum));
        }
        match lines.iter().any(|line| self.is_for(line)) {
            true => Ok(()),
            false => Err(CodeProblem::NothingForIt),
        }
    }

    /// What it takes off each of `lines`, in their order.
    pub fn take_off(&self, lines: &[Amount]) -> Vec<Money> {
        let base = |line: &Amount| if self.is_for(line) { line.amount } else { Money(0) };
        match self.kind {
            PromotionKind::FreeShipping => vec![Money(0); lines.len()],
            PromotionKind::Percentage => lines
                .iter()
                .map(|line| Money(base(line).0 - base(line).less_basis_points(self.discount).0))
                .collect(),
            PromotionKind::Amount => {
                let bases: Vec<Amount> =
                    lines.iter().map(|line| Amount { what: line.what, amount: base(line) }).collect();
                spread(Money(self.discount.min(sum(&bases).0)), &bases)
            }
        }
    }

    fn is_for(&self, line: &Amount) -> bool {
        self.products.is_empty() || self.products.contains(&line.what.product_id)
    }
}

/// What all lines cost.
pub fn sum(lines: &[Amount]) -> Money {
    Money(lines.iter().map(|line| line.amount.0).sum())
}

/// Splits `total`, at most the sum of `lines`, over them in proportion to what they cost: by
/// largest remainder, so that not a cent is lost and no line goes below zero.
pub fn spread(total: Money, lines: &[Amount]) -> Vec<Money> {
    let all = i128::from(sum(lines).0);
    if all == 0 {
        return vec![Money(0); lines.len()];
    }
    let products = lines.iter().map(|line| i128::from(total.0) * i128::from(line.amount.0));
    let mut parts: Vec<(usize, i128, i128)> =
        products.enumerate().map(|(place, product)| (place, product / all, product % all)).collect();
    let given: i128 = parts.iter().map(|(_, part, _)| part).sum();
    let what = |place: &usize| lines.get(*place).map(|line| line.what);
    parts.sort_by(|(a, _, left), (b, _, right)| right.cmp(left).then_with(|| what(a).cmp(&what(b))));
    let mut remaining = i128::from(total.0) - given;
    for (_, part, rest) in &mut parts {
        if remaining > 0 && *rest > 0 {
            *part += 1;
            remaining -= 1;
        }
    }
    parts.sort_by_key(|(place, _, _)| *place);
    parts.into_iter().map(|(_, part, _)| Money(i64::try_from(part).unwrap_or(0))).collect()
}

/// A code as it is compared: shoppers type it as they like.
pub fn code_key(code: &str) -> String {
    code.trim().to_lowercase()
}
