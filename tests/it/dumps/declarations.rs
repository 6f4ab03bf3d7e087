//! The declarations of the models against the schema.

use storefront::models;
use storefront::platform::dumps::complaints;

use crate::support::TestApp;

#[test]
fn every_column_of_every_table_is_declared_or_left_out_by_name() {
    let t = TestApp::start();
    let found = t.look(|conn| Ok(complaints(conn, &models::all(), models::NOT_DUMPED)?));
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
