//! Staff at work in another process than the server: deliveries arrive, prices change, carts expire.
//!
//! Each act opens a connection of its own, so that most of the time the server is the only one that
//! has the database open: only then does the next start recover what the killed one left behind.

use chrono::TimeDelta;
use diesel::QueryResult;
use rand::RngExt;
use rand::rngs::StdRng;
use uuid::Uuid;

use super::StressError;
use super::crowd::Crowd;
use super::queries;
use crate::cart::carts;
use crate::catalog::models::{ProductChange, Sellable, VariantChange};
use crate::catalog::queries::{find_product, list_variants_by_id};
use crate::catalog::{products, stock};
use crate::platform::clock::{Clock, Time};
use crate::platform::db::{Conn, write_transaction};
use crate::platform::money::Money;

/// Longer than any cart is kept.
const LONG_AGO: TimeDelta = TimeDelta::days(400);

/// What one act of the staff changes about a thing.
#[derive(Debug, Clone, Copy)]
struct Edit {
    units: i32,
    price: Option<Money>,
}

/// Works until it is time to go home.
pub fn work(crowd: &Crowd, mut random: StdRng) {
    while crowd.pause(random.random_range(5..60)) {
        // The database may be busy or the act refused: then nothing happened, and the ledger says so.
        if let Err(error) = act(crowd, &mut random) {
            crowd.ledger().refuse(&format!("staff: {error}"));
        }
    }
}

fn act(crowd: &Crowd, random: &mut StdRng) -> Result<(), StressError> {
    let mut conn = crowd.database.connect()?;
    let now = Clock::System.now();
    let place = random.random_range(0..crowd.shop.things.len());
    let Some(what) = crowd.shop.things.get(place).copied() else { return Ok(()) };
    match random.random_range(0..10) {
        0..6 => {
            let units = random.random_range(1..8);
            write_transaction(&mut conn, |conn| edit(conn, what, Edit { units, price: None }, now))?;
            crowd.ledger().receive(what, units);
        }
        6..8 => {
            let price = Some(Money(random.random_range(500..9000)));
            write_transaction(&mut conn, |conn| edit(conn, what, Edit { units: 0, price }, now))?;
        }
        _ => {
            let after = Uuid::from_u128(random.random()).to_string();
            write_transaction(&mut conn, |conn| expire_carts(conn, &after, now))?;
        }
    }
    Ok(())
}

/// What the form of a product does: reads it under the lock, and stores it with a few values changed.
fn edit(conn: &mut Conn, what: Sellable, edit: Edit, now: Time) -> QueryResult<()> {
    stock::lock(conn, &[what.product_id])?;
    match what.variant_id {
        None => {
            let Some(product) = find_product(conn, what.product_id)? else { return Ok(()) };
            let change = ProductChange {
                title: product.title,
                slug: product.slug,
                description: product.description,
                unit_price: edit.price.unwrap_or(product.unit_price),
                compare_at_price: product.compare_at_price,
                inventory: product.inventory + edit.units,
                track_inventory: product.track_inventory,
                allow_backorder: product.allow_backorder,
                collection_id: product.collection_id,
                is_published: product.is_published,
            };
            products::update(conn, product.id, &change, now)?;
        }
        Some(id) => {
            let Some(variant) = list_variants_by_id(conn, &[id])?.pop() else { return Ok(()) };
            let change = VariantChange {
                sku: variant.sku,
                option1: variant.option1,
                option2: variant.option2,
                option3: variant.option3,
                unit_price: edit.price.unwrap_or(variant.unit_price),
                compare_at_price: variant.compare_at_price,
                inventory: variant.inventory + edit.units,
                track_inventory: variant.track_inventory,
                allow_backorder: variant.allow_backorder,
                image_id: variant.image_id,
                position: variant.position,
            };
            products::update_variant(conn, id, &change, now)?;
        }
    }
    Ok(())
}

/// Makes some carts look forgotten and removes them as the daily job does.
fn expire_carts(conn: &mut Conn, after: &str, now: Time) -> QueryResult<()> {
    queries::age_carts(conn, after, 2, now - LONG_AGO)?;
    carts::delete_old(conn, now)?;
    Ok(())
}
