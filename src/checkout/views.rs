//! A quote in words: the lines and totals of cart and checkout; and until when an order can be paid.

use std::collections::HashMap;

use diesel::QueryResult;

use super::quote::Quote;
use crate::cart::contents::Line;
use crate::media::queries::main_of_products;
use crate::media::view::Picture;
use crate::orders::views::{LineView, ReasonView, TotalsView, iso, moment, worth_saying};
use crate::payments::models::{Payment, PaymentState};
use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::platform::settings::ShopSettings;
use crate::urls;

/// The main pictures of the products in a quote, by product; two statements.
pub fn pictures(conn: &mut Conn, quote: &Quote) -> QueryResult<HashMap<i64, Picture>> {
    let products: Vec<i64> = quote.cart.lines.iter().map(|line| line.what.product_id).collect();
    let found = main_of_products(conn, &products)?;
    Ok(found.into_iter().filter_map(|(product, picture)| Some((product, picture.view()?))).collect())
}

/// A line of a quote.
pub fn line(
    quote: &Quote,
    line: &Line,
    discount: Money,
    pictures: &HashMap<i64, Picture>,
    settings: &ShopSettings,
) -> LineView {
    let reasons = quote.cart.reasons(line, discount);
    LineView {
        href: match line.what.variant_id {
            Some(variant) => urls::product_variant(&line.slug, variant),
            None => urls::product(&line.slug),
        },
        title: line.title.clone(),
        variant_label: line.variant_label.clone(),
        picture: pictures.get(&line.what.product_id).cloned(),
        quantity: line.quantity,
        unit_price: settings.price(line.unit_price),
        was: (line.list_price > line.unit_price).then(|| settings.price(line.list_price)),
        amount: settings.price(line.amount().amount.less(discount)),
        reasons: worth_saying(&reasons, |amount| settings.price(amount)),
    }
}

/// What the total is made of.
pub fn totals(quote: &Quote, settings: &ShopSettings) -> TotalsView {
    let totals = &quote.totals;
    let code = quote.cart.applied_code().map(|code| code.code.as_str());
    let method = quote.shipping.as_ref().map_or("to be chosen", |offer| offer.method.name.as_str());
    TotalsView {
        rows: ReasonView::list(&totals.reasons(code, method), |amount| settings.price(amount)),
        total: settings.price(totals.total),
        tax_note: match totals.rule.is_included && totals.tax > Money(0) {
            true => format!("includes {} tax of {}", totals.rule.percent(), settings.price(totals.tax)),
            false => String::new(),
        },
    }
}

/// The summary beside every step of the checkout.
#[derive(Debug, Clone)]
pub struct Summary {
    /// The lines.
    pub lines: Vec<LineView>,
    /// What they add up to.
    pub totals: TotalsView,
    /// "3 items"
    pub count_label: String,
}

impl Summary {
    /// Of a quote; two statements for the pictures.
    pub fn load(conn: &mut Conn, quote: &Quote, settings: &ShopSettings) -> QueryResult<Summary> {
        let pictures = pictures(conn, quote)?;
        let units: i64 = quote.cart.lines.iter().map(|line| i64::from(line.quantity)).sum();
        Ok(Summary {
            lines: quote
                .cart
                .lines_with_discounts()
                .map(|(each, discount)| line(quote, each, discount, &pictures, settings))
                .collect(),
            totals: totals(quote, settings),
            count_label: crate::platform::text::counted(units, "item", "items"),
        })
    }
}

/// Paying on the provider's page.
pub struct PayView {
    /// "15 March 2026, 12:00 UTC": so long the order is kept; may be empty.
    pub until: String,
    /// The same for machines.
    pub until_iso: String,
}

impl PayView {
    /// Of a payment that is waited for; `None` when it cannot be paid on a page any more.
    pub fn of(payment: &Payment) -> Option<PayView> {
        let can_be_paid = payment.state == PaymentState::Open && payment.closing_at.is_none();
        can_be_paid.then(|| PayView {
            until: payment.expires_at.map(moment).unwrap_or_default(),
            until_iso: payment.expires_at.map(iso).unwrap_or_default(),
        })
    }
}
