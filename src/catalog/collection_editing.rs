//! Collections as staff edit them.

use diesel::prelude::*;

use super::collections::{self as rules, CollectionError};
use super::models::CollectionChange;
use super::product_editing::LONGEST;
use super::queries;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::platform::web::form::FieldErrors;
use crate::schema::{collections, products};

const SLUG_TAKEN: &str = "Collection with this Slug already exists.";

/// What a form about the collection shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<CollectionChange>> {
    collections::table.find(id).select(CollectionChange::as_select()).first(conn).optional()
}

/// Creates or changes a collection.
pub fn save(
    conn: &mut Conn,
    edit: &Edit,
    id: Option<i64>,
    change: &CollectionChange,
) -> Result<i64, Refused> {
    let collection = checked(change)?;
    check_keys(conn, &collection)?;
    let same = collections::table
        .filter(collections::slug.eq(&collection.slug))
        .filter(collections::id.ne(id.unwrap_or_default()))
        .select(collections::id);
    if diesel::select(diesel::dsl::exists(same)).get_result(conn)? {
        return Err(Refused::field("slug", SLUG_TAKEN));
    }
    let Some(id) = id else { return Ok(rules::create(conn, &collection)?) };
    match rules::update(conn, id, &collection, edit.now) {
        Ok(true) => Ok(id),
        Ok(false) => Err(Refused::gone("collection")),
        Err(cycle @ CollectionError::Cycle) => Err(Refused::field("parent_id", cycle)),
        Err(other) => Err(refused("", other)),
    }
}

/// Deletes collections, those that lie inside others first; none of them while one still has
/// products or other collections in it.
pub fn delete(conn: &mut Conn, _edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    let all = queries::list_collections(conn)?;
    let mut going: Vec<_> = all.iter().filter(|collection| ids.contains(&collection.id)).collect();
    going.sort_by_key(|collection| std::cmp::Reverse(rules::path(&all, collection.id).len()));
    let mut deleted = 0;
    for collection in going {
        let is_gone =
            rules::delete(conn, collection.id).map_err(|error| refused(&collection.title, error))?;
        deleted += usize::from(is_gone);
    }
    Ok(deleted)
}

fn refused(title: &str, error: CollectionError) -> Refused {
    match error {
        CollectionError::Database(error) => Refused::Database(error),
        CollectionError::NotEmpty { products, children } => Refused::whole(format!(
            "Collection “{title}” cannot be deleted because {products} products and {children} collections \
             are still in it."
        )),
        cycle @ CollectionError::Cycle => Refused::whole(cycle),
    }
}

fn checked(change: &CollectionChange) -> Result<CollectionChange, FieldErrors> {
    let mut errors = FieldErrors::default();
    let collection = CollectionChange {
        title: errors.line("title", &change.title, LONGEST),
        slug: errors.slug("slug", &change.slug),
        ..change.clone()
    };
    errors.or(collection)
}

/// The database looks at these keys at the end of a transaction, which is too late for a message.
fn check_keys(conn: &mut Conn, change: &CollectionChange) -> Result<(), Refused> {
    if let Some(parent) = change.parent_id {
        let found = collections::table.find(parent).select(collections::id);
        if !diesel::select(diesel::dsl::exists(found)).get_result::<bool>(conn)? {
            return Err(Refused::not_a_choice("parent_id"));
        }
    }
    if let Some(product) = change.featured_product_id {
        let found = products::table.find(product).select(products::id);
        if !diesel::select(diesel::dsl::exists(found)).get_result::<bool>(conn)? {
            return Err(Refused::not_a_choice("featured_product_id"));
        }
    }
    Ok(())
}
