//! Reads and writes of the promotions' tables, and the listed price they give.

use diesel::prelude::*;
use diesel::sql_types::Timestamp;

use super::models::Promotion;
use crate::catalog::derive::{CHUNK, key_list};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::schema::{promotion_products, promotions};

/// Sets `current_price` of these products to what the promotions in force at `now` make of it.
///
/// The arithmetic is that of [`Promotion::apply`], in SQL, so that any number of products is one
/// statement; a property test holds the two together.
pub fn reprice(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        let keys = key_list(chunk);
        diesel::sql_query(format!(
            "UPDATE products SET current_price = d.price \
             FROM (SELECT p.id, MIN(CASE \
                     WHEN m.kind = 'percentage' THEN (p.unit_price * (10000 - m.discount) + 5000) / 10000 \
                     WHEN m.kind = 'amount' AND m.discount < p.unit_price THEN p.unit_price - m.discount \
                     WHEN m.kind = 'amount' THEN 0 \
                     ELSE p.unit_price END) AS price \
                   FROM products p \
                   LEFT JOIN promotion_products pp ON pp.product_id = p.id \
                   LEFT JOIN promotions m ON m.id = pp.promotion_id AND m.code IS NULL \
                       AND (m.starts_at IS NULL OR m.starts_at <= $1) AND (m.ends_at IS NULL OR m.ends_at > $1) \
                   WHERE p.id IN {keys} GROUP BY p.id, p.unit_price) AS d \
             WHERE products.id = d.id AND products.current_price <> d.price"
        ))
        .bind::<Timestamp, _>(now)
        .execute(conn)?;
    }
    Ok(())
}

/// The promotions without a code on this product, whenever they apply.
pub fn list_of_product(conn: &mut Conn, product_id: i64) -> QueryResult<Vec<Promotion>> {
    promotions::table
        .inner_join(promotion_products::table)
        .filter(promotion_products::product_id.eq(product_id))
        .filter(promotions::code.is_null())
        .order(promotions::id)
        .select(Promotion::as_select())
        .load(conn)
}

/// The products of a promotion.
pub fn list_products(conn: &mut Conn, promotion_id: i64) -> QueryResult<Vec<i64>> {
    promotion_products::table
        .filter(promotion_products::promotion_id.eq(promotion_id))
        .order(promotion_products::product_id)
        .select(promotion_products::product_id)
        .load(conn)
}

/// The promotions without a code that started or ended after `since` and up to `now`.
pub fn list_turned(conn: &mut Conn, since: Time, now: Time) -> QueryResult<Vec<i64>> {
    promotions::table
        .filter(promotions::code.is_null())
        .filter(
            (promotions::starts_at.gt(since).and(promotions::starts_at.le(now)))
                .or(promotions::ends_at.gt(since).and(promotions::ends_at.le(now))),
        )
        .select(promotions::id)
        .load(conn)
}
