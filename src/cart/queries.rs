//! Reads and writes of the carts' tables. No HTTP, no rules.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::models::CartOwner;
use crate::platform::db::Conn;
use crate::schema::{cart_items, carts};

/// How many units are in the cart.
pub fn count_units(conn: &mut Conn, owner: &CartOwner) -> QueryResult<i64> {
    let units = || sql::<BigInt>("CAST(COALESCE(SUM(quantity), 0) AS BIGINT)");
    let items = cart_items::table.inner_join(carts::table);
    match owner {
        CartOwner::Guest(id) => items.filter(carts::id.eq(id)).select(units()).first(conn),
        CartOwner::Customer(id) => items.filter(carts::customer_id.eq(id)).select(units()).first(conn),
    }
}
