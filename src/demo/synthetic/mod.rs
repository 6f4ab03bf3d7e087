//! Synthetic products, customers and orders in any number, for load tests.
//!
//! Product and customer number *n* are always the same, whatever is stored before them: the number
//! seeds the generator that makes them, and every date counts back from one fixed day. Order number
//! *n* is the same in shops that hold the same products and customers.

mod customers;
mod dice;
mod item;
mod orders;
mod purchase;
mod vocabulary;

use std::collections::HashMap;

use diesel::prelude::*;

pub use self::customers::{PASSWORD, add_customers};
use self::item::{Item, Row, VariantRow};
pub use self::orders::add_orders;
use crate::catalog::models::CollectionChange;
use crate::catalog::{PRODUCT, collections, queries};
use crate::platform::db::{Conn, Db, PoolError};
use crate::platform::slug::slugify;
use crate::reviews::models::ReviewChange;
use crate::reviews::queries::settle_ratings;
use crate::schema::{product_options, product_variants, products, reviews, tagged_items};
use crate::tags::tagging;
use crate::{events, on_backend};

/// Products per transaction.
const STEP: i64 = 2_000;
/// Rows per statement: a product has 19 columns, and SQLite binds at most 32,766 values.
const ROWS: usize = 500;

/// Why synthetic rows could not be added.
#[derive(Debug, thiserror::Error)]
pub enum SyntheticError {
    /// The database refused.
    #[error("The synthetic rows could not be stored: {0}.")]
    Database(#[from] diesel::result::Error),
    /// There is nothing that could be ordered.
    #[error("Orders need products, and this shop has none that shoppers see. Add some with --products.")]
    NoProducts,
    /// There is nobody who could have ordered.
    #[error("Orders need customers, and this shop has none. Add some with --customers.")]
    NoCustomers,
    /// No connection.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

/// Adds `count` products and tells `progress` after each step how many are stored.
///
/// Numbers continue after the highest one that the slugs of the shop end with. Each step is one
/// transaction; when one fails, those before it stay.
pub fn add_products(db: &Db, count: i64, mut progress: impl FnMut(i64)) -> Result<(), SyntheticError> {
    if count <= 0 {
        return Ok(());
    }
    let (first, keys) = db.write_blocking(|conn| {
        let first = highest_number(conn)? + 1;
        let keys = Keys { collections: ensure_collections(conn)?, tags: ensure_tags(conn)? };
        Ok::<_, SyntheticError>((first, keys))
    })?;
    let mut done = 0;
    while done < count {
        let step = STEP.min(count - done);
        let items: Vec<Item> = (first + done..first + done + step).map(Item::new).collect();
        db.write_blocking(|conn| Ok::<_, SyntheticError>(store(conn, &items, &keys)?))?;
        done += step;
        progress(done);
    }
    Ok(())
}

/// Keys of what products refer to, in the order of the vocabulary.
struct Keys {
    collections: Vec<i64>,
    tags: Vec<i64>,
}

/// The highest number that a product's slug ends with, 0 without any.
fn highest_number(conn: &mut Conn) -> QueryResult<i64> {
    let (mut highest, mut after) = (0, 0);
    loop {
        let slugs: Vec<(i64, String)> = products::table
            .filter(products::id.gt(after))
            .order(products::id)
            .limit(10_000)
            .select((products::id, products::slug))
            .load(conn)?;
        let Some((last, _)) = slugs.last() else { return Ok(highest) };
        after = *last;
        let numbers = slugs.iter().filter_map(|(_, slug)| slug.rsplit_once('-')?.1.parse().ok());
        highest = numbers.fold(highest, i64::max);
    }
}

/// The leaves of the tree in the order of the vocabulary; those with a known slug are used as
/// they are.
fn ensure_collections(conn: &mut Conn) -> QueryResult<Vec<i64>> {
    let mut known: HashMap<String, i64> = queries::list_collections(conn)?
        .into_iter()
        .map(|collection| (collection.slug, collection.id))
        .collect();
    let mut ensure = |conn: &mut Conn, title: &str, parent_id: Option<i64>| {
        let slug = slugify(title);
        if let Some(id) = known.get(&slug) {
            return Ok(*id);
        }
        let description = format!("{title} for every home and every budget.");
        let change = CollectionChange {
            title: title.to_owned(),
            slug: slug.clone(),
            description,
            parent_id,
            featured_product_id: None,
        };
        let id = collections::create(conn, &change)?;
        known.insert(slug, id);
        QueryResult::Ok(id)
    };
    let mut leaves = Vec::new();
    for group in vocabulary::GROUPS {
        let parent = ensure(conn, group.title, None)?;
        for leaf in group.leaves {
            leaves.push(ensure(conn, leaf.title, Some(parent))?);
        }
    }
    Ok(leaves)
}

fn ensure_tags(conn: &mut Conn) -> QueryResult<Vec<i64>> {
    let labels: Vec<String> = vocabulary::TAGS.iter().map(|label| (*label).to_owned()).collect();
    let keys = tagging::ensure(conn, &labels)?;
    Ok(labels.iter().filter_map(|label| keys.get(label).copied()).collect())
}

fn store(conn: &mut Conn, items: &[Item], keys: &Keys) -> QueryResult<()> {
    let mut stored: Vec<(i64, &Item)> = Vec::with_capacity(items.len());
    for chunk in items.chunks(ROWS) {
        let rows: Vec<Row<'_>> =
            chunk.iter().filter_map(|item| Some(item.row(*keys.collections.get(item.leaf)?))).collect();
        on_backend!(conn, |c| diesel::insert_into(products::table).values(&rows).execute(c))?;
        let slugs: Vec<&str> = chunk.iter().map(|item| item.slug.as_str()).collect();
        let ids: HashMap<String, i64> = products::table
            .filter(products::slug.eq_any(&slugs))
            .select((products::slug, products::id))
            .load(conn)?
            .into_iter()
            .collect();
        stored.extend(chunk.iter().filter_map(|item| Some((*ids.get(&item.slug)?, item))));
    }
    store_tags(conn, &stored, keys)?;
    store_variants(conn, &stored)?;
    store_reviews(conn, &stored)?;
    let ids: Vec<i64> = stored.iter().map(|(id, _)| *id).collect();
    events::products_changed(conn, &ids, item::anchor())
}

fn store_tags(conn: &mut Conn, stored: &[(i64, &Item)], keys: &Keys) -> QueryResult<()> {
    let rows: Vec<_> = stored
        .iter()
        .flat_map(|(id, item)| item.tags.iter().map(move |tag| (*id, *tag)))
        .filter_map(|(id, tag)| {
            Some((
                tagged_items::tag_id.eq(*keys.tags.get(tag)?),
                tagged_items::content_type.eq(PRODUCT),
                tagged_items::object_id.eq(id),
            ))
        })
        .collect();
    for chunk in rows.chunks(ROWS) {
        on_backend!(conn, |c| diesel::insert_into(tagged_items::table).values(chunk).execute(c))?;
    }
    Ok(())
}

fn store_variants(conn: &mut Conn, stored: &[(i64, &Item)]) -> QueryResult<()> {
    let options: Vec<_> = stored
        .iter()
        .flat_map(|(id, item)| {
            item.options.iter().zip(1..).map(move |(name, position)| (*id, *name, position))
        })
        .map(|(id, name, position)| {
            (
                product_options::product_id.eq(id),
                product_options::name.eq(name),
                product_options::position.eq(position),
            )
        })
        .collect();
    for chunk in options.chunks(ROWS) {
        on_backend!(conn, |c| diesel::insert_into(product_options::table).values(chunk).execute(c))?;
    }
    let variants: Vec<VariantRow<'_>> = stored.iter().flat_map(|(id, item)| item.variant_rows(*id)).collect();
    for chunk in variants.chunks(ROWS) {
        on_backend!(conn, |c| diesel::insert_into(product_variants::table).values(chunk).execute(c))?;
    }
    Ok(())
}

fn store_reviews(conn: &mut Conn, stored: &[(i64, &Item)]) -> QueryResult<()> {
    let rows: Vec<_> = stored
        .iter()
        .flat_map(|(id, item)| item.reviews(*id))
        .map(|review: ReviewChange| {
            (
                reviews::product_id.eq(review.product_id),
                reviews::name.eq(review.name),
                reviews::rating.eq(review.rating),
                reviews::description.eq(review.description),
                reviews::date.eq(review.date),
                reviews::approved.eq(review.approved),
            )
        })
        .collect();
    for chunk in rows.chunks(ROWS) {
        on_backend!(conn, |c| diesel::insert_into(reviews::table).values(chunk).execute(c))?;
    }
    let rated: Vec<i64> =
        stored.iter().filter(|(_, item)| !item.reviews.is_empty()).map(|(id, _)| *id).collect();
    settle_ratings(conn, &rated)
}
