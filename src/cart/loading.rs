//! What loaded carts leave out and other rows tell; SQL over any number of rows.

use diesel::prelude::*;

use crate::catalog::derive::{CHUNK, key_list};
use crate::platform::db::Conn;

/// Lines that bring no price were seen at the one their product or variant has now.
pub fn fill_seen_prices(conn: &mut Conn, items: &[i64]) -> QueryResult<()> {
    for chunk in items.chunks(CHUNK) {
        let keys = key_list(chunk);
        diesel::sql_query(format!(
            "UPDATE cart_items SET seen_price = d.price \
             FROM (SELECT i.id, COALESCE(v.unit_price, p.current_price) AS price FROM cart_items i \
                   JOIN products p ON p.id = i.product_id \
                   LEFT JOIN product_variants v ON v.id = i.variant_id WHERE i.id IN {keys}) AS d \
             WHERE cart_items.id = d.id"
        ))
        .execute(conn)?;
    }
    Ok(())
}
