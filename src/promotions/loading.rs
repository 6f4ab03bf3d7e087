//! What loaded promotions and their uses leave out and other rows tell; SQL over any number of rows.

use diesel::prelude::*;

use crate::catalog::derive::{CHUNK, key_list};
use crate::platform::db::Conn;

/// Uses that bring no customer key have the e-mail address of their order.
pub fn fill_customer_keys(conn: &mut Conn, uses: &[i64]) -> QueryResult<()> {
    for chunk in uses.chunks(CHUNK) {
        let keys = key_list(chunk);
        diesel::sql_query(format!(
            "UPDATE promotion_uses SET customer_key = o.email_key FROM orders o \
             WHERE o.id = promotion_uses.order_id AND promotion_uses.id IN {keys}"
        ))
        .execute(conn)?;
    }
    Ok(())
}

/// Promotions that bring no number of uses were used as often as there are uses of them.
pub fn fill_used_counts(conn: &mut Conn, promotions: &[i64]) -> QueryResult<()> {
    for chunk in promotions.chunks(CHUNK) {
        let keys = key_list(chunk);
        diesel::sql_query(format!(
            "UPDATE promotions SET used_count = (SELECT CAST(COUNT(*) AS INTEGER) FROM promotion_uses u \
                 WHERE u.promotion_id = promotions.id) WHERE id IN {keys}"
        ))
        .execute(conn)?;
    }
    Ok(())
}
