//! What the live database says of itself.

use std::collections::BTreeSet;

use storefront::platform::db::catalogue::{Catalogue, ForeignKey, OnDelete, TableColumn};
use storefront::platform::db::value::Kind;

use crate::support::TestApp;

fn catalogue(t: &TestApp) -> Catalogue {
    t.look(|conn| Ok(Catalogue::read(conn)?))
}

fn key(catalogue: &Catalogue, table: &str, column: &str) -> (String, String, OnDelete, bool) {
    let found = catalogue.foreign_keys().iter().find(|key| key.table == table && key.column == column);
    let ForeignKey { to_table, to_column, on_delete, deferrable, .. } = found.unwrap().clone();
    (to_table, to_column, on_delete, deferrable)
}

#[test]
fn tables_have_their_columns_in_order_with_kind_and_whether_they_may_be_empty() {
    let catalogue = catalogue(&TestApp::start());
    let column = |table: &str, name: &str| catalogue.column(table, name).unwrap().clone();
    for (table, name, kind, nullable) in [
        ("products", "id", Kind::Int, false),
        ("products", "title", Kind::Text, false),
        ("products", "description", Kind::Text, true),
        ("products", "is_published", Kind::Bool, false),
        ("products", "last_update", Kind::Time, false),
        ("customers", "birth_date", Kind::Date, true),
        ("carts", "id", Kind::Text, false),
    ] {
        assert_eq!(column(table, name), TableColumn { name: name.into(), kind, nullable });
    }
    let names: Vec<&str> =
        catalogue.columns("tagged_items").iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["id", "tag_id", "content_type", "object_id"]);
    assert!(catalogue.tables().any(|table| table == "search_documents"));
    assert!(!catalogue.tables().any(|table| table.starts_with("search_index")), "no part of an index");
    assert_eq!(catalogue.columns("no_such_table"), []);
}

#[test]
fn foreign_keys_tell_what_deleting_does_and_whether_they_wait() {
    let catalogue = catalogue(&TestApp::start());
    let to = |table: &str, rule, waits| (table.to_owned(), "id".to_owned(), rule, waits);
    for (table, column, expected) in [
        ("products", "collection_id", to("collections", OnDelete::NoAction, true)),
        ("collections", "parent_id", to("collections", OnDelete::NoAction, true)),
        ("collections", "featured_product_id", to("products", OnDelete::SetNull, true)),
        ("product_variants", "product_id", to("products", OnDelete::Cascade, false)),
        ("orders", "customer_id", to("customers", OnDelete::NoAction, false)),
        ("reviews", "user_id", to("users", OnDelete::SetNull, false)),
        ("cart_items", "cart_id", to("carts", OnDelete::Cascade, false)),
    ] {
        assert_eq!(key(&catalogue, table, column), expected, "{table}.{column}");
    }
    let of_customers: BTreeSet<&str> =
        catalogue.pointing_at("customers").map(|key| key.table.as_str()).collect();
    assert_eq!(of_customers, BTreeSet::from(["addresses", "carts", "orders", "promotion_uses"]));
}

#[test]
fn both_databases_say_the_same() {
    let (one, other) = (catalogue(&TestApp::on_sqlite()), catalogue(&TestApp::start()));
    assert_eq!(one.foreign_keys(), other.foreign_keys());
    // One column that only PostgreSQL has, and Diesel's own bookkeeping.
    let of = |catalogue: &Catalogue| -> Vec<(String, TableColumn)> {
        let tables = catalogue.tables().filter(|table| !table.starts_with("__"));
        let columns = tables.flat_map(|table| {
            catalogue.columns(table).iter().map(move |column| (table.to_owned(), column.clone()))
        });
        columns
            .filter(|(table, column)| (table.as_str(), column.name.as_str()) != ("search_documents", "terms"))
            .collect()
    };
    assert_eq!(of(&one), of(&other));
}

/// Tables from which cascades lead to `table`, step by step.
fn reached(catalogue: &Catalogue, table: &str, found: &mut BTreeSet<String>) {
    for key in catalogue.pointing_at(table).filter(|key| key.on_delete == OnDelete::Cascade) {
        if found.insert(key.table.clone()) {
            reached(catalogue, &key.table, found);
        }
    }
}

#[test]
fn no_table_reaches_itself_by_cascades_through_others_which_previews_would_not_follow_to_the_end() {
    let catalogue = catalogue(&TestApp::start());
    for table in catalogue.tables() {
        let mut found = BTreeSet::new();
        reached(&catalogue, table, &mut found);
        assert!(!found.contains(table), "{table}: {found:?}");
    }
}
