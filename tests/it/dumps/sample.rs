//! The contract's fixture, all of it; passes when the file is not there.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{dump, load_text};
use crate::support::TestApp;

/// The folder of sample files, or the one that `STOREFRONT_SAMPLE_DATA` names.
fn fixture() -> Option<String> {
    let data = std::env::var("STOREFRONT_SAMPLE_DATA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data").to_owned());
    std::fs::read_to_string(format!("{data}/../contract/fixture.json")).ok()
}

fn count_by_model(text: &str) -> BTreeMap<String, usize> {
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row["model"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    counts
}

#[test]
fn the_fixture_of_the_contract_loads_and_is_the_same_on_both_databases() {
    let Some(text) = fixture() else { return };
    let given = count_by_model(&text);
    let t = TestApp::start();
    let begun = Instant::now();
    let loaded = load_text(&t, &text).unwrap();
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(60), "{} rows took {took:?}", loaded.count());
    let written = dump(&t, &[], None);
    let stored = count_by_model(&written);
    for (model, count) in &given {
        assert_eq!(stored.get(model), Some(count), "{model}");
    }
    assert_eq!(stored["accounts.customer"], stored["accounts.user"]);

    // SQLite here is the other database when the tests run on PostgreSQL.
    let again = TestApp::on_sqlite();
    load_text(&again, &written).unwrap();
    assert_eq!(written, dump(&again, &[], None));
}
