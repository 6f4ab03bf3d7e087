//! Likes: who likes what, and how many like a product.

use diesel::QueryResult;

use super::queries;
use crate::catalog::PRODUCT;
use crate::catalog::derive::CHUNK;
use crate::catalog::stock;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::web::error::AppError;

/// From now on the user likes the object; `false` when they already did.
///
/// The count moves only with a row that was really written, by a statement of its own, so any
/// number of people and any number of clicks at once count exactly.
pub fn like(
    conn: &mut Conn,
    user_id: i64,
    content_type: &str,
    object_id: i64,
    now: Time,
) -> Result<bool, AppError> {
    let is_new = queries::insert_like(conn, user_id, content_type, object_id, now)?;
    if is_new && content_type == PRODUCT && !queries::add_to_like_count(conn, object_id, 1)? {
        // Deleted between finding it and here: the like goes back with the transaction.
        return Err(AppError::NotFound("product"));
    }
    Ok(is_new)
}

/// The user does not like the object any more; `false` when they did not.
pub fn unlike(conn: &mut Conn, user_id: i64, content_type: &str, object_id: i64) -> QueryResult<bool> {
    let was_there = queries::delete_like(conn, user_id, content_type, object_id)?;
    if was_there && content_type == PRODUCT {
        queries::add_to_like_count(conn, object_id, -1)?;
    }
    Ok(was_there)
}

/// Sets `like_count` of these products from their likes: after rows were written past this module.
pub fn recount(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        stock::lock(conn, chunk)?;
        queries::settle_like_counts(conn, chunk)?;
    }
    Ok(())
}

/// Removes the likes of objects that are about to be deleted.
pub fn forget_objects(conn: &mut Conn, content_type: &str, ids: &[i64]) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        if content_type == PRODUCT {
            // Somebody who likes one meanwhile waits, and finds it gone.
            stock::lock(conn, chunk)?;
        }
        queries::delete_likes_of(conn, content_type, chunk)?;
    }
    Ok(())
}

/// Removes the likes of a user who is about to be deleted.
pub fn forget_user(conn: &mut Conn, user_id: i64) -> QueryResult<()> {
    queries::lock_user(conn, user_id)?;
    let removed = queries::delete_likes_of_user(conn, user_id)?;
    let products: Vec<i64> =
        removed.into_iter().filter(|(kind, _)| kind == PRODUCT).map(|(_, id)| id).collect();
    for chunk in products.chunks(CHUNK) {
        stock::lock(conn, chunk)?;
        queries::lower_like_counts(conn, chunk)?;
    }
    Ok(())
}
