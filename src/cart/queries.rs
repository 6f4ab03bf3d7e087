//! Reads and writes of the carts' tables. No HTTP, no rules.

use diesel::dsl::sum;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamp};

use super::models::{Cart, CartItem, CartOwner};
use crate::catalog::derive::{CHUNK, key_list};
use crate::catalog::models::Sellable;
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, prepared_update};
use crate::platform::money::Money;
use crate::schema::{cart_items, cart_notices, carts, product_variants, products};

/// How many units are in the cart.
pub fn count_units(conn: &mut Conn, owner: &CartOwner) -> QueryResult<i64> {
    let units = cart_items::table.inner_join(carts::table).select(sum(cart_items::quantity));
    let found: Option<i64> = match owner {
        CartOwner::Guest(id) => on_backend!(conn, |c| units.filter(carts::id.eq(id)).first(c))?,
        CartOwner::Customer(id) => on_backend!(conn, |c| units.filter(carts::customer_id.eq(id)).first(c))?,
    };
    Ok(found.unwrap_or_default())
}

/// The cart of a visitor. A guest's UUID never opens the cart of an account.
pub fn find_cart(conn: &mut Conn, owner: &CartOwner) -> QueryResult<Option<Cart>> {
    match owner {
        CartOwner::Guest(id) => on_backend!(conn, |c| carts::table
            .filter(carts::id.eq(id))
            .filter(carts::customer_id.is_null())
            .select(Cart::as_select())
            .first(c)),
        CartOwner::Customer(id) => on_backend!(conn, |c| carts::table
            .filter(carts::customer_id.eq(id))
            .select(Cart::as_select())
            .first(c)),
    }
    .optional()
}

/// The cart with this UUID, whoever's it is.
pub fn find_by_id(conn: &mut Conn, id: &str) -> QueryResult<Option<Cart>> {
    carts::table.find(id).select(Cart::as_select()).first(conn).optional()
}

/// A line with its product as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLine {
    /// Key.
    pub id: i64,
    /// The product.
    pub product_id: i64,
    /// The product's name.
    pub title: String,
    /// Before promotions; of the variant, if there is one.
    pub unit_price: Money,
    /// Units.
    pub quantity: i32,
}

/// The lines of a cart with their products, in the order in which they were added.
pub fn list_stored_lines(conn: &mut Conn, cart_id: &str) -> QueryResult<Vec<StoredLine>> {
    type Row = (i64, i64, String, Money, Option<Money>, i32);
    let rows: Vec<Row> = cart_items::table
        .inner_join(products::table)
        .left_join(product_variants::table)
        .filter(cart_items::cart_id.eq(cart_id))
        .order(cart_items::id)
        .select((
            cart_items::id,
            products::id,
            products::title,
            products::unit_price,
            product_variants::unit_price.nullable(),
            cart_items::quantity,
        ))
        .load(conn)?;
    let lines = rows.into_iter().map(|(id, product_id, title, price, of_variant, quantity)| StoredLine {
        id,
        product_id,
        title,
        unit_price: of_variant.unwrap_or(price),
        quantity,
    });
    Ok(lines.collect())
}

/// Locks a cart until the transaction ends; `false` when it is gone.
///
/// Of two transactions that place the same cart, the second waits here and then finds it gone.
pub fn lock_cart(conn: &mut Conn, id: &str) -> QueryResult<bool> {
    let found: Option<String> = match conn {
        Conn::Sqlite(sqlite) => carts::table.find(id).select(carts::id).first(sqlite).optional()?,
        Conn::Pg(pg) => carts::table.find(id).select(carts::id).for_update().first(pg).optional()?,
    };
    Ok(found.is_some())
}

/// Stores a new cart. For an account that has one already, nothing is stored.
pub fn insert_cart(conn: &mut Conn, cart: &Cart) -> QueryResult<bool> {
    let row = (
        carts::id.eq(&cart.id),
        carts::customer_id.eq(cart.customer_id),
        carts::checkout_token.eq(&cart.checkout_token),
        carts::created_at.eq(cart.created_at),
        carts::updated_at.eq(cart.updated_at),
    );
    let stored = on_backend!(conn, |c| diesel::insert_into(carts::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(stored == 1)
}

/// Marks a cart as used now.
pub fn touch_cart(conn: &mut Conn, id: &str, now: Time) -> QueryResult<()> {
    prepared_update(carts::table, carts::updated_at.eq(now), carts::id.eq(id)).execute(conn)?;
    Ok(())
}

/// Sets or takes away the code of a cart.
pub fn update_code(conn: &mut Conn, id: &str, code: Option<&str>, now: Time) -> QueryResult<()> {
    diesel::update(carts::table.find(id))
        .set((carts::code.eq(code), carts::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// Gives a guest's cart to an account.
pub fn update_customer(conn: &mut Conn, id: &str, customer_id: i64) -> QueryResult<()> {
    diesel::update(carts::table.find(id)).set(carts::customer_id.eq(customer_id)).execute(conn)?;
    Ok(())
}

/// Deletes a cart with everything in it; `false` when it is gone.
pub fn delete_cart(conn: &mut Conn, id: &str) -> QueryResult<bool> {
    Ok(diesel::delete(carts::table.find(id)).execute(conn)? == 1)
}

/// Deletes carts that nobody has touched since `before`.
pub fn delete_older(conn: &mut Conn, before: Time) -> QueryResult<usize> {
    diesel::delete(carts::table.filter(carts::updated_at.lt(before))).execute(conn)
}

/// The lines of a cart in the order in which they were added.
pub fn list_items(conn: &mut Conn, cart_id: &str) -> QueryResult<Vec<CartItem>> {
    on_backend!(conn, |c| cart_items::table
        .filter(cart_items::cart_id.eq(cart_id))
        .order(cart_items::id)
        .select(CartItem::as_select())
        .load(c))
}

/// A line of a cart.
pub fn find_item(conn: &mut Conn, cart_id: &str, id: i64) -> QueryResult<Option<CartItem>> {
    cart_items::table
        .find(id)
        .filter(cart_items::cart_id.eq(cart_id))
        .select(CartItem::as_select())
        .first(conn)
        .optional()
}

/// Adds units to the line of `what`, which is made when there is none.
pub fn add_units(
    conn: &mut Conn,
    cart_id: &str,
    what: Sellable,
    quantity: i32,
    price: Money,
    now: Time,
) -> QueryResult<()> {
    diesel::sql_query(
        "INSERT INTO cart_items (cart_id, product_id, variant_id, quantity, seen_price, added_at) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (cart_id, product_id, COALESCE(variant_id, 0)) DO UPDATE \
         SET quantity = cart_items.quantity + excluded.quantity, seen_price = excluded.seen_price",
    )
    .bind::<Text, _>(cart_id)
    .bind::<BigInt, _>(what.product_id)
    .bind::<Nullable<BigInt>, _>(what.variant_id)
    .bind::<Integer, _>(quantity)
    .bind::<BigInt, _>(price)
    .bind::<Timestamp, _>(now)
    .execute(conn)?;
    Ok(())
}

/// Sets the units of a line, and the price that the shopper has seen.
pub fn update_item(conn: &mut Conn, id: i64, quantity: i32, price: Money) -> QueryResult<()> {
    diesel::update(cart_items::table.find(id))
        .set((cart_items::quantity.eq(quantity), cart_items::seen_price.eq(price)))
        .execute(conn)?;
    Ok(())
}

/// Removes a line of a cart; `false` when it is gone.
pub fn delete_item(conn: &mut Conn, cart_id: &str, id: i64) -> QueryResult<bool> {
    let item = cart_items::table.find(id).filter(cart_items::cart_id.eq(cart_id));
    Ok(diesel::delete(item).execute(conn)? == 1)
}

/// Removes every line of a cart.
pub fn delete_items(conn: &mut Conn, cart_id: &str) -> QueryResult<()> {
    diesel::delete(cart_items::table.filter(cart_items::cart_id.eq(cart_id))).execute(conn)?;
    Ok(())
}

/// What happened to lines that are gone.
pub fn list_notices(conn: &mut Conn, cart_id: &str) -> QueryResult<Vec<String>> {
    cart_notices::table
        .filter(cart_notices::cart_id.eq(cart_id))
        .order(cart_notices::id)
        .select(cart_notices::message)
        .load(conn)
}

/// Forgets what the shopper has read.
pub fn delete_notices(conn: &mut Conn, cart_id: &str) -> QueryResult<()> {
    diesel::delete(cart_notices::table.filter(cart_notices::cart_id.eq(cart_id))).execute(conn)?;
    Ok(())
}

/// Tells the carts with these products that their lines go away.
pub fn note_deleted_products(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    note_deleted(conn, "i.product_id", ids, now)
}

/// Tells the carts with these variants that their lines go away.
pub fn note_deleted_variants(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    note_deleted(conn, "i.variant_id", ids, now)
}

fn note_deleted(conn: &mut Conn, column: &'static str, ids: &[i64], now: Time) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        diesel::sql_query(format!(
            "INSERT INTO cart_notices (cart_id, message, created_at) \
             SELECT i.cart_id, '“' || p.title || '” is no longer sold and has left your cart.', $1 \
             FROM cart_items i JOIN products p ON p.id = i.product_id WHERE {column} IN {}",
            key_list(chunk)
        ))
        .bind::<Timestamp, _>(now)
        .execute(conn)?;
    }
    Ok(())
}
