//! Which ways of shipping an order has, and what they cost.

use diesel::QueryResult;

use super::models::ShippingMethod;
use super::queries;
use crate::platform::db::Conn;
use crate::platform::money::Money;

/// A way of shipping for one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippingOffer {
    /// The method.
    pub method: ShippingMethod,
    /// What it costs for these goods.
    pub price: Money,
}

impl ShippingMethod {
    /// Whether it goes to this country; an unknown one counts as any.
    pub fn ships_to(&self, country: Option<&str>) -> bool {
        self.countries.is_empty()
            || country.is_none_or(|code| self.countries.split_whitespace().any(|known| known == code))
    }

    /// What it costs for goods of this value, after the code.
    pub fn price_for(&self, goods: Money) -> Money {
        match self.free_from {
            Some(limit) if goods >= limit => Money(0),
            _ => self.price,
        }
    }
}

/// The ways to ship goods of this value to a country, the cheapest first; one statement.
pub fn list_offers(
    conn: &mut Conn,
    country: Option<&str>,
    goods: Money,
    is_free: bool,
) -> QueryResult<Vec<ShippingOffer>> {
    let mut offers: Vec<ShippingOffer> = queries::list_active_methods(conn)?
        .into_iter()
        .filter(|method| method.ships_to(country))
        .map(|method| {
            let price = if is_free { Money(0) } else { method.price_for(goods) };
            ShippingOffer { method, price }
        })
        .collect();
    offers.sort_by_key(|offer| (offer.price, offer.method.position, offer.method.id));
    Ok(offers)
}

/// What the way of shipping with this name costs for goods of this value, if there still is one.
pub fn find_offer(conn: &mut Conn, name: &str, goods: Money) -> QueryResult<Option<ShippingOffer>> {
    let method = queries::find_method(conn, name)?;
    Ok(method.map(|method| ShippingOffer { price: method.price_for(goods), method }))
}

/// The codes of the countries that the shop ships to; `None` for all.
pub fn list_countries(conn: &mut Conn) -> QueryResult<Option<Vec<String>>> {
    let methods = queries::list_active_methods(conn)?;
    if methods.iter().any(|method| method.countries.is_empty()) {
        return Ok(None);
    }
    let mut codes: Vec<String> =
        methods.iter().flat_map(|method| method.countries.split_whitespace()).map(str::to_owned).collect();
    codes.sort_unstable();
    codes.dedup();
    Ok(Some(codes))
}
