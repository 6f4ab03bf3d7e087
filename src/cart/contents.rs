//! What is in a cart at this moment: lines with today's prices, promotions and stock.

use std::collections::HashMap;

use diesel::QueryResult;

use super::models::{Cart, CartItem};
use super::pricing::Reason;
use super::queries;
use crate::catalog::models::{Product, Sellable, Variant};
use crate::catalog::queries::{list_products, list_variants_by_id};
use crate::catalog::stock::Supply;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::promotions::codes::Amount;
use crate::promotions::models::{Promotion, best};
use crate::promotions::queries::list_of_products;

/// A line with everything that is known of it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Key of the line.
    pub id: i64,
    /// What is bought.
    pub what: Sellable,
    /// Part of the product's address.
    pub slug: String,
    /// The product's name.
    pub title: String,
    /// "Blue / Large"; empty without variants.
    pub variant_label: String,
    /// Stock keeping unit; may be empty.
    pub sku: String,
    /// Units.
    pub quantity: i32,
    /// Price of one unit that the shopper saw when setting the line.
    pub seen_price: Money,
    /// Price of one unit before promotions.
    pub list_price: Money,
    /// Price of one unit now.
    pub unit_price: Money,
    /// The promotion that makes it so.
    pub promotion: Option<Promotion>,
    /// How much there is of it.
    pub supply: Supply,
    /// Why it cannot be ordered as it stands.
    pub problem: Option<LineProblem>,
}

/// Why a line cannot be ordered as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineProblem {
    /// The product is no longer offered, or no longer in this form.
    NotOffered,
    /// None are left.
    SoldOut,
    /// Fewer are left than asked for.
    OnlyLeft(i32),
}

impl Line {
    /// What the line costs before a code.
    pub fn amount(&self) -> Amount {
        Amount { what: self.what, amount: Money(self.unit_price.0 * i64::from(self.quantity)) }
    }

    /// Why it costs what it does, before a code.
    pub fn price_reasons(&self) -> Vec<Reason> {
        let times = |price: Money| Money(price.0 * i64::from(self.quantity));
        let mut reasons = vec![Reason::new("Price", times(self.list_price))];
        if let Some(promotion) = &self.promotion {
            let saved = times(self.list_price.less(self.unit_price));
            reasons.push(Reason::less(&promotion.description, saved));
        }
        reasons
    }

    /// Why it cannot be ordered as it stands, as a sentence.
    pub fn obstacle(&self) -> Option<String> {
        let title = &self.title;
        Some(match self.problem? {
            LineProblem::NotOffered => format!("“{title}” is no longer available."),
            LineProblem::SoldOut => format!("“{title}” is sold out."),
            LineProblem::OnlyLeft(1) => format!("Only one of “{title}” is left."),
            LineProblem::OnlyLeft(left) => format!("Only {left} of “{title}” are left."),
        })
    }

    /// Whether one unit costs something else than when the shopper last looked.
    pub fn price_changed(&self) -> bool {
        self.seen_price != self.unit_price
    }
}

/// The lines of a cart, in the order in which they were added; four statements.
pub fn list_lines(conn: &mut Conn, cart: &Cart, now: Time) -> QueryResult<Vec<Line>> {
    let items = queries::list_items(conn, &cart.id)?;
    let offers = Offers::load(conn, items.iter().map(CartItem::what))?;
    Ok(items.iter().filter_map(|item| offers.line(item, now)).collect())
}

/// Products and variants with their promotions, as they are now.
pub struct Offers {
    products: HashMap<i64, Product>,
    variants: HashMap<i64, Variant>,
    promotions: HashMap<i64, Vec<Promotion>>,
}

/// One thing as it is offered.
pub struct Offer<'a> {
    product: &'a Product,
    variant: Option<&'a Variant>,
    promotions: &'a [Promotion],
    what: Sellable,
}

impl Offers {
    /// Reads what is needed to say how `things` are offered; three statements.
    pub fn load(conn: &mut Conn, things: impl Iterator<Item = Sellable>) -> QueryResult<Offers> {
        let things: Vec<Sellable> = things.collect();
        let products: Vec<i64> = things.iter().map(|what| what.product_id).collect();
        let variants: Vec<i64> = things.iter().filter_map(|what| what.variant_id).collect();
        let mut promotions: HashMap<i64, Vec<Promotion>> = HashMap::new();
        for (product, promotion) in list_of_products(conn, &products)? {
            promotions.entry(product).or_default().push(promotion);
        }
        Ok(Offers {
            products: list_products(conn, &products)?.into_iter().map(|row| (row.id, row)).collect(),
            variants: list_variants_by_id(conn, &variants)?.into_iter().map(|row| (row.id, row)).collect(),
            promotions,
        })
    }

    /// How `what` is offered; `None` when there is no such product.
    pub fn find(&self, what: Sellable) -> Option<Offer<'_>> {
        let product = self.products.get(&what.product_id)?;
        let variant = what
            .variant_id
            .and_then(|id| self.variants.get(&id))
            .filter(|variant| variant.product_id == product.id);
        let promotions = self.promotions.get(&product.id).map_or(&[][..], Vec::as_slice);
        Some(Offer { product, variant, promotions, what })
    }

    /// The line that `item` makes now; `None` when there is no such product.
    pub fn line(&self, item: &CartItem, now: Time) -> Option<Line> {
        let offer = self.find(item.what())?;
        let (unit_price, promotion) = offer.price(now);
        Some(Line {
            id: item.id,
            what: item.what(),
            slug: offer.product.slug.clone(),
            title: offer.product.title.clone(),
            variant_label: offer.variant.map(Variant::label).unwrap_or_default(),
            sku: offer.variant.and_then(|variant| variant.sku.clone()).unwrap_or_default(),
            quantity: item.quantity,
            seen_price: item.seen_price,
            list_price: offer.list_price(),
            unit_price,
            promotion: promotion.cloned(),
            supply: offer.supply(),
            problem: offer.problem(item.quantity),
        })
    }
}

impl<'a> Offer<'a> {
    /// The product's name.
    pub fn title(&self) -> &'a str {
        &self.product.title
    }

    /// Price of one unit before promotions.
    pub fn list_price(&self) -> Money {
        self.variant.map_or(self.product.unit_price, |variant| variant.unit_price)
    }

    /// Price of one unit, and the promotion that makes it so.
    pub fn price(&self, now: Time) -> (Money, Option<&'a Promotion>) {
        best(self.list_price(), self.promotions, now)
    }

    /// How much there is of it.
    pub fn supply(&self) -> Supply {
        self.variant.map_or(self.product.supply(), Variant::supply)
    }

    /// Whether shoppers can order it in this form: published, and with a variant exactly when the
    /// product has some.
    pub fn is_offered(&self) -> bool {
        self.product.is_published && self.exists()
    }

    /// Whether there is such a thing, published or not.
    pub fn exists(&self) -> bool {
        self.product.has_variants == self.what.variant_id.is_some()
            && self.variant.is_some() == self.what.variant_id.is_some()
    }

    /// Whether only the choice of a variant is missing.
    pub fn needs_variant(&self) -> bool {
        self.product.is_published && self.product.has_variants && self.variant.is_none()
    }

    /// Why `quantity` units of it cannot be ordered.
    pub fn problem(&self, quantity: i32) -> Option<LineProblem> {
        if !self.is_offered() {
            return Some(LineProblem::NotOffered);
        }
        match self.supply().limit() {
            Some(0) => Some(LineProblem::SoldOut),
            Some(left) if left < quantity => Some(LineProblem::OnlyLeft(left)),
            _ => None,
        }
    }
}
