//! Every model by name: what `dumpdata` writes, `loaddata` reads and permissions are about.

mod rebuilding;

use crate::accounts::permissions::{self, Permission};
use crate::config::Config;
use crate::platform::audit;
use crate::platform::clock::Time;
use crate::platform::db::{self, Conn, MigrationError};
use crate::platform::dumps::{self, LoadError, Loaded, Model, find_row};
use crate::platform::money::Currency;
use crate::platform::settings::ShopSettings;
use crate::{
    accounts, cart, catalog, checkout, engagement, media, orders, payments, promotions, reviews, shopfront,
    tags, webhooks,
};

/// Every model, in the order of a dump: a row that needs another one comes after it.
pub fn all() -> Vec<Model> {
    vec![
        dumps::setting::model(),
        media::dump::media_file(),
        accounts::dump::group(),
        accounts::dump::user(),
        accounts::dump::customer(),
        accounts::dump::address(),
        accounts::dump::api_key(),
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
        cart::dump::cart(),
        cart::dump::cart_item(),
        orders::dump::order(),
        orders::dump::order_address(),
        orders::dump::order_item(),
        orders::dump::order_event(),
        promotions::dump::promotion_use(),
        payments::dump::payment(),
        payments::dump::refund(),
        payments::dump::refund_line(),
        payments::dump::payment_event(),
        payments::dump::payment_difference(),
        payments::dump::invoice(),
        checkout::dump::shipping_method(),
        reviews::dump::review(),
        engagement::dump::liked_item(),
        engagement::dump::wish_item(),
        shopfront::dump::page(),
        webhooks::dump::webhook(),
        webhooks::dump::webhook_event(),
        webhooks::dump::webhook_delivery(),
        audit::dump::log_entry(),
    ]
}

/// Tables that a dump leaves out: work, what is made again, and what only this machine's visitors
/// hold the other half of.
pub const NOT_DUMPED: &[&str] = &[
    "admin_tasks",
    "api_answers",
    "jobs",
    "schedules",
    "media_sizes",
    "catalog_counts",
    "row_counts",
    "search_documents",
    "search_words",
    "import_runs",
    "import_changes",
    "permissions",
    "registrations",
    "account_tokens",
    "sessions",
    "throttles",
    "cart_notices",
    "checkouts",
    "idempotency_keys",
    "invoice_counters",
    "versions",
    "viewed_items",
    "webhook_stock",
];

/// What may be done with the rows of every model.
const ACTIONS: [&str; 4] = ["view", "add", "change", "delete"];

/// Models that dumps leave out, but that staff may be allowed to see and work with.
const FURTHER_MODELS: [(&str, &str); 4] = [
    ("platform.job", "job"),
    ("platform.mail", "mail"),
    ("platform.importrun", "import run"),
    ("accounts.permission", "permission"),
];

/// What else may be done, with its name.
const FURTHER_PERMISSIONS: [(&str, &str); 2] =
    [("orders.cancel_order", "Can cancel order"), ("accounts.view_history", "Can view history")];

/// Every permission there is: `catalog.change_product`, "Can change product".
pub fn permissions() -> Vec<Permission> {
    let mut list = Vec::new();
    let dumped = all().into_iter().map(|model| (model.name, model.noun()));
    let further = FURTHER_MODELS.iter().map(|(name, noun)| (*name, (*noun).to_owned()));
    for (name, noun) in dumped.chain(further) {
        let (domain, table) = name.split_once('.').unwrap_or_default();
        list.extend(ACTIONS.iter().map(|action| Permission {
            codename: format!("{domain}.{action}_{table}"),
            name: format!("Can {action} {noun}"),
        }));
    }
    let further = FURTHER_PERMISSIONS
        .iter()
        .map(|(codename, name)| Permission { codename: (*codename).to_owned(), name: (*name).to_owned() });
    list.extend(further);
    list
}

/// Brings the schema up to date, and the permissions with it; returns how many migrations ran.
pub fn migrate(conn: &mut Conn) -> Result<usize, MigrationError> {
    let count = db::migrate(conn)?;
    let wanted = permissions();
    let mut keep = || match permissions::are_kept(conn, &wanted)? {
        true => Ok(()),
        false => db::write_transaction(conn, |conn| permissions::keep(conn, &wanted)),
    };
    keep().map_err(|error: diesel::result::Error| MigrationError::Failed(error.to_string()))?;
    Ok(count)
}

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
    rebuilding::fill_in(conn, &loaded, currency)?;
    rebuilding::rebuild(conn, &loaded, now)?;
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
