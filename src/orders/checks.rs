//! Whether stored orders are sound, for `doctor`; SQL that only reads.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::platform::db::Conn;

/// Numbers of the newest `sample` orders whose total is not what their parts say, or whose
/// subtotal is not that of their lines.
pub fn list_not_adding_up(conn: &mut Conn, sample: i64) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = Text)]
        number: String,
    }
    let rows: Vec<Number> = diesel::sql_query(
        "SELECT o.number FROM (SELECT * FROM orders ORDER BY placed_at DESC, id DESC LIMIT $1) AS o \
         WHERE o.total <> o.subtotal - o.discount + o.shipping_price \
                 + CASE WHEN o.prices_include_tax THEN 0 ELSE o.tax END \
             OR o.subtotal <> (SELECT COALESCE(SUM(i.unit_price * i.quantity), 0) FROM order_items i \
                 WHERE i.order_id = o.id) \
         ORDER BY o.placed_at DESC, o.id DESC",
    )
    .bind::<BigInt, _>(sample)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.number).collect())
}
