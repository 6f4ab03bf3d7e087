//! What a cart costs at this moment, with shipping and tax.

use diesel::QueryResult;

use super::shipping::{ShippingOffer, list_offers};
use super::totals::{TaxRule, Totals};
use crate::cart::models::Cart;
use crate::cart::pricing::{Payer, PricedCart};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::platform::settings::ShopSettings;

/// Where a cart would go, as far as is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct Destination<'a> {
    /// ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// The chosen way of shipping.
    pub method: Option<i64>,
}

/// A cart with everything that makes its total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Its lines and code.
    pub cart: PricedCart,
    /// The ways of shipping, the cheapest first.
    pub offers: Vec<ShippingOffer>,
    /// The chosen way, or the cheapest; `None` when nothing ships there.
    pub shipping: Option<ShippingOffer>,
    /// What it adds up to.
    pub totals: Totals,
}

impl Quote {
    /// What the cart costs at `now`; a fixed number of statements.
    pub fn load(
        conn: &mut Conn,
        cart: &Cart,
        payer: Payer<'_>,
        destination: Destination<'_>,
        settings: &ShopSettings,
        now: Time,
    ) -> QueryResult<Quote> {
        let priced = PricedCart::load(conn, cart, payer, now)?;
        let goods = priced.subtotal().less(priced.discount());
        let offers = list_offers(conn, destination.country, goods, priced.ships_free())?;
        let chosen = offers.iter().find(|offer| Some(offer.method.id) == destination.method);
        let shipping = chosen.or(offers.first()).cloned();
        let lines: Vec<(Money, Money)> =
            priced.lines_with_discounts().map(|(line, discount)| (line.amount().amount, discount)).collect();
        let price = shipping.as_ref().map_or(Money(0), |offer| offer.price);
        Ok(Quote { totals: Totals::of(&lines, price, TaxRule::of(settings)), cart: priced, offers, shipping })
    }
}
