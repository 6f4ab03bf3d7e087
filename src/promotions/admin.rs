//! Promotions as staff see them.

use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Nullable};
use rust_decimal::Decimal;

use super::choosing::{choose_products, list_product_ids};
use super::history;
use super::models::PromotionKind;
use super::promotion_editing::{self, PromotionEntry};
use crate::admin::expr::{col, expr};
use crate::admin::form::{Fieldset, Form};
use crate::admin::inline::Many;
use crate::admin::list::filter::{by_choice, by_date, by_empty};
use crate::admin::list::search::contains;
use crate::admin::list::{List, asc};
use crate::admin::model::Model;
use crate::admin::views::{Cell, Tone};
use crate::field;
use crate::form_choices;
use crate::platform::db::value::Val;
use crate::schema::promotions;

form_choices!(PromotionKind {
    Percentage => "Percentage",
    Amount => "Amount",
    FreeShipping => "Free shipping",
});

const KINDS: [(&str, &str); 3] =
    [("percentage", "Percentage"), ("amount", "Amount"), ("free_shipping", "Free shipping")];
const PERCENT: &str = "CASE WHEN kind = 'percentage' THEN discount END";
const AMOUNT: &str = "CASE WHEN kind = 'amount' THEN discount END";

/// Promotions.
pub fn promotion() -> Model {
    let list = List::new(promotions::id)
        .column(col(promotions::description))
        .column(col(promotions::kind).choices(&KINDS.map(|(kind, words)| (kind, words, Tone::Plain))))
        .column(expr("percent", sql::<Nullable<BigInt>>(PERCENT)).show(percent))
        .column(expr("amount", sql::<Nullable<BigInt>>(AMOUNT)).money())
        .column(col(promotions::code))
        .column(col(promotions::starts_at).label("From"))
        .column(col(promotions::ends_at).label("Until"))
        .column(col(promotions::used_count).label("Used"))
        .search(contains(col(promotions::description)))
        .search(contains(col(promotions::code)))
        .filter(by_choice(col(promotions::kind), &KINDS))
        .filter(by_empty(col(promotions::code)))
        .filter(by_date(col(promotions::starts_at)).title("From"))
        .filter(by_date(col(promotions::ends_at)).title("Until"))
        .order(asc(col(promotions::description)));
    Model::new(&history::PROMOTION, "promotion", "promotions", list)
        .form(form())
        .many(
            Many::new("products", "catalog.product", list_product_ids, choose_products)
                .autocomplete()
                .help("A code without products is for everything."),
        )
        .delete(promotion_editing::delete)
}

fn form() -> Form<PromotionEntry> {
    Form::new(promotion_editing::find_change, promotion_editing::save)
        .field(field!(PromotionEntry.description).required().max_length(255).help("Shoppers read this."))
        .field(field!(PromotionEntry.kind).radio())
        .field(
            field!(PromotionEntry.percent)
                .min(Some(Decimal::ZERO))
                .max(Some(Decimal::ONE_HUNDRED))
                .help("For a percentage: 12.5 is twelve and a half percent."),
        )
        .field(field!(PromotionEntry.amount).amount().help("For an amount."))
        .field(field!(PromotionEntry.code).max_length(64).help("It applies only to carts with this code."))
        .field(field!(PromotionEntry.starts_at).label("From").help("UTC."))
        .field(field!(PromotionEntry.ends_at).label("Until").help("UTC."))
        .field(field!(PromotionEntry.usage_limit).min(Some(0)).help("How often it may be used in all."))
        .field(field!(PromotionEntry.usage_limit_per_customer).min(Some(0)))
        .field(field!(PromotionEntry.minimum_total).amount().help("What a cart must cost at least."))
        .fieldset(Fieldset::new("", &[&["description"], &["kind"], &["percent", "amount"]]))
        .fieldset(Fieldset::new("When", &[&["starts_at", "ends_at"]]))
        .fieldset(Fieldset::new(
            "Code",
            &[&["code", "minimum_total"], &["usage_limit", "usage_limit_per_customer"]],
        ))
        .fieldset(Fieldset::new("Products", &[&["products"]]))
        .rule(|entry, errors| {
            let Err(found) = entry.check() else { return };
            for (field, message) in found.iter() {
                if errors.on(field).is_none() {
                    errors.add(field, message);
                }
            }
        })
}

fn percent(hundredths: &Val, _: i64) -> Cell {
    match hundredths {
        Val::Null => Cell::Empty,
        value => Cell::Number(format!("{}%", Decimal::new(value.int(), 2).normalize())),
    }
}
