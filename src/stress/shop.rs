//! A small catalogue of which there is never enough.

use std::collections::BTreeMap;

use diesel::QueryResult;

use super::ledger::Ledger;
use super::queries;
use crate::catalog::models::{CollectionChange, ProductChange, Sellable, VariantChange};
use crate::catalog::{collections, products};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::platform::slug::slugify;
use crate::promotions::models::{PromotionChange, PromotionKind};
use crate::promotions::promotions;

/// What shipping costs, so that its tax is a part of every sum.
const SHIPPING: Money = Money(490);

/// What buyers choose from.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Everything that can be put into a cart.
    pub things: Vec<Sellable>,
    /// What can be typed as a code.
    pub codes: Vec<String>,
    /// Key of the way of shipping.
    pub shipping_method: i64,
}

/// How much of something there is, and whether that is counted.
#[derive(Debug, Clone, Copy)]
struct Supply {
    inventory: i32,
    is_tracked: bool,
    allows_backorder: bool,
}

const fn scarce(inventory: i32) -> Supply {
    Supply { inventory, is_tracked: true, allows_backorder: false }
}

const ENDLESS: Supply = Supply { inventory: 0, is_tracked: false, allows_backorder: false };
const BACK_ORDERED: Supply = Supply { inventory: 6, is_tracked: true, allows_backorder: true };

/// Fills an empty shop; the ledger knows of everything that is in stock.
///
/// Stock is `plenty` times what makes buyers run into each other.
pub fn open(conn: &mut Conn, plenty: i32, now: Time) -> QueryResult<(Shop, Ledger)> {
    let collection_id = collections::create(
        conn,
        &CollectionChange { title: "Sale".to_owned(), slug: "sale".to_owned(), ..Default::default() },
    )?;
    let mut stocked = BTreeMap::new();
    let simple = [
        ("Tin mug", scarce(12), 1250),
        ("Oak board", scarce(9), 3499),
        ("Wool blanket", scarce(5), 8900),
        ("Linen apron", scarce(7), 2795),
        ("Gift card", ENDLESS, 2500),
        ("Clay bowl", BACK_ORDERED, 1933),
    ];
    for (title, supply, price) in simple {
        let supply = times(supply, plenty);
        let id = products::create(conn, &product(title, supply, price, collection_id), now)?;
        stocked.insert(Sellable { product_id: id, variant_id: None }, supply.inventory);
    }
    let varied = [
        ("Shirt", [("Small", scarce(6)), ("Medium", scarce(8)), ("Large", scarce(3))]),
        ("Poster", [("A4", scarce(10)), ("A3", BACK_ORDERED), ("Print at home", ENDLESS)]),
    ];
    for (title, variants) in varied {
        let product_id = products::create(conn, &product(title, scarce(0), 1999, collection_id), now)?;
        products::set_options(conn, product_id, &["Size".to_owned()])?;
        for ((size, supply), position) in variants.into_iter().zip(1..) {
            let supply = times(supply, plenty);
            let id = products::create_variant(conn, product_id, &variant(size, supply, position), now)?;
            stocked.insert(Sellable { product_id, variant_id: Some(id) }, supply.inventory);
        }
    }
    let things: Vec<Sellable> = stocked.keys().copied().collect();
    let codes = offer(conn, &things, now)?;
    let shipping_method = queries::set_shipping_price(conn, SHIPPING)?;
    let mut ledger = Ledger::default();
    for (what, units) in stocked {
        ledger.receive(what, units);
    }
    Ok((Shop { things, codes, shipping_method }, ledger))
}

fn times(supply: Supply, plenty: i32) -> Supply {
    Supply { inventory: supply.inventory * plenty, ..supply }
}

/// A promotion of one product, and codes: used up soon, once for each customer, shipping for free.
fn offer(conn: &mut Conn, things: &[Sellable], now: Time) -> QueryResult<Vec<String>> {
    let on_sale: Vec<i64> = things.first().map(|what| what.product_id).into_iter().collect();
    promotions::create(conn, &promotion("Week of mugs", PromotionKind::Percentage, 1500), &on_sale, now)?;
    let codes = [
        ("FIRST40", PromotionKind::Percentage, 1000, Some(40), None),
        ("HELLO", PromotionKind::Amount, 333, None, Some(1)),
        ("SHIPFREE", PromotionKind::FreeShipping, 0, Some(100), Some(2)),
    ];
    for (code, kind, discount, usage_limit, usage_limit_per_customer) in codes {
        let change = PromotionChange {
            code: Some(code.to_owned()),
            usage_limit,
            usage_limit_per_customer,
            ..promotion(code, kind, discount)
        };
        promotions::create(conn, &change, &[], now)?;
    }
    Ok(codes.iter().map(|(code, ..)| (*code).to_owned()).collect())
}

fn promotion(description: &str, kind: PromotionKind, discount: i64) -> PromotionChange {
    PromotionChange {
        description: description.to_owned(),
        kind,
        discount,
        code: None,
        starts_at: None,
        ends_at: None,
        usage_limit: None,
        usage_limit_per_customer: None,
        minimum_total: None,
    }
}

fn product(title: &str, supply: Supply, price: i64, collection_id: i64) -> ProductChange {
    ProductChange {
        title: title.to_owned(),
        slug: slugify(title),
        description: None,
        unit_price: Money(price),
        compare_at_price: None,
        inventory: supply.inventory,
        track_inventory: supply.is_tracked,
        allow_backorder: supply.allows_backorder,
        collection_id,
        is_published: true,
    }
}

fn variant(size: &str, supply: Supply, position: i32) -> VariantChange {
    VariantChange {
        sku: None,
        option1: size.to_owned(),
        option2: String::new(),
        option3: String::new(),
        unit_price: Money(1500 + 250 * i64::from(position)),
        compare_at_price: None,
        inventory: supply.inventory,
        track_inventory: supply.is_tracked,
        allow_backorder: supply.allows_backorder,
        image_id: None,
        position,
    }
}
