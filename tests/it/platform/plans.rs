//! SQLite plans a statement once, without knowing what is bound: an index of some rows is used only by a
//! statement that names them itself.

use diesel::prelude::*;
use diesel::sql_types::Text;
use storefront::media::files::list_by_storage_key;
use storefront::payments::queries::{list_awaited, list_awaited_refunds};
use storefront::platform::db::{Conn, record};
use storefront::platform::queue::{self, find_due};

use crate::support::{TestApp, noon};

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// How SQLite would run every statement of `work`.
async fn plans(work: impl FnOnce(&mut Conn) -> QueryResult<()> + Send + 'static) -> Vec<String> {
    let t = TestApp::on_sqlite();
    let (done, statements) = record(t.app.db.read(move |conn| Ok(work(conn)?))).await;
    done.unwrap();
    let texts: Vec<String> = statements.iter().map(|statement| statement.shape().to_owned()).collect();
    t.read(|conn| {
        let selects = texts.iter().filter(|text| text.starts_with("SELECT"));
        let plan = |text: &String| -> QueryResult<Vec<Step>> {
            diesel::sql_query(format!("EXPLAIN QUERY PLAN {text}")).load(&mut *conn)
        };
        let steps: Vec<Vec<Step>> = selects.map(plan).collect::<QueryResult<_>>()?;
        Ok(steps.into_iter().flatten().map(|step| step.detail).collect())
    })
}

#[actix_web::test]
async fn looking_for_work_reads_what_waits_and_not_what_is_done() {
    let found = plans(|conn| find_due(conn, &["mail"], noon()).map(drop)).await;
    let wanted = ["jobs_due", "jobs_leased", "jobs_due"];
    assert_eq!(found.len(), wanted.len(), "{found:#?}");
    for (plan, index) in found.iter().zip(wanted) {
        assert!(plan.starts_with("SEARCH") && plan.contains(index), "{plan} does not use {index}");
    }
}

#[actix_web::test]
async fn figures_of_the_queue_come_from_its_indexes() {
    let found = plans(|conn| {
        queue::count(conn, noon())?;
        queue::count_waiting_and_failed(conn)?;
        queue::list_failed(conn, noon(), 5).map(drop)
    })
    .await;
    let wanted =
        ["jobs_due", "jobs_leased", "jobs_failed", "jobs_due", "jobs_due", "jobs_failed", "jobs_failed"];
    assert_eq!(found.len(), wanted.len(), "{found:#?}");
    for (plan, index) in found.iter().zip(wanted) {
        assert!(plan.contains(index), "{plan} does not use {index}");
    }
}

#[actix_web::test]
async fn what_a_provider_is_asked_about_is_found_among_what_is_open() {
    let found = plans(|conn| {
        list_awaited(conn, "stripe", noon(), noon(), 5)?;
        list_awaited_refunds(conn, noon(), 5).map(drop)
    })
    .await;
    assert!(found.iter().any(|plan| plan.contains("payments_awaited")), "{found:#?}");
    assert!(found.iter().any(|plan| plan.contains("refunds_awaited")), "{found:#?}");
}

#[actix_web::test]
async fn a_stored_file_is_found_by_its_key() {
    let found = plans(|conn| list_by_storage_key(conn, &["a", "b"]).map(drop)).await;
    assert!(found.iter().any(|plan| plan.contains("media_files_storage_key")), "{found:#?}");
}

#[test]
fn a_statement_is_not_planned_anew_when_something_else_is_bound() {
    #[derive(QueryableByName)]
    struct Option {
        #[diesel(sql_type = Text)]
        compile_options: String,
    }
    let options: Vec<Option> =
        TestApp::on_sqlite().read(|conn| diesel::sql_query("PRAGMA compile_options").load(conn));
    let has = |name: &str| options.iter().any(|option| option.compile_options == name);
    assert!(has("ENABLE_QPSG") && has("THREADSAFE=2") && !has("ENABLE_STAT4"));
}
