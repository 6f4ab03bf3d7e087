//! Jobs tried again and taken back by staff.

use diesel::prelude::*;
use storefront::platform::db::Conn;
use storefront::platform::queue::{cancel_chosen, retry_chosen};
use storefront::schema::jobs;

use crate::support::editing::edit;
use crate::support::{TestApp, noon};

fn job(conn: &mut Conn, state: &str) -> QueryResult<i64> {
    diesel::insert_into(jobs::table)
        .values((
            jobs::kind.eq("some.job"),
            jobs::arguments.eq("{}"),
            jobs::state.eq(state),
            jobs::attempts.eq(8),
            jobs::run_at.eq(noon() + chrono::TimeDelta::days(1)),
            jobs::created_at.eq(noon()),
        ))
        .returning(jobs::id)
        .get_result(conn)
}

fn states(t: &TestApp) -> Vec<String> {
    t.read(|conn| jobs::table.order(jobs::id).select(jobs::state).load(conn))
}

#[test]
fn given_up_jobs_are_tried_again_at_once_all_or_none() {
    let t = TestApp::start();
    let (dead, waiting) = t.seed(|conn| Ok((job(conn, "failed")?, job(conn, "queued")?)));
    let (_, sentence) = t.refusal(|conn| retry_chosen(conn, &edit(), &[dead, waiting]));
    assert_eq!(sentence, format!("Job {waiting} (some.job) has not failed: it is queued."));
    assert_eq!(states(&t), ["failed", "queued"]);
    assert_eq!(t.change(|conn| retry_chosen(conn, &edit(), &[dead])), 1);
    let again: (String, i32, storefront::platform::clock::Time) =
        t.read(|conn| jobs::table.find(dead).select((jobs::state, jobs::attempts, jobs::run_at)).first(conn));
    assert_eq!(again, ("queued".into(), 0, noon()));
}

#[test]
fn waiting_jobs_are_taken_back_and_running_ones_are_not() {
    let t = TestApp::start();
    let (waiting, running) = t.seed(|conn| Ok((job(conn, "queued")?, job(conn, "running")?)));
    let (_, sentence) = t.refusal(|conn| cancel_chosen(conn, &edit(), &[waiting, running]));
    assert_eq!(sentence, format!("Job {running} (some.job) does not wait: it is running."));
    assert_eq!(states(&t), ["queued", "running"]);
    assert_eq!(t.change(|conn| cancel_chosen(conn, &edit(), &[waiting])), 1);
    assert_eq!(states(&t), ["running"]);
}
