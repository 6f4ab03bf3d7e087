//! What loaded orders leave out and other rows tell; SQL over any number of rows.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::catalog::derive::{CHUNK, key_list};
use crate::platform::db::Conn;
use crate::platform::money::Currency;

/// Orders that bring no e-mail address have that of their customer's account; those of nobody stay
/// without one.
pub fn fill_emails(conn: &mut Conn, orders: &[i64]) -> QueryResult<()> {
    each_chunk(conn, orders, |keys| {
        format!(
            "UPDATE orders SET email = u.email, email_key = u.email_key \
             FROM customers c JOIN users u ON u.id = c.user_id \
             WHERE c.id = orders.customer_id AND orders.id IN {keys}"
        )
    })
}

/// Orders that bring no currency are in the shop's.
pub fn fill_currencies(conn: &mut Conn, orders: &[i64], currency: Currency) -> QueryResult<()> {
    for chunk in orders.chunks(CHUNK) {
        let keys = key_list(chunk);
        diesel::sql_query(format!("UPDATE orders SET currency = $1 WHERE id IN {keys}"))
            .bind::<Text, _>(currency.code())
            .execute(conn)?;
    }
    Ok(())
}

/// Lines that bring no title have that of their product.
pub fn fill_titles(conn: &mut Conn, items: &[i64]) -> QueryResult<()> {
    each_chunk(conn, items, |keys| {
        format!(
            "UPDATE order_items SET title = p.title FROM products p \
             WHERE p.id = order_items.product_id AND order_items.id IN {keys}"
        )
    })
}

/// Lines that bring no total cost what their units do, less the discount, with the tax.
pub fn fill_line_totals(conn: &mut Conn, items: &[i64]) -> QueryResult<()> {
    each_chunk(conn, items, |keys| {
        format!(
            "UPDATE order_items SET total = order_items.unit_price * order_items.quantity - order_items.discount \
                 + CASE WHEN o.prices_include_tax THEN 0 ELSE order_items.tax END \
             FROM orders o WHERE o.id = order_items.order_id AND order_items.id IN {keys}"
        )
    })
}

/// The first of these orders whose discount is larger than all of its lines together.
pub fn find_over_discounted(conn: &mut Conn, orders: &[i64]) -> QueryResult<Option<i64>> {
    #[derive(QueryableByName)]
    struct Key {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    for chunk in orders.chunks(CHUNK) {
        let keys = key_list(chunk);
        let found = diesel::sql_query(format!(
            "SELECT o.id FROM orders o WHERE o.id IN {keys} AND o.discount > \
                 (SELECT COALESCE(SUM(i.unit_price * i.quantity), 0) FROM order_items i WHERE i.order_id = o.id) \
             ORDER BY o.id LIMIT 1"
        ))
        .get_result::<Key>(conn)
        .optional()?;
        if let Some(key) = found {
            return Ok(Some(key.id));
        }
    }
    Ok(None)
}

/// Orders that bring no subtotal cost what their lines do.
pub fn fill_subtotals(conn: &mut Conn, orders: &[i64]) -> QueryResult<()> {
    each_chunk(conn, orders, |keys| {
        format!(
            "UPDATE orders SET subtotal = (SELECT CAST(COALESCE(SUM(i.unit_price * i.quantity), 0) AS BIGINT) \
                 FROM order_items i WHERE i.order_id = orders.id) WHERE id IN {keys}"
        )
    })
}

/// Orders that bring no total cost their lines less the discount, with shipping and tax.
pub fn fill_totals(conn: &mut Conn, orders: &[i64]) -> QueryResult<()> {
    each_chunk(conn, orders, |keys| {
        format!(
            "UPDATE orders SET total = subtotal - discount + shipping_price \
                 + CASE WHEN prices_include_tax THEN 0 ELSE tax END WHERE id IN {keys}"
        )
    })
}

fn each_chunk(conn: &mut Conn, ids: &[i64], statement: impl Fn(&str) -> String) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        diesel::sql_query(statement(&key_list(chunk))).execute(conn)?;
    }
    Ok(())
}
