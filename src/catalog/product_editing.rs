//! Products as staff edit them: whole, in an editable list, and many at once.

use diesel::prelude::*;

use super::models::ProductChange;
use super::{derive, products as rules, queries, stock};
use crate::events;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::platform::web::form::FieldErrors;
use crate::schema::{collections, product_variants, products};

const SLUG_TAKEN: &str = "Product with this Slug already exists.";
const OF_VARIANTS: &str = "This product has variants: change it at its variants, from which it follows.";
const IN_ORDERS: &str = "Product cannot be deleted because it is associated with an order item.";
/// Of a title or an option value.
pub(crate) const LONGEST: usize = 255;

/// What a form about the product shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<ProductChange>> {
    products::table.find(id).select(ProductChange::as_select()).first(conn).optional()
}

/// Creates or changes a product. Lowest prices are for the form to check; price and stock of a product
/// with variants follow from them and are refused here, so that nobody is told of a change that was none.
pub fn save(conn: &mut Conn, edit: &Edit, id: Option<i64>, change: &ProductChange) -> Result<i64, Refused> {
    let product = checked(change)?;
    if !exists_collection(conn, product.collection_id)? {
        return Err(Refused::not_a_choice("collection_id"));
    }
    if is_slug_taken(conn, &product.slug, id)? {
        return Err(Refused::field("slug", SLUG_TAKEN));
    }
    let Some(id) = id else { return Ok(rules::create(conn, &product, edit.now)?) };
    stock::lock(conn, &[id])?;
    refuse_derived(conn, id, &product)?;
    match rules::update(conn, id, &product, edit.now)? {
        true => Ok(id),
        false => Err(Refused::gone("product")),
    }
}

/// Deletes products; none of them when an order has one.
pub fn delete(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    rules::delete(conn, ids, edit.now).map_err(Refused::while_used(IN_ORDERS))
}

/// Sets the stock of products and of all their variants to nothing; how many products there were.
pub fn clear_inventory(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    let mut cleared = 0;
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    for chunk in ids.chunks(derive::CHUNK) {
        stock::lock(conn, chunk)?;
        diesel::update(product_variants::table.filter(product_variants::product_id.eq_any(chunk)))
            .set(product_variants::inventory.eq(0))
            .execute(conn)?;
        cleared += diesel::update(products::table.filter(products::id.eq_any(chunk)))
            .set((products::inventory.eq(0), products::last_update.eq(edit.now)))
            .execute(conn)?;
        events::products_changed(conn, chunk, edit.now)?;
    }
    Ok(cleared)
}

fn checked(change: &ProductChange) -> Result<ProductChange, FieldErrors> {
    let mut errors = FieldErrors::default();
    let product = ProductChange {
        title: errors.line("title", &change.title, LONGEST),
        slug: errors.slug("slug", &change.slug),
        description: change.description.clone().filter(|text| !text.is_empty()),
        ..change.clone()
    };
    errors.price("unit_price", product.unit_price);
    if let Some(price) = product.compare_at_price {
        errors.price("compare_at_price", price);
    }
    errors.range("inventory", product.inventory, 0, i32::MAX);
    errors.or(product)
}

fn refuse_derived(conn: &mut Conn, id: i64, change: &ProductChange) -> Result<(), Refused> {
    let Some(product) = queries::list_products(conn, &[id])?.into_iter().next() else { return Ok(()) };
    match product.has_variants {
        true if product.unit_price != change.unit_price => Err(Refused::field("unit_price", OF_VARIANTS)),
        true if product.inventory != change.inventory => Err(Refused::field("inventory", OF_VARIANTS)),
        _ => Ok(()),
    }
}

fn is_slug_taken(conn: &mut Conn, slug: &str, but: Option<i64>) -> QueryResult<bool> {
    let same = products::table
        .filter(products::slug.eq(slug))
        .filter(products::id.ne(but.unwrap_or_default()))
        .select(products::id);
    diesel::select(diesel::dsl::exists(same)).get_result(conn)
}

/// Keys of collections are checked at the end of a transaction, which is too late for a message.
pub fn exists_collection(conn: &mut Conn, id: i64) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(collections::table.find(id).select(collections::id))).get_result(conn)
}
