//! Reads and writes of the engagement tables. No HTTP, no rules.

use diesel::prelude::*;

use crate::catalog::derive::{CHUNK, key_list};
use crate::platform::db::Conn;
use crate::schema::liked_items;

/// Removes the likes of objects that are deleted.
pub fn delete_of(conn: &mut Conn, content_type: &str, ids: &[i64]) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        diesel::delete(
            liked_items::table
                .filter(liked_items::content_type.eq(content_type))
                .filter(liked_items::object_id.eq_any(chunk)),
        )
        .execute(conn)?;
    }
    Ok(())
}

/// Sets `like_count` of these products from who likes them; writes only what differs.
pub fn settle_like_counts(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        let keys = key_list(chunk);
        diesel::sql_query(format!(
            "UPDATE products SET like_count = d.count \
             FROM (SELECT p.id, CAST(COUNT(l.id) AS INTEGER) AS count FROM products p \
                   LEFT JOIN liked_items l ON l.object_id = p.id AND l.content_type = 'catalog.product' \
                   WHERE p.id IN {keys} GROUP BY p.id) AS d \
             WHERE products.id = d.id AND products.like_count <> d.count"
        ))
        .execute(conn)?;
    }
    Ok(())
}
