//! Reads of the reviews' table, and the rating of a product.

use diesel::prelude::*;

use super::models::Review;
use crate::catalog::derive::{CHUNK, key_list};
use crate::platform::db::Conn;
use crate::schema::reviews;

/// The newest approved reviews of a product.
pub fn list_approved(conn: &mut Conn, product_id: i64, limit: i64) -> QueryResult<Vec<Review>> {
    reviews::table
        .filter(reviews::product_id.eq(product_id))
        .filter(reviews::approved)
        .order((reviews::date.desc(), reviews::id.desc()))
        .limit(limit)
        .select(Review::as_select())
        .load(conn)
}

/// How many approved reviews of a product give each rating; without a rating under `None`.
pub fn count_by_rating(conn: &mut Conn, product_id: i64) -> QueryResult<Vec<(Option<i32>, i64)>> {
    reviews::table
        .filter(reviews::product_id.eq(product_id))
        .filter(reviews::approved)
        .group_by(reviews::rating)
        .select((reviews::rating, diesel::dsl::count_star()))
        .load(conn)
}

/// Sets `rating_count` and `rating_average` of these products from their approved reviews.
///
/// The mean is in hundredths of a star, rounded half-up.
pub fn settle_ratings(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        let keys = key_list(chunk);
        diesel::sql_query(format!(
            "UPDATE products SET rating_count = d.count, rating_average = d.average \
             FROM (SELECT p.id, CAST(COUNT(r.rating) AS INTEGER) AS count, \
                     CAST(CASE WHEN COUNT(r.rating) = 0 THEN 0 \
                         ELSE (SUM(r.rating) * 200 + COUNT(r.rating)) / (COUNT(r.rating) * 2) END AS INTEGER) AS average \
                   FROM products p LEFT JOIN reviews r ON r.product_id = p.id AND r.approved \
                   WHERE p.id IN {keys} GROUP BY p.id) AS d \
             WHERE products.id = d.id \
                 AND (products.rating_count <> d.count OR products.rating_average <> d.average)"
        ))
        .execute(conn)?;
    }
    Ok(())
}
