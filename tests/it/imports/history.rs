//! Imports and their undoing are in history.

use diesel::prelude::*;
use storefront::imports::Options;
use storefront::imports::undo::undo;
use storefront::platform::audit::{Change, Entry, Flag, Source, page_of_object, recent};
use storefront::schema::admin_log_entries;

use super::{find, import, options, run};
use crate::support::TestApp;
use crate::support::builders::product;

const MODELS: [&str; 4] = ["catalog.product", "catalog.collection", "tags.tag", "promotions.promotion"];
const FILE: &str = "slug,title,price,inventory,collection,tags,option1_name,option1_value,sku\n\
    mug,New Mug,15,9,New > Deep,fresh,Size,S,M-S\n\
    vase,Vase,30,,,,,,\n\
    bowl,Bowl,10.00,10,,,,,\n";

/// A shop with two products, of which the file changes one.
fn shop() -> TestApp {
    let t = TestApp::start();
    t.seed(|conn| {
        product("Mug").insert(conn)?;
        product("Bowl").insert(conn)?;
        Ok(())
    });
    t
}

/// Model, flag and label of the newest entries.
fn newest(t: &TestApp, count: i64) -> Vec<(String, Flag, String)> {
    let entries = t.look(|conn| Ok(recent(conn, None, &MODELS, count)?));
    let mut told: Vec<_> = entries.into_iter().map(|entry| (entry.model, entry.flag, entry.label)).collect();
    told.sort_by_key(|(model, flag, label)| (model.clone(), flag.as_str(), label.clone()));
    told
}

fn count(t: &TestApp) -> i64 {
    t.look(|conn| Ok(admin_log_entries::table.count().get_result(conn)?))
}

fn last_of(t: &TestApp, id: i64) -> Entry {
    let page = t.look(|conn| Ok(page_of_object(conn, "catalog.product", id, 1, 1)?));
    page.entries.into_iter().next().unwrap()
}

fn told(changes: &[Change]) -> Vec<(&str, Flag)> {
    changes.iter().map(|change| (change.table.as_str(), change.flag)).collect()
}

#[test]
fn every_object_that_an_import_makes_or_changes_has_an_entry_and_no_other() {
    let t = shop();
    let mug = find(&t, "mug").id;
    import(&t, FILE);
    let known = |model: &str, flag, label: &str| (model.to_owned(), flag, label.to_owned());
    assert_eq!(
        newest(&t, 50),
        [
            known("catalog.collection", Flag::Add, "Deep"),
            known("catalog.collection", Flag::Add, "New"),
            known("catalog.collection", Flag::Add, "Uncategorised"),
            known("catalog.product", Flag::Add, "Vase"),
            known("catalog.product", Flag::Change, "New Mug"),
            known("tags.tag", Flag::Add, "fresh"),
        ]
    );
    let entry = last_of(&t, mug);
    assert_eq!((entry.actor.as_str(), entry.user_id, entry.source), ("System", None, Source::Import));
    assert_eq!(
        told(&entry.changes),
        [
            ("products", Flag::Change),
            ("product_options", Flag::Add),
            ("product_variants", Flag::Add),
            ("tagged_items", Flag::Add)
        ]
    );
    let price = entry.changes[0].fields.iter().find(|field| field.name == "unit_price").unwrap();
    assert_eq!((price.before.clone(), price.after.clone()), (Some(1000.into()), Some(1500.into())));
    import(&t, FILE);
    assert_eq!(count(&t), 6, "a second time there is nothing to tell");
}

#[test]
fn a_dry_run_is_not_in_history() {
    let t = shop();
    run(&t.app, &Options { dry_run: true, ..options(&t, FILE) }).unwrap();
    assert_eq!(count(&t), 0);
}

#[test]
fn taking_an_import_back_is_in_history_too() {
    let t = shop();
    let mug = find(&t, "mug").id;
    import(&t, FILE);
    let done = last_of(&t, mug);
    undo(&t.app, None).unwrap();
    let taken_back = newest(&t, 6);
    let flags: Vec<&str> = taken_back.iter().map(|(_, flag, _)| flag.as_str()).collect();
    assert_eq!(flags, ["delete", "delete", "delete", "change", "delete", "delete"], "{taken_back:?}");
    let undone = last_of(&t, mug);
    assert_eq!((undone.label.as_str(), undone.source), ("Mug", Source::Import));
    for field in done.changes[0].fields.iter().filter(|field| field.name != "last_update") {
        let back = undone.changes[0].fields.iter().find(|other| other.name == field.name).unwrap();
        assert_eq!((&back.before, &back.after), (&field.after, &field.before), "{}", field.name);
    }
    assert_eq!(
        told(&undone.changes),
        [
            ("products", Flag::Change),
            ("product_options", Flag::Delete),
            ("product_variants", Flag::Delete),
            ("tagged_items", Flag::Delete)
        ]
    );
}
