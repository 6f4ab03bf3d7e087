//! Reads of the reviews' table, and the rating of a product.

use diesel::prelude::*;

use super::models::Review;
use crate::catalog::derive::{CHUNK, key_list};
use crate::catalog::stock;
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

/// Approved reviews of a product with higher keys than `after`, in the order of their keys.
pub fn list_approved_after(
    conn: &mut Conn,
    product_id: i64,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<Review>> {
    reviews::table
        .filter(reviews::product_id.eq(product_id))
        .filter(reviews::approved)
        .filter(reviews::id.gt(after))
        .order(reviews::id)
        .limit(limit)
        .select(Review::as_select())
        .load(conn)
}

/// The account that wrote a review; none for a guest's.
pub fn find_author(conn: &mut Conn, id: i64) -> QueryResult<Option<i64>> {
    Ok(reviews::table.find(id).select(reviews::user_id).first(conn).optional()?.flatten())
}

/// The review that an account wrote about a product.
pub fn find_own(conn: &mut Conn, product_id: i64, user_id: i64) -> QueryResult<Option<Review>> {
    reviews::table
        .filter(reviews::product_id.eq(product_id))
        .filter(reviews::user_id.eq(user_id))
        .order(reviews::id.desc())
        .select(Review::as_select())
        .first(conn)
        .optional()
}

/// The review with this key.
pub fn find_review(conn: &mut Conn, id: i64) -> QueryResult<Option<Review>> {
    reviews::table.find(id).select(Review::as_select()).first(conn).optional()
}

/// Whether a review of the product has exactly this text.
pub fn text_exists(conn: &mut Conn, product_id: i64, text: &str) -> QueryResult<bool> {
    let same =
        reviews::table.filter(reviews::product_id.eq(product_id)).filter(reviews::description.eq(text));
    diesel::select(diesel::dsl::exists(same)).get_result(conn)
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
/// The mean is in hundredths of a star, rounded half-up. The products are held first: of two
/// reviews at once the later one counts both.
pub fn settle_ratings(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        stock::lock(conn, chunk)?;
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
