//! Promotions as staff edit them: the discount in percent or as an amount, each in a field of its own.

use diesel::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::codes::code_key;
use super::models::{PromotionChange, PromotionKind};
use super::{promotions as rules, queries};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::platform::money::Money;
use crate::platform::web::form::{FieldErrors, REQUIRED};
use crate::schema::promotions;

const CODE_TAKEN: &str = "Promotion with this Code already exists.";
const ENDS_FIRST: &str = "The end must not be before the start.";
const NOT_FOR_THIS_KIND: &str = "Leave this empty for this kind of promotion.";
const NO_CODE: &str = "Free shipping needs a code.";
const LONGEST_DESCRIPTION: usize = 255;
const LONGEST_CODE: usize = 64;

/// A promotion as it is entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromotionEntry {
    /// What shoppers read.
    pub description: String,
    /// How it lowers what is paid.
    pub kind: PromotionKind,
    /// For [`PromotionKind::Percentage`]: 12.5 is twelve and a half percent.
    pub percent: Option<Decimal>,
    /// For [`PromotionKind::Amount`].
    pub amount: Option<Money>,
    /// Applies only to carts that carry it.
    pub code: Option<String>,
    /// In force from then on, UTC.
    pub starts_at: Option<Time>,
    /// In force until before then, UTC.
    pub ends_at: Option<Time>,
    /// How often a code may be used by all together.
    pub usage_limit: Option<i32>,
    /// How often by one customer.
    pub usage_limit_per_customer: Option<i32>,
    /// What the lines of a cart must cost at least for a code.
    pub minimum_total: Option<Money>,
}

impl Default for PromotionEntry {
    fn default() -> Self {
        PromotionEntry::from(PromotionChange::default())
    }
}

impl From<PromotionChange> for PromotionEntry {
    fn from(stored: PromotionChange) -> Self {
        let is = |kind| stored.kind == kind;
        PromotionEntry {
            percent: is(PromotionKind::Percentage).then(|| Decimal::new(stored.discount, 2).normalize()),
            amount: is(PromotionKind::Amount).then_some(Money(stored.discount)),
            description: stored.description,
            kind: stored.kind,
            code: stored.code,
            starts_at: stored.starts_at,
            ends_at: stored.ends_at,
            usage_limit: stored.usage_limit,
            usage_limit_per_customer: stored.usage_limit_per_customer,
            minimum_total: stored.minimum_total,
        }
    }
}

impl PromotionEntry {
    /// The promotion as it is stored, or what is wrong with it.
    pub fn check(&self) -> Result<PromotionChange, FieldErrors> {
        let mut errors = FieldErrors::default();
        let code = errors.optional_line("code", self.code.as_deref().unwrap_or_default(), LONGEST_CODE);
        let change = PromotionChange {
            description: errors.line("description", &self.description, LONGEST_DESCRIPTION),
            kind: self.kind,
            discount: self.discount(&mut errors),
            code: Some(code).filter(|code| !code.is_empty()),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            usage_limit: self.usage_limit,
            usage_limit_per_customer: self.usage_limit_per_customer,
            minimum_total: self.minimum_total,
        };
        if let (Some(start), Some(end)) = (change.starts_at, change.ends_at)
            && end < start
        {
            errors.add("ends_at", ENDS_FIRST);
        }
        if change.kind == PromotionKind::FreeShipping && change.code.is_none() {
            errors.add("code", NO_CODE);
        }
        if let Some(limit) = change.usage_limit {
            errors.range("usage_limit", limit, 0, i32::MAX);
        }
        if let Some(limit) = change.usage_limit_per_customer {
            errors.range("usage_limit_per_customer", limit, 0, i32::MAX);
        }
        if let Some(minimum) = change.minimum_total {
            errors.price("minimum_total", minimum);
        }
        errors.or(change)
    }

    /// Hundredths of a percent or minor units, from the field that belongs to the kind.
    fn discount(&self, errors: &mut FieldErrors) -> i64 {
        let mut expect = |field, is_its_kind, is_given| match (is_its_kind, is_given) {
            (true, false) => errors.add(field, REQUIRED),
            (false, true) => errors.add(field, NOT_FOR_THIS_KIND),
            _ => {}
        };
        expect("percent", self.kind == PromotionKind::Percentage, self.percent.is_some());
        expect("amount", self.kind == PromotionKind::Amount, self.amount.is_some());
        match (self.kind, self.percent, self.amount) {
            (PromotionKind::Percentage, Some(percent), _) => hundredths(errors, percent),
            (PromotionKind::Amount, _, Some(amount)) => {
                errors.price("amount", amount);
                amount.0
            }
            _ => 0,
        }
    }
}

fn hundredths(errors: &mut FieldErrors, percent: Decimal) -> i64 {
    errors.range("percent", percent, Decimal::ZERO, Decimal::ONE_HUNDRED);
    if percent.normalize().scale() > 2 {
        errors.add("percent", "Ensure that there are no more than 2 decimal places.");
    }
    percent.checked_mul(Decimal::ONE_HUNDRED).and_then(|number| number.to_i64()).unwrap_or_default()
}

/// What a form about the promotion shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<PromotionEntry>> {
    let stored: Option<PromotionChange> =
        promotions::table.find(id).select(PromotionChange::as_select()).first(conn).optional()?;
    Ok(stored.map(PromotionEntry::from))
}

/// Creates or changes a promotion; its products stay, and their prices follow.
pub fn save(conn: &mut Conn, edit: &Edit, id: Option<i64>, entry: &PromotionEntry) -> Result<i64, Refused> {
    let change = entry.check()?;
    if let Some(code) = &change.code {
        let same = promotions::table
            .filter(promotions::code_key.eq(code_key(code)))
            .filter(promotions::id.ne(id.unwrap_or_default()))
            .select(promotions::id);
        if diesel::select(diesel::dsl::exists(same)).get_result(conn)? {
            return Err(Refused::field("code", CODE_TAKEN));
        }
    }
    let Some(id) = id else { return Ok(rules::create(conn, &change, &[], edit.now)?) };
    let products = queries::list_products(conn, id)?;
    match rules::update(conn, id, &change, &products, edit.now)? {
        true => Ok(id),
        false => Err(Refused::gone("promotion")),
    }
}

/// Deletes promotions; the prices of their products follow.
pub fn delete(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    let mut deleted = 0;
    for id in ids {
        deleted += usize::from(rules::delete(conn, *id, edit.now)?);
    }
    Ok(deleted)
}
