//! Taking units out of stock and giving them back.
//!
//! Check and decrement are one statement, so two buyers racing for the last unit cannot both win.
//! The product row is locked before its variants: whoever changes a variant's stock takes the same
//! lock first ([`lock`]), so that the sum on the product is right and nobody waits in a circle.

use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer};

use super::models::Sellable;
use crate::platform::db::{Conn, among, prepared_update};
use crate::schema::{product_variants, products};

/// How much of something there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supply {
    /// Units in stock.
    pub inventory: i32,
    /// Whether they are counted at all.
    pub is_tracked: bool,
    /// Whether it may be ordered beyond them.
    pub allows_backorder: bool,
}

impl Supply {
    /// The most units that can be ordered now; `None` without limit.
    pub fn limit(&self) -> Option<i32> {
        (self.is_tracked && !self.allows_backorder).then_some(self.inventory.max(0))
    }

    /// Units that ordering `quantity` takes out of stock.
    fn taken_by(&self, quantity: i32) -> i32 {
        if self.is_tracked { quantity.min(self.inventory.max(0)) } else { 0 }
    }
}

/// Has other writers of these products wait until this transaction ends.
///
/// On PostgreSQL whoever locks several rows must do it in one order, that of the keys; a number that
/// is derived from other rows is exact only when counting begins with the product held. SQLite has
/// one writer at a time anyway. Rows that only point at a product are not held up.
pub fn lock(conn: &mut Conn, products: &[i64]) -> QueryResult<()> {
    if let Conn::Pg(pg) = conn {
        products::table
            .filter(products::id.eq_any(products))
            .order(products::id)
            .select(products::id)
            .for_no_key_update()
            .load::<i64>(pg)?;
    }
    Ok(())
}

/// Takes `quantity` units out of stock and returns how many came from there; `None` when fewer are
/// left than asked for.
///
/// What is not tracked takes nothing; a back-order takes what there is. `supply` is what the caller
/// read under [`lock`]; whether there are enough is decided by the statement itself.
pub fn take(conn: &mut Conn, what: Sellable, quantity: i32, supply: &Supply) -> QueryResult<Option<i32>> {
    let units = supply.taken_by(quantity);
    if supply.is_tracked && !supply.allows_backorder && units < quantity {
        return Ok(None);
    }
    let taken = match what.variant_id {
        None => take_product(conn, what.product_id, units)?,
        Some(variant_id) => take_variant(conn, what.product_id, variant_id, units)?,
    };
    Ok(taken.then_some(units))
}

fn take_product(conn: &mut Conn, id: i64, units: i32) -> QueryResult<bool> {
    // While some are left, whether it is available stays as it is, and with it every index that
    // begins with that: half the pages of the common case.
    let fewer = products::inventory.eq(products::inventory - units);
    let condition = products::id.eq(id).and(products::inventory.gt(units));
    let some_left = prepared_update(products::table, fewer, condition).execute(conn)?;
    if some_left == 1 {
        return Ok(true);
    }
    let updated = diesel::update(products::table.find(id))
        .filter(products::inventory.ge(units))
        .set((
            products::inventory.eq(products::inventory - units),
            products::is_available.eq(sql::<Bool>("(NOT track_inventory OR allow_backorder OR inventory > ")
                .bind::<Integer, _>(units)
                .sql(")")),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

fn take_variant(conn: &mut Conn, product_id: i64, id: i64, units: i32) -> QueryResult<bool> {
    let fewer = product_variants::inventory.eq(product_variants::inventory - units);
    let condition = product_variants::id
        .eq(id)
        .and(product_variants::product_id.eq(product_id))
        .and(product_variants::inventory.ge(units));
    if prepared_update(product_variants::table, fewer, condition).execute(conn)? == 0 {
        return Ok(false);
    }
    settle_after_variant(conn, product_id, -units)?;
    Ok(true)
}

/// Puts units back that were taken, unless the thing is gone or no longer tracked.
pub fn give_back(conn: &mut Conn, what: Sellable, units: i32) -> QueryResult<()> {
    if units == 0 {
        return Ok(());
    }
    match what.variant_id {
        None => {
            diesel::update(products::table.find(what.product_id))
                .filter(products::track_inventory.and(products::has_variants.eq(false)))
                .set((products::inventory.eq(products::inventory + units), products::is_available.eq(true)))
                .execute(conn)?;
        }
        Some(id) => {
            lock(conn, &[what.product_id])?;
            let updated = diesel::update(product_variants::table.find(id))
                .filter(product_variants::track_inventory)
                .set(product_variants::inventory.eq(product_variants::inventory + units))
                .execute(conn)?;
            if updated == 1 {
                settle_after_variant(conn, what.product_id, units)?;
            }
        }
    }
    Ok(())
}

/// Brings the product in line with a variant whose stock changed by `difference`.
fn settle_after_variant(conn: &mut Conn, product_id: i64, difference: i32) -> QueryResult<()> {
    let sellable = product_variants::table.filter(product_variants::product_id.eq(product_id)).filter(
        product_variants::track_inventory
            .eq(false)
            .or(product_variants::allow_backorder)
            .or(product_variants::inventory.gt(0)),
    );
    let is_available: bool = diesel::select(exists(sellable)).get_result(conn)?;
    let condition = products::id.eq(product_id);
    let more = products::inventory.eq(products::inventory + difference);
    // What does not change is not set, and with it every index that begins with it stays.
    let unchanged = condition.and(products::is_available.eq(is_available));
    if prepared_update(products::table, more, unchanged).execute(conn)? == 0 {
        let changes = (more, products::is_available.eq(is_available));
        prepared_update(products::table, changes, condition).execute(conn)?;
    }
    Ok(())
}

/// How much there is of these products, by key.
pub fn list_of_products(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<(i64, Supply)>> {
    let rows: Vec<(i64, i32, bool, bool)> = products::table
        .filter(among(products::id, ids))
        .select((products::id, products::inventory, products::track_inventory, products::allow_backorder))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, inventory, is_tracked, allows_backorder)| {
            (id, Supply { inventory, is_tracked, allows_backorder })
        })
        .collect())
}
