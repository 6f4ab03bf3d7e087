//! Creating, changing and deleting products with their variants, options and pictures.
//!
//! Each function leaves every derived column and listener settled; the `_raw` ones leave that to
//! the caller, who changes many products and settles them together.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::models::{ProductChange, ProductOption, VariantChange};
use super::{PRODUCT, queries, stock};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::platform::slug;
use crate::platform::text::sort_key;
use crate::schema::{product_images, product_options, product_variants, products, slug_history};
use crate::{events, on_backend};

/// Creates a product and returns its key.
pub fn create(conn: &mut Conn, product: &ProductChange, now: Time) -> QueryResult<i64> {
    let id = create_raw(conn, product, now)?;
    events::products_changed(conn, &[id], now)?;
    Ok(id)
}

/// Creates a product; the caller calls [`events::products_changed`].
pub fn create_raw(conn: &mut Conn, product: &ProductChange, created_at: Time) -> QueryResult<i64> {
    diesel::insert_into(products::table)
        .values((
            (
                products::title.eq(&product.title),
                products::title_key.eq(sort_key(&product.title)),
                products::slug.eq(&product.slug),
                products::description.eq(&product.description),
                products::unit_price.eq(product.unit_price),
                products::compare_at_price.eq(product.compare_at_price),
                products::inventory.eq(product.inventory),
                products::track_inventory.eq(product.track_inventory),
            ),
            (
                products::allow_backorder.eq(product.allow_backorder),
                products::collection_id.eq(product.collection_id),
                products::is_published.eq(product.is_published),
                products::created_at.eq(created_at),
                products::last_update.eq(created_at),
                products::current_price.eq(product.unit_price),
                products::is_available
                    .eq(!product.track_inventory || product.allow_backorder || product.inventory > 0),
            ),
        ))
        .returning(products::id)
        .get_result(conn)
}

#[derive(Insertable)]
#[diesel(table_name = products, treat_none_as_default_value = false)]
struct NewProduct<'a> {
    title: &'a str,
    title_key: String,
    slug: &'a str,
    description: Option<&'a str>,
    unit_price: Money,
    compare_at_price: Option<Money>,
    inventory: i32,
    track_inventory: bool,
    allow_backorder: bool,
    collection_id: i64,
    is_published: bool,
    created_at: Time,
    last_update: Time,
    current_price: Money,
    is_available: bool,
}

/// Creates many products with few statements and returns their keys by slug; the caller calls
/// [`events::products_changed`].
pub fn create_many_raw(
    conn: &mut Conn,
    new: &[&ProductChange],
    created_at: Time,
) -> QueryResult<HashMap<String, i64>> {
    let mut keys = HashMap::new();
    for chunk in new.chunks(super::derive::CHUNK) {
        let rows: Vec<NewProduct<'_>> = chunk
            .iter()
            .map(|product| NewProduct {
                title: &product.title,
                title_key: sort_key(&product.title),
                slug: &product.slug,
                description: product.description.as_deref(),
                unit_price: product.unit_price,
                compare_at_price: product.compare_at_price,
                inventory: product.inventory,
                track_inventory: product.track_inventory,
                allow_backorder: product.allow_backorder,
                collection_id: product.collection_id,
                is_published: product.is_published,
                created_at,
                last_update: created_at,
                current_price: product.unit_price,
                is_available: !product.track_inventory || product.allow_backorder || product.inventory > 0,
            })
            .collect();
        on_backend!(conn, |c| diesel::insert_into(products::table).values(&rows).execute(c))?;
        let slugs: Vec<&str> = rows.iter().map(|row| row.slug).collect();
        keys.extend(queries::list_ids_by_slug(conn, &slugs)?);
    }
    Ok(keys)
}

/// Changes a product; `false` when it is gone. The old slug keeps answering.
pub fn update(conn: &mut Conn, id: i64, product: &ProductChange, now: Time) -> QueryResult<bool> {
    let found = update_raw(conn, id, product, now)?;
    if found {
        events::products_changed(conn, &[id], now)?;
    }
    Ok(found)
}

/// Changes a product; the caller calls [`events::products_changed`].
pub fn update_raw(conn: &mut Conn, id: i64, product: &ProductChange, now: Time) -> QueryResult<bool> {
    let Some(old_slug) = products::table.find(id).select(products::slug).first::<String>(conn).optional()?
    else {
        return Ok(false);
    };
    diesel::update(products::table.find(id))
        .set((product, products::title_key.eq(sort_key(&product.title)), products::last_update.eq(now)))
        .execute(conn)?;
    if old_slug != product.slug {
        remember_slug(conn, PRODUCT, id, &old_slug, &product.slug)?;
    }
    Ok(true)
}

/// Keeps `old` answering for an object that is now at `new`.
///
/// A slug in use always wins over a former one, so `new` leaves the history.
pub fn remember_slug(conn: &mut Conn, content_type: &str, id: i64, old: &str, new: &str) -> QueryResult<()> {
    let same_kind = || slug_history::table.filter(slug_history::content_type.eq(content_type));
    diesel::delete(same_kind().filter(slug_history::slug.eq_any([old, new]))).execute(conn)?;
    diesel::insert_into(slug_history::table)
        .values((
            slug_history::content_type.eq(content_type),
            slug_history::object_id.eq(id),
            slug_history::slug.eq(old),
        ))
        .execute(conn)?;
    Ok(())
}

/// Deletes products with everything that has no meaning without them.
pub fn delete(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<usize> {
    let mut deleted = 0;
    for chunk in ids.chunks(super::derive::CHUNK) {
        events::products_deleted(conn, chunk, now)?;
        diesel::delete(
            slug_history::table
                .filter(slug_history::content_type.eq(PRODUCT))
                .filter(slug_history::object_id.eq_any(chunk)),
        )
        .execute(conn)?;
        deleted += diesel::delete(products::table.filter(products::id.eq_any(chunk))).execute(conn)?;
    }
    Ok(deleted)
}

/// Sets the names of a product's options, at most three.
pub fn set_options(conn: &mut Conn, product_id: i64, names: &[String]) -> QueryResult<()> {
    diesel::delete(product_options::table.filter(product_options::product_id.eq(product_id)))
        .execute(conn)?;
    for (name, position) in names.iter().zip(1..=3) {
        let row = ProductOption { product_id, position, name: name.clone() };
        diesel::insert_into(product_options::table)
            .values((
                product_options::product_id.eq(row.product_id),
                product_options::position.eq(row.position),
                product_options::name.eq(row.name),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Adds a variant and returns its key.
pub fn create_variant(
    conn: &mut Conn,
    product_id: i64,
    variant: &VariantChange,
    now: Time,
) -> QueryResult<i64> {
    let id = create_variant_raw(conn, product_id, variant)?;
    events::products_changed(conn, &[product_id], now)?;
    Ok(id)
}

/// Adds a variant; the caller calls [`events::products_changed`].
pub fn create_variant_raw(conn: &mut Conn, product_id: i64, variant: &VariantChange) -> QueryResult<i64> {
    diesel::insert_into(product_variants::table)
        .values((product_variants::product_id.eq(product_id), variant))
        .returning(product_variants::id)
        .get_result(conn)
}

/// Adds many variants with few statements; the caller calls [`events::products_changed`].
pub fn create_variants_raw(conn: &mut Conn, new: &[(i64, VariantChange)]) -> QueryResult<()> {
    for chunk in new.chunks(super::derive::CHUNK) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|(product_id, variant)| (product_variants::product_id.eq(*product_id), variant.clone()))
            .collect();
        on_backend!(conn, |c| diesel::insert_into(product_variants::table).values(&rows).execute(c))?;
    }
    Ok(())
}

/// Names options of many new products, each with its place from 1 to 3.
pub fn create_options(conn: &mut Conn, new: &[ProductOption]) -> QueryResult<()> {
    for chunk in new.chunks(super::derive::CHUNK) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|option| {
                (
                    product_options::product_id.eq(option.product_id),
                    product_options::position.eq(option.position),
                    product_options::name.eq(&option.name),
                )
            })
            .collect();
        on_backend!(conn, |c| diesel::insert_into(product_options::table).values(&rows).execute(c))?;
    }
    Ok(())
}

/// Adds many pictures to products: product, file and position of each.
pub fn add_images(conn: &mut Conn, new: &[(i64, i64, i32)]) -> QueryResult<()> {
    for chunk in new.chunks(super::derive::CHUNK) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|(product_id, media_id, position)| {
                (
                    product_images::product_id.eq(*product_id),
                    product_images::media_id.eq(*media_id),
                    product_images::position.eq(*position),
                )
            })
            .collect();
        on_backend!(conn, |c| diesel::insert_into(product_images::table).values(&rows).execute(c))?;
    }
    Ok(())
}

/// Takes pictures off their products; the files stay.
pub fn remove_images(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    diesel::delete(product_images::table.filter(product_images::id.eq_any(ids))).execute(conn)?;
    Ok(())
}

/// Changes a variant; `false` when it is gone.
pub fn update_variant(conn: &mut Conn, id: i64, variant: &VariantChange, now: Time) -> QueryResult<bool> {
    lock_product_of(conn, id)?;
    let Some(product_id) = update_variant_raw(conn, id, variant)? else { return Ok(false) };
    events::products_changed(conn, &[product_id], now)?;
    Ok(true)
}

/// Changes a variant and returns its product; the caller calls [`events::products_changed`].
pub fn update_variant_raw(conn: &mut Conn, id: i64, variant: &VariantChange) -> QueryResult<Option<i64>> {
    diesel::update(product_variants::table.find(id))
        .set(variant)
        .returning(product_variants::product_id)
        .get_result(conn)
        .optional()
}

/// Deletes a variant; `false` when it is gone.
pub fn delete_variant(conn: &mut Conn, id: i64, now: Time) -> QueryResult<bool> {
    lock_product_of(conn, id)?;
    let Some(product_id) = delete_variant_raw(conn, id, now)? else { return Ok(false) };
    events::products_changed(conn, &[product_id], now)?;
    Ok(true)
}

/// Orders lock the product before its variant, so everybody else does.
fn lock_product_of(conn: &mut Conn, variant_id: i64) -> QueryResult<()> {
    let product: Option<i64> = product_variants::table
        .find(variant_id)
        .select(product_variants::product_id)
        .first(conn)
        .optional()?;
    stock::lock(conn, &product.into_iter().collect::<Vec<_>>())
}

/// Deletes a variant and returns its product; the caller calls [`events::products_changed`].
pub fn delete_variant_raw(conn: &mut Conn, id: i64, now: Time) -> QueryResult<Option<i64>> {
    events::variants_deleted(conn, &[id], now)?;
    diesel::delete(product_variants::table.find(id))
        .returning(product_variants::product_id)
        .get_result(conn)
        .optional()
}

/// Adds a picture to a product at `position` and returns the key of the link.
pub fn add_image(conn: &mut Conn, product_id: i64, media_id: i64, position: i32) -> QueryResult<i64> {
    diesel::insert_into(product_images::table)
        .values((
            product_images::product_id.eq(product_id),
            product_images::media_id.eq(media_id),
            product_images::position.eq(position),
        ))
        .returning(product_images::id)
        .get_result(conn)
}

/// A slug for `title` that no product has; `taken` are slugs promised in the same batch.
///
/// A title without letters or digits gives `product`, `product-2` …
pub fn free_slug(conn: &mut Conn, title: &str, taken: &HashSet<String>) -> QueryResult<String> {
    let base = match slug::slugify(title) {
        empty if empty.is_empty() => "product".to_owned(),
        slug => slug,
    };
    let mut candidate = base.clone();
    let mut number = 1;
    while taken.contains(&candidate) || queries::product_slug_exists(conn, &candidate)? {
        number += 1;
        candidate = slug::numbered(&base, number);
    }
    Ok(candidate)
}
