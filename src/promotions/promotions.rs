//! Creating, changing and deleting promotions, and what happens when one starts or ends.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::codes::code_key;
use super::models::PromotionChange;
use super::queries;
use crate::catalog::derive::CHUNK;
use crate::events;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::queue;
use crate::schema::{promotion_products, promotions};

/// The job that refreshes listed prices when a promotion starts or ends.
pub const REFRESH: &str = "promotions.refresh";

/// Arguments of [`REFRESH`].
#[derive(Debug, Serialize, Deserialize)]
pub struct Refresh {
    /// The promotion that turns.
    pub promotion: i64,
}

/// Creates a promotion for these products and returns its key.
pub fn create(conn: &mut Conn, change: &PromotionChange, products: &[i64], now: Time) -> QueryResult<i64> {
    let id = diesel::insert_into(promotions::table)
        .values((change, key_of(change)))
        .returning(promotions::id)
        .get_result(conn)?;
    settle(conn, id, change, products, &[], now)?;
    Ok(id)
}

/// Changes a promotion and its products; `false` when it is gone.
pub fn update(
    conn: &mut Conn,
    id: i64,
    change: &PromotionChange,
    products: &[i64],
    now: Time,
) -> QueryResult<bool> {
    let before = queries::list_products(conn, id)?;
    if diesel::update(promotions::table.find(id)).set((change, key_of(change))).execute(conn)? == 0 {
        return Ok(false);
    }
    diesel::delete(promotion_products::table.filter(promotion_products::promotion_id.eq(id)))
        .execute(conn)?;
    settle(conn, id, change, products, &before, now)?;
    Ok(true)
}

/// Deletes a promotion; `false` when it is gone.
pub fn delete(conn: &mut Conn, id: i64, now: Time) -> QueryResult<bool> {
    let before = queries::list_products(conn, id)?;
    let deleted = diesel::delete(promotions::table.find(id)).execute(conn)? == 1;
    events::prices_changed(conn, &before, now)?;
    Ok(deleted)
}

/// Brings the listed prices of a promotion's products up to date: the job [`REFRESH`].
pub fn refresh(conn: &mut Conn, id: i64, now: Time) -> QueryResult<()> {
    let products = queries::list_products(conn, id)?;
    events::prices_changed(conn, &products, now)
}

/// Queues [`REFRESH`] for the moments at which a promotion starts and ends.
pub fn schedule(
    conn: &mut Conn,
    id: i64,
    starts_at: Option<Time>,
    ends_at: Option<Time>,
    now: Time,
) -> QueryResult<()> {
    for turn in [starts_at, ends_at].into_iter().flatten().filter(|turn| *turn > now) {
        let key = format!("{REFRESH}:{id}:{turn}");
        queue::enqueue_at(conn, REFRESH, &Refresh { promotion: id }, Some(&key), turn, now)?;
    }
    Ok(())
}

/// [`schedule`] for promotions that were loaded.
pub fn schedule_all(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        let turning: Vec<(i64, Option<Time>, Option<Time>)> = promotions::table
            .filter(promotions::id.eq_any(chunk))
            .filter(promotions::starts_at.gt(now).or(promotions::ends_at.gt(now)))
            .select((promotions::id, promotions::starts_at, promotions::ends_at))
            .load(conn)?;
        for (id, starts_at, ends_at) in turning {
            schedule(conn, id, starts_at, ends_at, now)?;
        }
    }
    Ok(())
}

/// What the code is found by.
fn key_of(change: &PromotionChange) -> diesel::dsl::Eq<promotions::code_key, Option<String>> {
    promotions::code_key.eq(change.code.as_deref().map(code_key))
}

fn settle(
    conn: &mut Conn,
    id: i64,
    change: &PromotionChange,
    products: &[i64],
    before: &[i64],
    now: Time,
) -> QueryResult<()> {
    for product in products {
        diesel::insert_into(promotion_products::table)
            .values((promotion_products::promotion_id.eq(id), promotion_products::product_id.eq(product)))
            .execute(conn)?;
    }
    let mut touched = [products, before].concat();
    touched.sort_unstable();
    touched.dedup();
    events::prices_changed(conn, &touched, now)?;
    schedule(conn, id, change.starts_at, change.ends_at, now)
}
