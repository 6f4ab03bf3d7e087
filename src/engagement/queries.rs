//! Reads and writes of likes, wishes and views. No HTTP, no rules.

use std::collections::HashSet;

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::catalog::PRODUCT;
use crate::catalog::derive::key_list;
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, among};
use crate::schema::{liked_items, products, users, viewed_items, wish_items};

/// Stores a like; `false` when it was stored before.
pub fn insert_like(
    conn: &mut Conn,
    user_id: i64,
    content_type: &str,
    object_id: i64,
    now: Time,
) -> QueryResult<bool> {
    let row = (
        liked_items::user_id.eq(user_id),
        liked_items::content_type.eq(content_type),
        liked_items::object_id.eq(object_id),
        liked_items::created_at.eq(now),
    );
    let written = on_backend!(conn, |c| diesel::insert_into(liked_items::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(written == 1)
}

/// Removes a like; `false` when there was none.
pub fn delete_like(conn: &mut Conn, user_id: i64, content_type: &str, object_id: i64) -> QueryResult<bool> {
    let like = liked_items::table
        .filter(liked_items::user_id.eq(user_id))
        .filter(liked_items::content_type.eq(content_type))
        .filter(liked_items::object_id.eq(object_id));
    Ok(diesel::delete(like).execute(conn)? == 1)
}

/// Removes the likes of these objects.
pub fn delete_likes_of(conn: &mut Conn, content_type: &str, ids: &[i64]) -> QueryResult<()> {
    diesel::delete(
        liked_items::table
            .filter(liked_items::content_type.eq(content_type))
            .filter(liked_items::object_id.eq_any(ids)),
    )
    .execute(conn)?;
    Ok(())
}

/// Removes everything the user likes and returns what that was: content type and key.
pub fn delete_likes_of_user(conn: &mut Conn, user_id: i64) -> QueryResult<Vec<(String, i64)>> {
    diesel::delete(liked_items::table.filter(liked_items::user_id.eq(user_id)))
        .returning((liked_items::content_type, liked_items::object_id))
        .get_results(conn)
}

/// Has whoever writes something of this user wait until this transaction ends.
pub fn lock_user(conn: &mut Conn, user_id: i64) -> QueryResult<()> {
    if let Conn::Pg(pg) = conn {
        users::table.find(user_id).select(users::id).for_update().load::<i64>(pg)?;
    }
    Ok(())
}

/// Changes the count of a product by `by`; `false` when there is no such product.
///
/// Reading and writing are one statement, so that none of many at once is lost.
pub fn add_to_like_count(conn: &mut Conn, product_id: i64, by: i32) -> QueryResult<bool> {
    let updated = diesel::update(products::table.find(product_id))
        .filter((products::like_count + by).ge(0))
        .set(products::like_count.eq(products::like_count + by))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Takes one like off the count of each of these products.
pub fn lower_like_counts(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    diesel::update(products::table.filter(products::id.eq_any(ids)))
        .filter(products::like_count.gt(0))
        .set(products::like_count.eq(products::like_count - 1))
        .execute(conn)?;
    Ok(())
}

/// Sets the counts of these products from their likes.
pub fn settle_like_counts(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    let keys = key_list(ids);
    diesel::sql_query(format!(
        "UPDATE products SET like_count = d.count \
         FROM (SELECT p.id, CAST(COUNT(l.id) AS INTEGER) AS count FROM products p \
               LEFT JOIN liked_items l ON l.content_type = $1 AND l.object_id = p.id \
               WHERE p.id IN {keys} GROUP BY p.id) AS d \
         WHERE products.id = d.id AND products.like_count <> d.count"
    ))
    .bind::<Text, _>(PRODUCT)
    .execute(conn)?;
    Ok(())
}

/// How many published products the user likes.
pub fn count_liked_products(conn: &mut Conn, user_id: i64) -> QueryResult<i64> {
    liked_items::table
        .inner_join(products::table.on(products::id.eq(liked_items::object_id)))
        .filter(liked_items::user_id.eq(user_id))
        .filter(liked_items::content_type.eq(PRODUCT))
        .filter(products::is_published)
        .count()
        .get_result(conn)
}

/// Keys of the published products that the user likes, the newest like first.
pub fn list_liked_products(conn: &mut Conn, user_id: i64, limit: i64, offset: i64) -> QueryResult<Vec<i64>> {
    liked_items::table
        .inner_join(products::table.on(products::id.eq(liked_items::object_id)))
        .filter(liked_items::user_id.eq(user_id))
        .filter(liked_items::content_type.eq(PRODUCT))
        .filter(products::is_published)
        .order(liked_items::id.desc())
        .limit(limit)
        .offset(offset)
        .select(products::id)
        .load(conn)
}

/// Whether the user likes the product, and whether it is on their wish list.
pub fn find_kept(conn: &mut Conn, user_id: i64, product_id: i64) -> QueryResult<(bool, bool)> {
    let like = liked_items::table
        .filter(liked_items::user_id.eq(user_id))
        .filter(liked_items::content_type.eq(PRODUCT))
        .filter(liked_items::object_id.eq(product_id));
    let wish = wish_items::table
        .filter(wish_items::user_id.eq(user_id))
        .filter(wish_items::product_id.eq(product_id));
    diesel::select((exists(like), exists(wish))).get_result(conn)
}

/// Puts products on the user's list, the last one on top; those that are there stay where they are.
pub fn insert_wishes(conn: &mut Conn, user_id: i64, product_ids: &[i64], now: Time) -> QueryResult<()> {
    if product_ids.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = product_ids
        .iter()
        .map(|id| {
            (wish_items::user_id.eq(user_id), wish_items::product_id.eq(*id), wish_items::added_at.eq(now))
        })
        .collect();
    on_backend!(conn, |c| diesel::insert_into(wish_items::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Takes a product off the user's list.
pub fn delete_wish(conn: &mut Conn, user_id: i64, product_id: i64) -> QueryResult<()> {
    let wish = wish_items::table
        .filter(wish_items::user_id.eq(user_id))
        .filter(wish_items::product_id.eq(product_id));
    diesel::delete(wish).execute(conn)?;
    Ok(())
}

/// How many published products are on the user's list.
pub fn count_wishes(conn: &mut Conn, user_id: i64) -> QueryResult<i64> {
    wish_items::table
        .inner_join(products::table)
        .filter(wish_items::user_id.eq(user_id))
        .filter(products::is_published)
        .count()
        .get_result(conn)
}

/// Keys of the published products on the user's list, the newest first.
pub fn list_wishes(conn: &mut Conn, user_id: i64, limit: i64, offset: i64) -> QueryResult<Vec<i64>> {
    wish_items::table
        .inner_join(products::table)
        .filter(wish_items::user_id.eq(user_id))
        .filter(products::is_published)
        .order(wish_items::id.desc())
        .limit(limit)
        .offset(offset)
        .select(products::id)
        .load(conn)
}

/// Those of these keys that are products, in the same order.
pub fn list_existing(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<i64>> {
    let found: HashSet<i64> = products::table
        .filter(among(products::id, ids))
        .select(products::id)
        .load(conn)?
        .into_iter()
        .collect();
    Ok(ids.iter().copied().filter(|id| found.contains(id)).collect())
}

/// Those of these keys that are published products, in the same order.
pub fn list_published(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<i64>> {
    let found: HashSet<i64> = products::table
        .filter(among(products::id, ids))
        .filter(products::is_published)
        .select(products::id)
        .load(conn)?
        .into_iter()
        .collect();
    Ok(ids.iter().copied().filter(|id| found.contains(id)).collect())
}

/// Stores that the user looked at a product, or when they did so last.
pub fn upsert_view(conn: &mut Conn, user_id: i64, product_id: i64, viewed_at: Time) -> QueryResult<()> {
    let row = (
        viewed_items::user_id.eq(user_id),
        viewed_items::product_id.eq(product_id),
        viewed_items::viewed_at.eq(viewed_at),
    );
    on_backend!(conn, |c| diesel::insert_into(viewed_items::table)
        .values(row)
        .on_conflict((viewed_items::user_id, viewed_items::product_id))
        .do_update()
        .set(viewed_items::viewed_at.eq(viewed_at))
        .execute(c))?;
    Ok(())
}

/// Removes what the user looked at before the newest `kept`.
pub fn trim_views(conn: &mut Conn, user_id: i64, kept: i64) -> QueryResult<()> {
    diesel::sql_query(
        "DELETE FROM viewed_items WHERE user_id = $1 AND product_id NOT IN \
         (SELECT product_id FROM viewed_items WHERE user_id = $1 \
          ORDER BY viewed_at DESC, product_id DESC LIMIT $2)",
    )
    .bind::<BigInt, _>(user_id)
    .bind::<BigInt, _>(kept)
    .execute(conn)?;
    Ok(())
}

/// Keys of the published products that the user looked at last, the newest first.
pub fn list_viewed(conn: &mut Conn, user_id: i64, limit: i64) -> QueryResult<Vec<i64>> {
    viewed_items::table
        .inner_join(products::table)
        .filter(viewed_items::user_id.eq(user_id))
        .filter(products::is_published)
        .order((viewed_items::viewed_at.desc(), viewed_items::product_id.desc()))
        .limit(limit)
        .select(products::id)
        .load(conn)
}
