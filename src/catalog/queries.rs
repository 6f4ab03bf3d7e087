//! Reads of the catalogue's tables. No HTTP, no rules.

use std::collections::HashMap;

use diesel::prelude::*;

use super::models::{Collection, Product, ProductImage, ProductOption, Variant};
use crate::media::models::MediaFile;
use crate::on_backend;
use crate::platform::db::{Conn, among};
use crate::schema::{
    collections, media_files, product_images, product_options, product_variants, products, slug_history,
};

/// Every collection, by title. A shop has at most a few thousand.
pub fn list_collections(conn: &mut Conn) -> QueryResult<Vec<Collection>> {
    collections::table
        .order((collections::title_key, collections::id))
        .select(Collection::as_select())
        .load(conn)
}

/// The collection with this key.
pub fn find_collection(conn: &mut Conn, id: i64) -> QueryResult<Option<Collection>> {
    collections::table.find(id).select(Collection::as_select()).first(conn).optional()
}

/// The product with this key.
pub fn find_product(conn: &mut Conn, id: i64) -> QueryResult<Option<Product>> {
    products::table.find(id).select(Product::as_select()).first(conn).optional()
}

/// The product at `slug`, if customers may see it.
pub fn find_published(conn: &mut Conn, slug: &str) -> QueryResult<Option<Product>> {
    products::table
        .filter(products::slug.eq(slug))
        .filter(products::is_published)
        .select(Product::as_select())
        .first(conn)
        .optional()
}

/// The product at `slug`, published or not.
pub fn find_by_slug(conn: &mut Conn, slug: &str) -> QueryResult<Option<Product>> {
    products::table.filter(products::slug.eq(slug)).select(Product::as_select()).first(conn).optional()
}

/// Whether a product has this slug now.
pub fn product_slug_exists(conn: &mut Conn, slug: &str) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(products::table.filter(products::slug.eq(slug)))).get_result(conn)
}

/// Which object of `content_type` had this slug before.
pub fn find_former_slug(conn: &mut Conn, content_type: &str, slug: &str) -> QueryResult<Option<i64>> {
    slug_history::table
        .filter(slug_history::content_type.eq(content_type))
        .filter(slug_history::slug.eq(slug))
        .select(slug_history::object_id)
        .first(conn)
        .optional()
}

/// The variants of a product in their order.
pub fn list_variants(conn: &mut Conn, product_id: i64) -> QueryResult<Vec<Variant>> {
    product_variants::table
        .filter(product_variants::product_id.eq(product_id))
        .order((product_variants::position, product_variants::id))
        .select(Variant::as_select())
        .load(conn)
}

/// The option names of a product in their order.
pub fn list_options(conn: &mut Conn, product_id: i64) -> QueryResult<Vec<ProductOption>> {
    product_options::table
        .filter(product_options::product_id.eq(product_id))
        .order(product_options::position)
        .select(ProductOption::as_select())
        .load(conn)
}

/// The pictures of a product in their order.
pub fn list_images(conn: &mut Conn, product_id: i64) -> QueryResult<Vec<ProductImage>> {
    product_images::table
        .filter(product_images::product_id.eq(product_id))
        .order((product_images::position, product_images::id))
        .select(ProductImage::as_select())
        .load(conn)
}

/// Whether the shop has any product at all.
pub fn any_product(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(products::table.select(products::id))).get_result(conn)
}

/// Keys of products above `after`, in order: for walking all of them in chunks.
pub fn list_product_ids_after(conn: &mut Conn, after: i64, limit: i64) -> QueryResult<Vec<i64>> {
    products::table
        .filter(products::id.gt(after))
        .order(products::id)
        .limit(limit)
        .select(products::id)
        .load(conn)
}

/// The keys of the products directly in a collection.
pub fn list_ids_in_collection(conn: &mut Conn, collection_id: i64) -> QueryResult<Vec<i64>> {
    products::table.filter(products::collection_id.eq(collection_id)).select(products::id).load(conn)
}

/// The first of these collections that lies inside itself.
pub fn find_in_itself(conn: &mut Conn, ids: &[i64]) -> QueryResult<Option<i64>> {
    let parents: HashMap<i64, i64> = collections::table
        .filter(collections::parent_id.is_not_null())
        .select((collections::id, collections::parent_id.assume_not_null()))
        .load(conn)?
        .into_iter()
        .collect();
    let is_inside_itself = |id: i64| {
        std::iter::successors(parents.get(&id), |parent| parents.get(*parent))
            .take(parents.len())
            .any(|parent| *parent == id)
    };
    Ok(ids.iter().copied().find(|id| is_inside_itself(*id)))
}

/// Slug and key of the products with these slugs.
pub fn list_ids_by_slug(conn: &mut Conn, slugs: &[&str]) -> QueryResult<Vec<(String, i64)>> {
    products::table.filter(products::slug.eq_any(slugs)).select((products::slug, products::id)).load(conn)
}

/// Former slug and key of the products that had one of these slugs.
pub fn list_ids_by_former_slug(conn: &mut Conn, slugs: &[&str]) -> QueryResult<Vec<(String, i64)>> {
    slug_history::table
        .filter(slug_history::content_type.eq(super::PRODUCT))
        .filter(slug_history::slug.eq_any(slugs))
        .select((slug_history::slug, slug_history::object_id))
        .load(conn)
}

/// SKU and product of the variants with these SKUs.
pub fn list_products_by_sku(conn: &mut Conn, skus: &[&str]) -> QueryResult<Vec<(String, i64)>> {
    let rows: Vec<(Option<String>, i64)> = product_variants::table
        .filter(product_variants::sku.eq_any(skus))
        .select((product_variants::sku, product_variants::product_id))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(sku, product)| Some((sku?, product))).collect())
}

/// The products with these keys, by key.
pub fn list_products(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<Product>> {
    on_backend!(conn, |c| products::table
        .filter(among(products::id, ids))
        .order(products::id)
        .select(Product::as_select())
        .load(c))
}

/// The variants of these products, each product's in their order.
pub fn list_variants_of(conn: &mut Conn, products: &[i64]) -> QueryResult<Vec<Variant>> {
    product_variants::table
        .filter(product_variants::product_id.eq_any(products))
        .order((product_variants::product_id, product_variants::position, product_variants::id))
        .select(Variant::as_select())
        .load(conn)
}

/// The variants with these keys.
pub fn list_variants_by_id(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<Variant>> {
    on_backend!(conn, |c| product_variants::table
        .filter(among(product_variants::id, ids))
        .select(Variant::as_select())
        .load(c))
}

/// The option names of these products, each product's in their order.
pub fn list_options_of(conn: &mut Conn, products: &[i64]) -> QueryResult<Vec<ProductOption>> {
    product_options::table
        .filter(product_options::product_id.eq_any(products))
        .order((product_options::product_id, product_options::position))
        .select(ProductOption::as_select())
        .load(conn)
}

/// The pictures of these products, each product's in their order, with their files.
pub fn list_images_of(conn: &mut Conn, products: &[i64]) -> QueryResult<Vec<(ProductImage, MediaFile)>> {
    product_images::table
        .inner_join(media_files::table)
        .filter(product_images::product_id.eq_any(products))
        .order((product_images::product_id, product_images::position, product_images::id))
        .select((ProductImage::as_select(), MediaFile::as_select()))
        .load(conn)
}

/// Which of these files no product shows.
pub fn list_unused_media(conn: &mut Conn, media: &[i64]) -> QueryResult<Vec<i64>> {
    let used: Vec<i64> = product_images::table
        .filter(product_images::media_id.eq_any(media))
        .select(product_images::media_id)
        .load(conn)?;
    Ok(media.iter().copied().filter(|id| !used.contains(id)).collect())
}
