//! How the demo shop ships, and its codes; amounts in any currency.

use diesel::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::content::{Content, DemoCode};
use super::load::LoadError;
use crate::checkout;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::{Currency, Money};
use crate::promotions::models::{PromotionChange, PromotionKind};
use crate::promotions::promotions;
use crate::schema;

/// Adds the shop's shipping methods in place of the migration's only one.
pub(super) fn add_shipping_methods(
    conn: &mut Conn,
    content: &Content,
    currency: Currency,
) -> Result<(), LoadError> {
    use schema::shipping_methods;

    let mut added = Vec::new();
    for (method, position) in content.shipping_methods.iter().zip(1..) {
        let free_from = method.free_from.as_deref().map(|text| amount(currency, text)).transpose()?;
        let id: i64 = diesel::insert_into(shipping_methods::table)
            .values((
                shipping_methods::name.eq(&method.name),
                shipping_methods::description.eq(&method.description),
                shipping_methods::price.eq(amount(currency, &method.price)?),
                shipping_methods::free_from.eq(free_from),
                shipping_methods::position.eq(position),
            ))
            .returning(shipping_methods::id)
            .get_result(conn)?;
        added.push(id);
    }
    Ok(checkout::loading::drop_first_method(conn, &added)?)
}

/// Adds the codes that shoppers may enter in the cart.
pub(super) fn add_codes(
    conn: &mut Conn,
    content: &Content,
    currency: Currency,
    now: Time,
) -> Result<(), LoadError> {
    for code in &content.codes {
        add_code(conn, code, currency, now)?;
    }
    Ok(())
}

fn add_code(conn: &mut Conn, code: &DemoCode, currency: Currency, now: Time) -> Result<(), LoadError> {
    let (kind, discount) = discount(currency, &code.kind, &code.discount)?;
    let minimum = code.minimum.as_deref().map(|text| amount(currency, text)).transpose()?;
    let change = PromotionChange {
        description: code.description.clone(),
        kind,
        discount,
        code: Some(code.code.clone()),
        starts_at: None,
        ends_at: None,
        usage_limit: None,
        usage_limit_per_customer: code.per_customer,
        minimum_total: minimum,
    };
    promotions::create(conn, &change, &[], now)?;
    Ok(())
}

/// The kind of a promotion, with its discount in hundredths of a percent or in minor units.
pub(super) fn discount(
    currency: Currency,
    kind: &str,
    discount: &str,
) -> Result<(PromotionKind, i64), LoadError> {
    let wrong = || LoadError::Wrong(format!("{kind} {discount}"));
    let kind = PromotionKind::from_text(kind).ok_or_else(wrong)?;
    let discount = match kind {
        PromotionKind::Percentage => {
            let percent: Decimal = discount.parse().map_err(|_| wrong())?;
            (percent * Decimal::ONE_HUNDRED).to_i64().ok_or_else(wrong)?
        }
        PromotionKind::Amount | PromotionKind::FreeShipping => amount(currency, discount)?.0,
    };
    Ok((kind, discount))
}

/// Major units in this currency, rounded when it has fewer digits.
pub(super) fn amount(currency: Currency, text: &str) -> Result<Money, LoadError> {
    let wrong = || LoadError::Wrong(text.to_owned());
    currency.from_major(text.parse().map_err(|_| wrong())?).ok_or_else(wrong)
}
