//! One synthetic order, made from its number, and what it is made of.

use chrono::TimeDelta;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::dice::Dice;
use super::item;
use crate::orders::numbers::spell;
use crate::platform::clock::Time;
use crate::platform::money::{Currency, Money};

/// Mixed into every order's seed.
const SEED: u64 = 0x0fde_75ee;
/// Odd, so that different orders get different numbers: they look random and never meet.
const SPREAD: u64 = 0x9e_3779_b97f;
/// The oldest order is this many minutes older than the newest: two years.
const AGES: u64 = 2 * 365 * 24 * 60;
/// Major units, and from which value of the lines on there are none.
const SHIPPING: (&str, &str) = ("4.90", "75");

/// Somebody who may have ordered.
pub(super) struct Buyer {
    pub customer_id: i64,
    pub email: String,
    pub email_key: String,
    pub name: String,
    pub street: String,
    pub city: String,
    pub zip: String,
    pub country: String,
}

/// Something that may have been ordered.
pub(super) struct Ware {
    pub product_id: i64,
    pub variant_id: Option<i64>,
    pub title: String,
    pub label: String,
    pub sku: String,
    pub list_price: i64,
    pub price: i64,
}

/// What orders are made of.
pub(super) struct Shop {
    pub buyers: Vec<Buyer>,
    pub wares: Vec<Ware>,
    pub currency: Currency,
    pub tax_rate: Decimal,
}

/// What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Its payment failed; it was cancelled.
    Failed,
    /// It waits for its payment.
    Waiting,
    /// Paid.
    Paid,
    /// Paid and sent.
    Shipped,
    /// Paid, sent and arrived.
    Delivered,
}

/// An order before it is stored.
pub(super) struct Purchase<'a> {
    pub number: i64,
    pub spelled: String,
    pub token: String,
    pub buyer: &'a Buyer,
    pub lines: Vec<Line<'a>>,
    pub fate: Fate,
    pub placed_at: Time,
    pub subtotal: i64,
    pub shipping: i64,
    pub tax: i64,
}

/// A line of an order.
pub(super) struct Line<'a> {
    pub ware: &'a Ware,
    pub quantity: i32,
    pub tax: i64,
}

impl Line<'_> {
    /// What its units cost before tax.
    pub fn price(&self) -> i64 {
        self.ware.price.saturating_mul(i64::from(self.quantity))
    }
}

impl<'a> Purchase<'a> {
    /// Order number `number`; `None` when the shop has nothing to sell or nobody to sell to.
    pub fn new(number: i64, shop: &'a Shop) -> Option<Purchase<'a>> {
        let mut dice = Dice::of(SEED, number);
        let buyer = shop.buyers.get(dice.index(shop.buyers.len()))?;
        let age = TimeDelta::minutes(i64::from(dice.units(0, AGES)));
        let lines = lines(&mut dice, shop);
        let subtotal = lines.iter().map(Line::price).fold(0, i64::saturating_add);
        let shipping = shipping(subtotal, &shop.currency);
        let of_lines = lines.iter().map(|line| line.tax).fold(0, i64::saturating_add);
        Some(Purchase {
            number,
            spelled: spell(number.unsigned_abs().wrapping_mul(SPREAD)),
            token: uuid::Builder::from_random_bytes(dice.bytes()).into_uuid().to_string(),
            buyer,
            fate: fate(&mut dice, age.num_days()),
            placed_at: item::anchor() - age,
            subtotal,
            shipping,
            tax: of_lines.saturating_add(tax(shipping, shop.tax_rate)),
            lines,
        })
    }

    /// What was to be paid.
    pub fn total(&self) -> i64 {
        self.subtotal.saturating_add(self.shipping).saturating_add(self.tax)
    }

    /// What its payment is called, by which the next run finds where to go on.
    pub fn reference(&self) -> String {
        reference(self.number)
    }

    /// So many hours after it was placed.
    pub fn later(&self, hours: i64) -> Time {
        self.placed_at + TimeDelta::hours(hours)
    }
}

/// What the payment of order number `number` is called; later ones sort behind earlier ones.
pub(super) fn reference(number: i64) -> String {
    format!("{REFERENCE}{number:012}")
}

/// What the references of synthetic payments begin with.
pub(super) const REFERENCE: &str = "seed-";

/// One to five lines, each of another product.
fn lines<'a>(dice: &mut Dice, shop: &'a Shop) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    for _ in 0..=dice.below(5) {
        let Some(ware) = shop.wares.get(dice.index(shop.wares.len())) else { break };
        let quantity = if dice.chance(75) { 1 } else { dice.units(2, 4) };
        if lines.iter().any(|line| line.ware.product_id == ware.product_id) {
            continue;
        }
        let mut line = Line { ware, quantity, tax: 0 };
        line.tax = tax(line.price(), shop.tax_rate);
        lines.push(line);
    }
    lines
}

fn fate(dice: &mut Dice, days: i64) -> Fate {
    match dice.below(100) {
        0..4 => Fate::Failed,
        4..7 => Fate::Waiting,
        _ if days < 2 => Fate::Paid,
        _ if days < 6 => Fate::Shipped,
        _ => Fate::Delivered,
    }
}

fn shipping(subtotal: i64, currency: &Currency) -> i64 {
    let amount = |text: &str| {
        text.parse().ok().and_then(|number| currency.from_major(number)).map_or(0, |m: Money| m.0)
    };
    let (price, free_from) = SHIPPING;
    if subtotal < amount(free_from) { amount(price) } else { 0 }
}

/// On top of `amount`, half-up.
fn tax(amount: i64, rate: Decimal) -> i64 {
    let exact = Decimal::from(amount).saturating_mul(rate);
    exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> Shop {
        let ware = |product_id: i64, price: i64| Ware {
            product_id,
            variant_id: None,
            title: "Mug".into(),
            label: String::new(),
            sku: String::new(),
            list_price: price,
            price,
        };
        let buyer = Buyer {
            customer_id: 1,
            email: "a@example.com".into(),
            email_key: "a@example.com".into(),
            name: "Ann".into(),
            street: "1 Quay".into(),
            city: "Hull".into(),
            zip: String::new(),
            country: "GB".into(),
        };
        Shop {
            buyers: vec![buyer],
            wares: (1..20).map(|id| ware(id, id * 333)).collect(),
            currency: Currency::from_code("USD").unwrap(),
            tax_rate: Decimal::new(19, 2),
        }
    }

    #[test]
    fn orders_add_up_have_one_to_five_lines_and_numbers_of_their_own() {
        let shop = shop();
        let mut numbers = std::collections::HashSet::new();
        let mut free = 0;
        for number in 1..2_000 {
            let order = Purchase::new(number, &shop).unwrap();
            assert!((1..=5).contains(&order.lines.len()));
            let of_lines: i64 = order.lines.iter().map(|line| line.price() + line.tax).sum();
            assert_eq!(order.total(), of_lines + order.shipping + tax(order.shipping, shop.tax_rate));
            assert_eq!(order.shipping == 0, order.subtotal >= 7_500);
            free += i32::from(order.shipping == 0);
            assert!(numbers.insert(order.spelled) && order.token.len() == 36);
        }
        assert!((100..1_900).contains(&free), "{free}");
    }

    #[test]
    fn tax_is_rounded_half_up() {
        assert_eq!(tax(250, Decimal::new(19, 2)), 48);
        assert_eq!(tax(150, Decimal::new(1, 1)), 15);
        assert_eq!(tax(5, Decimal::new(1, 1)), 1);
    }
}
