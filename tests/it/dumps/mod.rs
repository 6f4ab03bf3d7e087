//! `dumpdata` and `loaddata`.

mod accounts;
mod declarations;
mod dumping;
mod engine;
mod loading;
mod orders;
mod refusals;
mod round_trip;
mod sample;

use serde_json::{Value, json};
use storefront::models;
use storefront::platform::dumps::{LoadError, Loaded, write};
use storefront::platform::settings::ShopSettings;

use crate::support::{TestApp, noon};

/// What `dumpdata` prints.
pub fn dump(t: &TestApp, names: &[&str], indent: Option<usize>) -> String {
    let all = models::all();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let chosen = models::select(&all, &names).unwrap();
    let mut out = Vec::new();
    t.look(|conn| {
        let currency = ShopSettings::load(conn, &t.app.config)?.currency;
        write::dump(conn, &chosen, &currency, indent, &mut out).unwrap();
        Ok(())
    });
    String::from_utf8(out).unwrap()
}

/// What `loaddata` does.
pub fn load_text(t: &TestApp, text: &str) -> Result<Loaded, LoadError> {
    t.app.db.write_blocking(|conn| models::load(conn, text, &t.app.config, noon()))
}

/// [`load_text`] of rows.
pub fn load(t: &TestApp, rows: &Value) -> Result<Loaded, LoadError> {
    load_text(t, &rows.to_string())
}

/// The sentence of a refusal.
pub fn refusal(t: &TestApp, rows: &Value) -> String {
    load(t, rows).unwrap_err().to_string()
}

pub fn collection(pk: i64) -> Value {
    json!({"model": "catalog.collection", "pk": pk,
           "fields": {"title": format!("Collection {pk}"), "slug": format!("collection-{pk}")}})
}

pub fn product(pk: i64, further: Value) -> Value {
    let mut fields = json!({"title": format!("Product {pk}"), "slug": format!("product-{pk}"),
                            "unit_price": "10.00", "inventory": 3, "collection": 1,
                            "last_update": "2024-01-01T00:01:00+00:00"});
    for (name, value) in further.as_object().unwrap() {
        fields[name] = value.clone();
    }
    json!({"model": "catalog.product", "pk": pk, "fields": fields})
}

/// The `fields` of a row in a dump.
pub fn fields(dump: &str, model: &str, pk: i64) -> Value {
    let rows: Vec<Value> = serde_json::from_str(dump).unwrap();
    let row = rows.into_iter().find(|row| row["model"] == model && row["pk"] == pk);
    row.unwrap_or_else(|| panic!("no {model} {pk} in {dump}"))["fields"].clone()
}
