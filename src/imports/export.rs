//! Models as CSV: products in the columns that the importer takes back.

use std::io::Write;

use super::ImportError;
use super::formats::{COLUMNS, escape};
use super::snapshot::{self, Address, Stored};
use crate::app::App;
use crate::catalog::models::Collection;
use crate::catalog::{collections, queries};
use crate::platform::money::{Currency, Money};
use crate::platform::settings::ShopSettings;
use crate::tags;

/// Products read at a time: the table is never loaded as a whole.
const CHUNK: i64 = 250;

const MODELS: &str = "products (catalog.product), collections (catalog.collection), tags (tags.tag)";

/// Writes a model as CSV and returns how many objects that were.
pub fn export(app: &App, model: &str, out: impl Write) -> Result<u64, ImportError> {
    let out = csv::WriterBuilder::new().from_writer(out);
    match model {
        "products" | "product" | "catalog.product" => export_products(app, out),
        "collections" | "collection" | "catalog.collection" => export_collections(app, out),
        "tags" | "tag" | "tags.tag" => export_tags(app, out),
        _ => Err(ImportError::UnknownModel { model: model.to_owned(), possible: MODELS }),
    }
}

struct Products {
    currency: Currency,
    media_url: String,
    collections: Vec<Collection>,
}

fn export_products(app: &App, mut out: csv::Writer<impl Write>) -> Result<u64, ImportError> {
    let context = app.db.read_blocking(|conn| {
        Ok::<_, ImportError>(Products {
            currency: ShopSettings::load(conn, &app.config)?.currency,
            media_url: format!("{}/media/", app.config.base_url),
            collections: queries::list_collections(conn)?,
        })
    })?;
    out.write_record(COLUMNS)?;
    let (mut after, mut count) = (0, 0);
    loop {
        let (ids, mut stored) = app.db.read_blocking(|conn| {
            let ids = queries::list_product_ids_after(conn, after, CHUNK)?;
            let stored = snapshot::load(conn, &ids)?;
            Ok::<_, ImportError>((ids, stored))
        })?;
        let Some(last) = ids.last() else { break };
        after = *last;
        for product in ids.iter().filter_map(|id| stored.remove(id)) {
            context.write(&product, &mut out)?;
            count += 1;
        }
    }
    out.flush()?;
    Ok(count)
}

impl Products {
    fn write(&self, stored: &Stored, out: &mut csv::Writer<impl Write>) -> Result<(), ImportError> {
        let product = &stored.state;
        let price = |amount: i64| self.currency.plain(Money(amount));
        let optional = |amount: Option<i64>| amount.map_or(String::new(), price);
        let path: Vec<String> = collections::path(&self.collections, product.collection_id)
            .iter()
            .map(|collection| protect(&collection.title, ">"))
            .collect();
        let tags: Vec<String> = product.tags.iter().map(|label| protect(label, ",")).collect();
        let addresses: Vec<String> = stored.addresses.iter().map(|image| self.address(image)).collect();
        let alts: Vec<String> =
            stored.addresses.iter().map(|image| image.alt.replace(['\n', '\r'], " ")).collect();
        let names = |place: usize| product.options.get(place).cloned().unwrap_or_default();
        let mut rows: Vec<[String; 11]> = Vec::new();
        for variant in &product.variants {
            let [one, two, three] = variant.values.clone();
            let image = stored.addresses.iter().find(|image| Some(image.image) == variant.image_id);
            rows.push([
                one,
                two,
                three,
                variant.sku.clone().unwrap_or_default(),
                price(variant.unit_price),
                optional(variant.compare_at_price),
                optional(product.compare_at_price),
                variant.inventory.to_string(),
                variant.track_inventory.to_string(),
                variant.allow_backorder.to_string(),
                image.map_or(String::new(), |image| self.address(image)),
            ]);
        }
        if rows.is_empty() {
            let blank = String::new;
            rows.push([
                blank(),
                blank(),
                blank(),
                blank(),
                price(product.unit_price),
                optional(product.compare_at_price),
                blank(),
                product.inventory.to_string(),
                product.track_inventory.to_string(),
                product.allow_backorder.to_string(),
                blank(),
            ]);
        }
        for (place, row) in rows.into_iter().enumerate() {
            let first = |text: String| if place == 0 { text } else { String::new() };
            let [
                one,
                two,
                three,
                sku,
                unit_price,
                compare_at,
                own_compare_at,
                units,
                track,
                backorder,
                image,
            ] = row;
            let cells = [
                product.slug.clone(),
                product.title.clone(),
                first(product.description.clone().unwrap_or_default()),
                first(path.join(" > ")),
                first(tags.join(", ")),
                first(product.is_published.to_string()),
                first(names(0)),
                one,
                first(names(1)),
                two,
                first(names(2)),
                three,
                sku,
                unit_price,
                compare_at,
                own_compare_at,
                units,
                track,
                backorder,
                first(addresses.join("\n")),
                first(alts.join("\n")),
                image,
            ];
            out.write_record(cells.iter().map(|cell| escape(cell)))?;
        }
        Ok(())
    }

    fn address(&self, image: &Address) -> String {
        image.source.clone().unwrap_or_else(|| format!("{}{}", self.media_url, image.key))
    }
}

/// A text in a list or path: a backslash before separators and backslashes.
fn protect(text: &str, separator: &str) -> String {
    text.replace('\\', "\\\\").replace(separator, &format!("\\{separator}"))
}

fn export_collections(app: &App, mut out: csv::Writer<impl Write>) -> Result<u64, ImportError> {
    let all = app.db.read_blocking(|conn| Ok::<_, ImportError>(queries::list_collections(conn)?))?;
    out.write_record(["slug", "title", "description", "parent"])?;
    for collection in &all {
        let parent = all.iter().find(|parent| Some(parent.id) == collection.parent_id);
        let parent = parent.map_or("", |parent| parent.slug.as_str());
        let cells = [&collection.slug, &collection.title, &collection.description, parent];
        out.write_record(cells.map(escape))?;
    }
    out.flush()?;
    Ok(u64::try_from(all.len()).unwrap_or(u64::MAX))
}

fn export_tags(app: &App, mut out: csv::Writer<impl Write>) -> Result<u64, ImportError> {
    let all = app.db.read_blocking(|conn| Ok::<_, ImportError>(tags::queries::list_all(conn)?))?;
    out.write_record(["label"])?;
    for tag in &all {
        out.write_record([escape(&tag.label)])?;
    }
    out.flush()?;
    Ok(u64::try_from(all.len()).unwrap_or(u64::MAX))
}
