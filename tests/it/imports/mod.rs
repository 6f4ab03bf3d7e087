//! Catalogue files in and out.

mod csv_files;
mod export;
mod history;
mod real_files;
mod resuming;
mod shopify;
mod spree;
mod undo;
mod woocommerce;

use std::collections::BTreeMap;
use std::path::PathBuf;

use storefront::app::App;
use storefront::catalog::{PRODUCT, collections, queries};
use storefront::imports::report::Report;
use storefront::imports::{self, ImportError, Options, snapshot};
use storefront::platform::db::Conn;
use storefront::promotions;
use storefront::tags;

use crate::support::TestApp;

/// A file of this shop's own folder with these bytes.
pub fn file(t: &TestApp, bytes: &[u8]) -> PathBuf {
    let path = t.app.config.var.join(format!("{}.csv", uuid::Uuid::new_v4().simple()));
    std::fs::write(&path, bytes).unwrap();
    path
}

pub fn options(t: &TestApp, text: &str) -> Options {
    Options { file: file(t, text.as_bytes()), ..Options::default() }
}

pub fn run(app: &App, options: &Options) -> Result<Report, ImportError> {
    imports::import(app, options, &mut |_, _| {})
}

/// Imports a text that must be recognised.
pub fn import(t: &TestApp, text: &str) -> Report {
    run(&t.app, &options(t, text)).unwrap()
}

/// Created, changed, unchanged and refused rows.
pub fn rows(report: &Report) -> [u64; 4] {
    [report.rows.created, report.rows.changed, report.rows.unchanged, report.rows.refused]
}

/// `line: reason` of each refused row.
pub fn refused(report: &Report) -> Vec<String> {
    report.refused.iter().map(|refused| format!("{}: {}", refused.line, refused.reason)).collect()
}

/// The catalogue without keys and times: what must be the same after undo, again and round trip.
pub fn catalogue(t: &TestApp) -> BTreeMap<String, String> {
    t.look(|conn| {
        let mut found = BTreeMap::new();
        let all = queries::list_collections(conn)?;
        let path = |id| {
            let path = collections::path(&all, id);
            path.iter().map(|c| c.title.clone()).collect::<Vec<_>>().join(" / ")
        };
        for collection in &all {
            found.insert(format!("collection {}", path(collection.id)), collection.description.clone());
        }
        for tag in tags::queries::list_all(conn)? {
            found.insert(format!("tag {}", tag.label), String::new());
        }
        let ids = queries::list_product_ids_after(conn, 0, i64::MAX)?;
        let stored = snapshot::load(conn, &ids)?;
        for id in ids {
            let product = queries::find_product(conn, id)?.unwrap();
            let state = &stored[&id].state;
            let images: Vec<_> = stored[&id]
                .addresses
                .iter()
                .map(|image| (image.source.clone(), image.key.clone(), image.alt.clone()))
                .collect();
            let variants: Vec<_> = state
                .variants
                .iter()
                .map(|v| {
                    let image = state.images.iter().position(|image| Some(image.id) == v.image_id);
                    let prices = (v.unit_price, v.compare_at_price);
                    (&v.sku, &v.values, prices, v.inventory, v.track_inventory, v.allow_backorder, image)
                })
                .collect();
            let rules = state.variants.is_empty().then_some((state.track_inventory, state.allow_backorder));
            let promotions: Vec<_> = promotions::queries::list_of_product(conn, id)?
                .into_iter()
                .map(|p| (p.description, p.discount, p.starts_at, p.ends_at))
                .collect();
            let whole = format!(
                "{:?}",
                (
                    (&state.title, &state.description, state.compare_at_price, rules),
                    (path(state.collection_id), state.is_published, &state.options, variants),
                    (images, &state.tags, promotions, former(conn, &product.slug, id)),
                    (product.unit_price, product.inventory, product.has_variants, product.price_varies),
                    (product.is_available, product.current_price),
                )
            );
            found.insert(format!("product {}", product.slug), whole);
        }
        Ok(found)
    })
}

fn former(conn: &mut Conn, _slug: &str, id: i64) -> Vec<String> {
    use diesel::prelude::*;
    use storefront::schema::slug_history;
    slug_history::table
        .filter(slug_history::content_type.eq(PRODUCT))
        .filter(slug_history::object_id.eq(id))
        .order(slug_history::slug)
        .select(slug_history::slug)
        .load(conn)
        .unwrap()
}

pub fn find(t: &TestApp, slug: &str) -> storefront::catalog::models::Product {
    t.look(|conn| Ok(queries::find_by_slug(conn, slug)?)).unwrap_or_else(|| panic!("no product {slug}"))
}

pub fn variants(t: &TestApp, slug: &str) -> Vec<storefront::catalog::models::Variant> {
    let id = find(t, slug).id;
    t.look(|conn| Ok(queries::list_variants(conn, id)?))
}

pub fn labels(t: &TestApp, slug: &str) -> Vec<String> {
    let id = find(t, slug).id;
    let mut labels: Vec<String> = t
        .look(|conn| Ok(tags::queries::list_labels_of(conn, PRODUCT, &[id])?))
        .into_iter()
        .map(|(_, tag)| tag.label)
        .collect();
    labels.sort();
    labels
}

pub fn path_of(t: &TestApp, slug: &str) -> String {
    let id = find(t, slug).collection_id;
    t.look(|conn| {
        let all = queries::list_collections(conn)?;
        let path = collections::path(&all, id);
        Ok(path.iter().map(|c| c.title.clone()).collect::<Vec<_>>().join(" / "))
    })
}
