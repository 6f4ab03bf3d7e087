//! Reads and writes of the checkout's tables. No HTTP, no rules.

use diesel::prelude::*;

use super::models::{CheckoutRow, ShippingMethod};
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::schema::{checkouts, idempotency_keys, shipping_methods};

/// The ways of shipping that are offered, in their order.
pub fn list_active_methods(conn: &mut Conn) -> QueryResult<Vec<ShippingMethod>> {
    on_backend!(conn, |c| shipping_methods::table
        .filter(shipping_methods::is_active)
        .order((shipping_methods::position, shipping_methods::id))
        .select(ShippingMethod::as_select())
        .load(c))
}

/// The way of shipping with this name; orders keep names.
pub fn find_method(conn: &mut Conn, name: &str) -> QueryResult<Option<ShippingMethod>> {
    shipping_methods::table
        .filter(shipping_methods::name.eq(name))
        .order((shipping_methods::is_active.desc(), shipping_methods::id))
        .select(ShippingMethod::as_select())
        .first(conn)
        .optional()
}

/// What was entered for a cart, and the chosen way of shipping.
pub fn find_checkout(conn: &mut Conn, cart_id: &str) -> QueryResult<Option<(CheckoutRow, Option<i64>)>> {
    on_backend!(conn, |c| checkouts::table
        .find(cart_id)
        .select((CheckoutRow::as_select(), checkouts::shipping_method_id))
        .first(c))
    .optional()
}

/// Keeps what was entered for a cart; the chosen way of shipping stays.
pub fn save_checkout(conn: &mut Conn, row: &CheckoutRow) -> QueryResult<()> {
    on_backend!(conn, |c| {
        diesel::insert_into(checkouts::table)
            .values(row)
            .on_conflict(checkouts::cart_id)
            .do_update()
            .set(row)
            .execute(c)
    })?;
    Ok(())
}

/// Keeps the chosen way of shipping.
pub fn update_shipping_method(conn: &mut Conn, cart_id: &str, method: i64, now: Time) -> QueryResult<()> {
    diesel::update(checkouts::table.find(cart_id))
        .set((checkouts::shipping_method_id.eq(method), checkouts::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// The order that was placed with this token.
pub fn find_placed(conn: &mut Conn, token: &str) -> QueryResult<Option<i64>> {
    idempotency_keys::table.find(token).select(idempotency_keys::order_id).first(conn).optional()
}

/// Notes which order was placed with a token; `false` when another one was.
pub fn insert_placed(conn: &mut Conn, token: &str, order_id: i64, now: Time) -> QueryResult<bool> {
    let row = (
        idempotency_keys::token.eq(token),
        idempotency_keys::order_id.eq(order_id),
        idempotency_keys::created_at.eq(now),
    );
    let stored = on_backend!(conn, |c| diesel::insert_into(idempotency_keys::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(stored == 1)
}

/// Forgets tokens from before `before`.
pub fn delete_placed_before(conn: &mut Conn, before: Time) -> QueryResult<usize> {
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(before))).execute(conn)
}
