//! The columns of a product that follow from its own rows and its variants.
//!
//! Set-based: one statement settles any number of products, so an import settles a chunk at a
//! time. [`recompute`] states the same rules in plain Rust; a property test compares the two.

use diesel::prelude::*;
use diesel::sql_types::Timestamp;

use super::models::{Product, Variant};
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// `(1,2,3)` for an `IN`: keys are numbers, so nothing needs quoting.
pub(crate) fn key_list(ids: &[i64]) -> String {
    let list: Vec<String> = ids.iter().map(i64::to_string).collect();
    format!("({})", list.join(","))
}

/// How many products one statement settles.
pub const CHUNK: usize = 500;

/// Brings price, stock and availability of these products in line with their variants.
pub fn settle(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        let keys = key_list(chunk);
        diesel::sql_query(format!(
            "UPDATE products SET has_variants = d.has_variants, price_varies = d.price_varies, \
                 unit_price = d.unit_price, inventory = d.inventory, is_available = d.is_available \
             FROM (SELECT p.id, COUNT(v.id) > 0 AS has_variants, \
                     COUNT(v.id) > 0 AND MIN(v.unit_price) <> MAX(v.unit_price) AS price_varies, \
                     COALESCE(MIN(v.unit_price), p.unit_price) AS unit_price, \
                     CASE WHEN COUNT(v.id) > 0 THEN CAST(SUM(v.inventory) AS INTEGER) ELSE p.inventory END AS inventory, \
                     CASE WHEN COUNT(v.id) > 0 \
                         THEN MAX(CASE WHEN NOT v.track_inventory OR v.allow_backorder OR v.inventory > 0 THEN 1 ELSE 0 END) = 1 \
                         ELSE NOT p.track_inventory OR p.allow_backorder OR p.inventory > 0 END AS is_available \
                   FROM products p LEFT JOIN product_variants v ON v.product_id = p.id \
                   WHERE p.id IN {keys} GROUP BY p.id) AS d \
             WHERE products.id = d.id AND (products.has_variants <> d.has_variants \
                 OR products.price_varies <> d.price_varies OR products.unit_price <> d.unit_price \
                 OR products.inventory <> d.inventory OR products.is_available <> d.is_available)"
        ))
        .execute(conn)?;
    }
    Ok(())
}

/// Appends to `price_changes` what differs from the last entry of each product.
pub fn record_prices(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        let keys = key_list(chunk);
        diesel::sql_query(format!(
            "INSERT INTO price_changes (product_id, unit_price, current_price, changed_at) \
             SELECT p.id, p.unit_price, p.current_price, $1 FROM products p \
             LEFT JOIN price_changes last ON last.id = \
                 (SELECT MAX(id) FROM price_changes WHERE product_id = p.id) \
             WHERE p.id IN {keys} AND (last.id IS NULL OR last.unit_price <> p.unit_price \
                 OR last.current_price <> p.current_price)"
        ))
        .bind::<Timestamp, _>(now)
        .execute(conn)?;
    }
    Ok(())
}

/// What [`settle`] must have made of `product` with these variants: the rules in plain Rust.
pub fn recompute(product: &Product, variants: &[Variant]) -> Product {
    let mut settled = product.clone();
    let sellable = |tracked: bool, backorder: bool, inventory: i32| !tracked || backorder || inventory > 0;
    settled.has_variants = !variants.is_empty();
    settled.price_varies = variants.windows(2).any(|pair| match pair {
        [a, b] => a.unit_price != b.unit_price,
        _ => false,
    });
    match variants.iter().map(|variant| variant.unit_price).min() {
        None => {
            settled.is_available =
                sellable(product.track_inventory, product.allow_backorder, product.inventory);
        }
        Some(lowest) => {
            settled.unit_price = lowest;
            settled.inventory = variants.iter().map(|variant| variant.inventory).sum();
            settled.is_available = variants
                .iter()
                .any(|variant| sellable(variant.track_inventory, variant.allow_backorder, variant.inventory));
        }
    }
    settled
}
