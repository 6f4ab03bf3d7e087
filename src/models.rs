//! Every model by name: what `dumpdata` writes, `loaddata` reads and permissions are about.

use diesel::QueryResult;

use crate::catalog::derive::CHUNK;
use crate::config::Config;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::dumps::{self, LoadError, Loaded, Model, find_row};
use crate::platform::money::Currency;
use crate::platform::settings::ShopSettings;
use crate::{catalog, events, media, promotions, reviews, shopfront, tags};

/// Every model, in the order of a dump: a row that needs another one comes after it.
pub fn all() -> Vec<Model> {
    vec![
        dumps::setting::model(),
        media::dump::media_file(),
        tags::dump::tag(),
        catalog::dump::collection(),
        catalog::dump::product(),
        catalog::dump::product_option(),
        catalog::dump::product_image(),
        catalog::dump::product_variant(),
        catalog::dump::price_change(),
        catalog::dump::slug_history(),
        tags::dump::tagged_item(),
        promotions::dump::promotion(),
        reviews::dump::review(),
        shopfront::dump::page(),
    ]
}

/// Tables that a dump leaves out: work, and what is made again from other tables.
pub const NOT_DUMPED: &[&str] = &[
    "jobs",
    "schedules",
    "media_sizes",
    "catalog_counts",
    "search_documents",
    "search_words",
    "import_runs",
    "import_changes",
];

/// The models with these names; a domain stands for all of its models, no names for all there are.
///
/// An unknown name is the error.
pub fn select<'a>(models: &'a [Model], names: &[String]) -> Result<Vec<&'a Model>, String> {
    let matches = |model: &Model, name: &String| model.name == name || model.domain() == name;
    match names.iter().find(|name| !models.iter().any(|model| matches(model, name))) {
        Some(unknown) => {
            let known: Vec<&str> = models.iter().map(|model| model.name).collect();
            Err(format!("There is no model “{unknown}”. The models are {}.", known.join(", ")))
        }
        None => Ok(models
            .iter()
            .filter(|model| names.is_empty() || names.iter().any(|name| matches(model, name)))
            .collect()),
    }
}

/// Loads a dump and rebuilds what follows from its rows; all in the transaction of `conn`.
pub fn load(conn: &mut Conn, text: &str, config: &Config, now: Time) -> Result<Loaded, LoadError> {
    let currency = currency_of(conn, text, config)?;
    let loaded = dumps::load::load(conn, &all(), text, currency, now)?;
    check_tree(conn, &loaded)?;
    rebuild(conn, &loaded, now)?;
    Ok(loaded)
}

/// The currency of the amounts in a dump: the one it brings, else the shop's.
fn currency_of(conn: &mut Conn, text: &str, config: &Config) -> Result<Currency, LoadError> {
    let brought = find_row(text, "platform.setting", "currency")?;
    let code = brought.as_ref().and_then(|fields| fields.get("value")?.as_str());
    match code.and_then(Currency::from_code) {
        Some(currency) => Ok(currency),
        None => Ok(ShopSettings::load(conn, config)?.currency),
    }
}

/// No collection lies inside itself.
fn check_tree(conn: &mut Conn, loaded: &Loaded) -> Result<(), LoadError> {
    let keys = loaded.keys("catalog.collection");
    if keys.is_empty() {
        return Ok(());
    }
    match catalog::queries::find_in_itself(conn, &keys)? {
        Some(key) => {
            Err(loaded.refuse("catalog.collection", key, "the collection would lie inside itself".to_owned()))
        }
        None => Ok(()),
    }
}

/// Models whose rows products derive something from.
const BEHIND_PRODUCTS: &[&str] = &[
    "tags.tag",
    "catalog.collection",
    "catalog.product",
    "catalog.productoption",
    "catalog.productvariant",
    "catalog.pricechange",
    "tags.taggeditem",
    "promotions.promotion",
    "reviews.review",
];

/// Rebuilds derived columns, indexes and schedules after rows were loaded.
///
/// A loaded row may have left a product that the file does not name, so every product is settled;
/// each step writes only what differs.
fn rebuild(conn: &mut Conn, loaded: &Loaded, now: Time) -> QueryResult<()> {
    if loaded.has_any(BEHIND_PRODUCTS) {
        let limit = i64::try_from(CHUNK).unwrap_or(i64::MAX);
        let mut after = 0;
        loop {
            let ids = catalog::queries::list_product_ids_after(conn, after, limit)?;
            let Some(last) = ids.last() else { break };
            after = *last;
            events::products_changed(conn, &ids, now)?;
            reviews::queries::settle_ratings(conn, &ids)?;
        }
    }
    promotions::promotions::schedule_all(conn, &loaded.keys("promotions.promotion"), now)?;
    media::files::queue_work(conn, &loaded.keys("media.mediafile"), now)
}
