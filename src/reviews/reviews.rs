//! Creating, changing and deleting reviews; each keeps the product's rating.

use diesel::prelude::*;

use super::models::ReviewChange;
use super::queries::settle_ratings;
use crate::platform::db::Conn;
use crate::schema::reviews;

/// Stores a review that belongs to no account and returns its key.
pub fn create(conn: &mut Conn, review: &ReviewChange) -> QueryResult<i64> {
    create_of(conn, review, None)
}

/// Stores a review with the account that wrote it and returns its key.
pub fn create_of(conn: &mut Conn, review: &ReviewChange, user_id: Option<i64>) -> QueryResult<i64> {
    let id = diesel::insert_into(reviews::table)
        .values((review, reviews::user_id.eq(user_id)))
        .returning(reviews::id)
        .get_result(conn)?;
    settle_ratings(conn, &[review.product_id])?;
    Ok(id)
}

/// Changes a review; `false` when it is gone.
pub fn update(conn: &mut Conn, id: i64, review: &ReviewChange) -> QueryResult<bool> {
    let before: Option<i64> = reviews::table.find(id).select(reviews::product_id).first(conn).optional()?;
    let Some(before) = before else { return Ok(false) };
    diesel::update(reviews::table.find(id)).set(review).execute(conn)?;
    settle_ratings(conn, &[before, review.product_id])?;
    Ok(true)
}

/// Deletes a review; `false` when it is gone.
pub fn delete(conn: &mut Conn, id: i64) -> QueryResult<bool> {
    let product: Option<i64> =
        diesel::delete(reviews::table.find(id)).returning(reviews::product_id).get_result(conn).optional()?;
    let Some(product) = product else { return Ok(false) };
    settle_ratings(conn, &[product])?;
    Ok(true)
}
