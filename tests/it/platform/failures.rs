//! What the operators hear: one mail about everything that failed in ten minutes.

use std::sync::Arc;

use actix_web::test::TestRequest;
use actix_web::web;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::json;
use storefront::config::Config;
use storefront::platform::clock::Clock;
use storefront::platform::mail::{Listed, Mailer};
use storefront::platform::queue::{self, MAX_ATTEMPTS};
use storefront::platform::web::error::{AppError, PageResult};
use storefront::schema::jobs;
use storefront::worker::{hand_over_failures, run_next};

use crate::support::{TestApp, noon};

fn shop(change: impl FnOnce(&mut Config)) -> TestApp {
    let mut t = TestApp::start();
    let mut config = Config::clone(&t.app.config);
    config.admins = vec!["ann@example.com".into(), "bob@example.com".into()];
    change(&mut config);
    t.app.mail = Mailer::open(&config);
    t.app.config = Arc::new(config);
    t
}

/// A job that fails for the last time now.
fn give_up(t: &TestApp, kind: &str, error: &str) {
    let now = t.app.now();
    t.seed(|conn| {
        queue::enqueue(conn, kind, &json!({}), now)?;
        let waiting = jobs::table.filter(jobs::kind.eq(kind)).filter(jobs::state.eq("queued"));
        diesel::update(waiting).set(jobs::attempts.eq(MAX_ATTEMPTS - 1)).execute(conn)?;
        let job = queue::take_first(conn, &[queue::REPORT_FAILURES], now)?.unwrap();
        assert_eq!(job.kind, kind);
        Ok(queue::fail(conn, &job, error, now)?)
    });
}

async fn failing() -> PageResult {
    Err(AppError::internal("the till is stuck"))
}

async fn fail_request(t: &TestApp) -> String {
    let add = |urls: &mut web::ServiceConfig| {
        urls.service(web::resource("/failing/").to(failing));
    };
    let answer = t.call_with(TestRequest::get().uri("/failing/"), add).await;
    assert_eq!(answer.status, 500);
    answer.header("x-request-id").to_owned()
}

fn mails(t: &TestApp) -> Vec<Listed> {
    t.app.mail.outbox().unwrap().list(10)
}

fn pass_ten_minutes(t: &mut TestApp) {
    t.app.clock = Clock::Fixed(t.app.now() + TimeDelta::minutes(10));
}

#[actix_web::test]
async fn everything_that_failed_is_one_mail() {
    let mut t = shop(|_| {});
    give_up(&t, "orders.send_confirmation", "the mail server is away");
    give_up(&t, "orders.send_confirmation", "the mail server is still away");
    let request = fail_request(&t).await;
    hand_over_failures(&t.app).unwrap();
    assert!(!run_next(&t.app).unwrap(), "not before ten minutes have passed");

    pass_ten_minutes(&mut t);
    assert!(run_next(&t.app).unwrap());
    let sent = mails(&t);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].subject, "[Storefront] 2 jobs were given up, 1 request failed");
    let mail = t.app.mail.outbox().unwrap().read(&sent[0].name).unwrap();
    assert_eq!((mail.to.as_str(), mail.bcc.as_str()), ("ann@example.com", "bob@example.com"));
    assert!(mail.text.contains("2 × orders.send_confirmation"), "{}", mail.text);
    for part in [
        "orders.send_confirmation",
        "the mail server is still away",
        "/failing/",
        request.as_str(),
        "the till is stuck",
    ] {
        assert!(mail.text.contains(part) && mail.html.contains(part), "{part}: {}", mail.text);
    }
    assert!(!run_next(&t.app).unwrap(), "and that is all");

    // The next report tells only what is new.
    pass_ten_minutes(&mut t);
    give_up(&t, "media.make_sizes", "no such picture");
    pass_ten_minutes(&mut t);
    assert!(run_next(&t.app).unwrap());
    assert_eq!(mails(&t)[0].subject, "[Storefront] 1 job was given up");
}

#[actix_web::test]
async fn a_flood_of_failures_is_counted_not_listed() {
    let mut t = shop(|_| {});
    for _ in 0..50 {
        fail_request(&t).await;
    }
    hand_over_failures(&t.app).unwrap();
    hand_over_failures(&t.app).unwrap();
    pass_ten_minutes(&mut t);
    assert!(run_next(&t.app).unwrap());
    let mail = t.app.mail.outbox().unwrap().read(&mails(&t)[0].name).unwrap();
    assert!(mail.subject.ends_with("50 requests failed"), "{}", mail.subject);
    assert_eq!(mail.text.matches("/failing/").count(), 20);
}

#[test]
fn a_report_that_cannot_be_sent_causes_no_other_one() {
    let mut t = shop(|config| config.smtp_url = Some("smtp://127.0.0.1:1".parse().unwrap()));
    give_up(&t, "orders.send_confirmation", "no");
    for _ in 0..MAX_ATTEMPTS {
        t.app.clock = Clock::Fixed(t.app.now() + TimeDelta::hours(2));
        assert!(run_next(&t.app).unwrap());
    }
    let counts = t.look(|conn| Ok(queue::count(conn, noon())?));
    assert_eq!((counts.queued, counts.running, counts.failed), (0, 0, 2));
}

#[test]
fn without_operators_nothing_is_sent() {
    let mut t = shop(|config| config.admins.clear());
    give_up(&t, "orders.send_confirmation", "no");
    pass_ten_minutes(&mut t);
    assert!(run_next(&t.app).unwrap());
    assert!(mails(&t).is_empty());
}

#[actix_web::test]
async fn nothing_is_sent_when_nothing_failed() {
    let t = shop(|_| {});
    t.get("/").await;
    t.get("/nowhere/").await;
    hand_over_failures(&t.app).unwrap();
    t.seed(|conn| Ok(queue::enqueue(conn, queue::REPORT_FAILURES, &json!({}), noon())?));
    assert!(run_next(&t.app).unwrap());
    assert!(mails(&t).is_empty());
}
