//! Creating, changing and deleting collections, and their tree.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::COLLECTION;
use super::models::{Collection, CollectionChange};
use super::products::remember_slug;
use crate::events;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::slug;
use crate::platform::text::sort_key;
use crate::schema::{collections, products, slug_history};

/// Why a collection cannot be changed or deleted.
#[derive(Debug, thiserror::Error)]
pub enum CollectionError {
    /// It would lie inside itself.
    #[error("A collection cannot be inside itself or one of its own collections.")]
    Cycle,
    /// Products or collections are in it.
    #[error("The collection still has {products} products and {children} collections in it.")]
    NotEmpty {
        /// Products directly in it.
        products: i64,
        /// Collections directly in it.
        children: i64,
    },
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// A slug for `title` that no collection has.
pub fn free_slug(conn: &mut Conn, title: &str) -> QueryResult<String> {
    let base = match slug::slugify(title) {
        empty if empty.is_empty() => "collection".to_owned(),
        slug => slug,
    };
    let mut candidate = base.clone();
    let mut number = 1;
    while diesel::select(exists(collections::table.filter(collections::slug.eq(&candidate))))
        .get_result::<bool>(conn)?
    {
        number += 1;
        candidate = slug::numbered(&base, number);
    }
    Ok(candidate)
}

/// Creates a collection and returns its key.
pub fn create(conn: &mut Conn, collection: &CollectionChange) -> QueryResult<i64> {
    diesel::insert_into(collections::table)
        .values((
            collections::title.eq(&collection.title),
            collections::title_key.eq(sort_key(&collection.title)),
            collections::slug.eq(&collection.slug),
            collections::description.eq(&collection.description),
            collections::parent_id.eq(collection.parent_id),
            collections::featured_product_id.eq(collection.featured_product_id),
        ))
        .returning(collections::id)
        .get_result(conn)
}

/// Changes a collection; `false` when it is gone. The old slug keeps answering.
pub fn update(
    conn: &mut Conn,
    id: i64,
    change: &CollectionChange,
    now: Time,
) -> Result<bool, CollectionError> {
    let all = super::queries::list_collections(conn)?;
    let Some(old) = all.iter().find(|collection| collection.id == id) else { return Ok(false) };
    if change.parent_id.is_some_and(|parent| with_descendants(&all, id).contains(&parent)) {
        return Err(CollectionError::Cycle);
    }
    diesel::update(collections::table.find(id))
        .set((change, collections::title_key.eq(sort_key(&change.title))))
        .execute(conn)?;
    if old.slug != change.slug {
        remember_slug(conn, COLLECTION, id, &old.slug, &change.slug)?;
    }
    if old.title != change.title {
        events::collection_renamed(conn, id, now)?;
    }
    Ok(true)
}

/// Deletes an empty collection; `false` when it is gone.
pub fn delete(conn: &mut Conn, id: i64) -> Result<bool, CollectionError> {
    let products = products::table.filter(products::collection_id.eq(id)).count().get_result(conn)?;
    let children = collections::table.filter(collections::parent_id.eq(id)).count().get_result(conn)?;
    if products > 0 || children > 0 {
        return Err(CollectionError::NotEmpty { products, children });
    }
    events::collection_deleted(conn, id)?;
    diesel::delete(
        slug_history::table
            .filter(slug_history::content_type.eq(COLLECTION))
            .filter(slug_history::object_id.eq(id)),
    )
    .execute(conn)?;
    Ok(diesel::delete(collections::table.find(id)).execute(conn)? == 1)
}

/// `id` and every collection inside it, in the order of `all`'s levels.
pub fn with_descendants(all: &[Collection], id: i64) -> Vec<i64> {
    let mut found = vec![id];
    let mut next = 0;
    while let Some(current) = found.get(next).copied() {
        for child in all.iter().filter(|collection| collection.parent_id == Some(current)) {
            if !found.contains(&child.id) {
                found.push(child.id);
            }
        }
        next += 1;
    }
    found
}

/// The collections around `id` from the outermost to itself; ends at a row that points at itself.
pub fn path<'a>(all: &'a [Collection], id: i64) -> Vec<&'a Collection> {
    let mut path: Vec<&'a Collection> = Vec::new();
    let mut next = Some(id);
    while let Some(collection) = next.and_then(|id| all.iter().find(|collection| collection.id == id)) {
        if path.iter().any(|seen| seen.id == collection.id) {
            break;
        }
        path.push(collection);
        next = collection.parent_id;
    }
    path.reverse();
    path
}
