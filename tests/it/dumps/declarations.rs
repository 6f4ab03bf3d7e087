//! The declarations of the models against the schema.

use storefront::models;
use storefront::platform::dumps::complaints;

use crate::support::TestApp;

#[test]
fn every_column_of_every_table_is_declared_or_left_out_by_name() {
    let t = TestApp::start();
    let found = t.look(|conn| {
        // SQLite keeps full-text indexes in tables of its own.
        let shadows: Vec<String> = ["search_index", "search_trigrams"]
            .iter()
            .flat_map(|index| {
                ["config", "content", "data", "docsize", "idx"].map(|part| format!("{index}_{part}"))
            })
            .collect();
        let left_out: Vec<&str> =
            models::NOT_DUMPED.iter().copied().chain(shadows.iter().map(String::as_str)).collect();
        Ok(complaints(conn, &models::all(), &left_out)?)
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_column_that_nobody_declared_is_found() {
    let t = TestApp::start();
    let found = t.seed(|conn| {
        diesel::RunQueryDsl::execute(diesel::sql_query("ALTER TABLE tags ADD COLUMN colour TEXT"), conn)?;
        Ok(complaints(conn, &models::all(), models::NOT_DUMPED)?)
    });
    assert!(found.contains(&"tags.tag: the column colour is not declared.".to_owned()), "{found:#?}");
}
