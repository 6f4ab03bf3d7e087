//! The catalogue part of the contract's fixture; passes when the file is not there.

use std::time::Instant;

use serde_json::Value;

use super::{dump, load_text};
use crate::support::TestApp;

/// The folder of sample files, or the one that `STOREFRONT_SAMPLE_DATA` names.
fn fixture() -> Option<String> {
    let data = std::env::var("STOREFRONT_SAMPLE_DATA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data").to_owned());
    std::fs::read_to_string(format!("{data}/../contract/fixture.json")).ok()
}

#[test]
fn the_catalogue_of_the_contract_loads() {
    let Some(text) = fixture() else { return };
    let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
    let known = ["catalog.", "promotions.", "tags.", "reviews."];
    let catalogue: Vec<&Value> = rows
        .iter()
        .filter(|row| known.iter().any(|domain| row["model"].as_str().unwrap().starts_with(domain)))
        .collect();
    let t = TestApp::start();
    let begun = Instant::now();
    let loaded = load_text(&t, &serde_json::to_string(&catalogue).unwrap()).unwrap();
    eprintln!("{} rows in {:?}", loaded.count(), begun.elapsed());
    assert_eq!(loaded.count(), catalogue.len());
    let written = dump(&t, &[], None);
    let again = TestApp::start();
    load_text(&again, &written).unwrap();
    assert_eq!(written, dump(&again, &[], None));
}
