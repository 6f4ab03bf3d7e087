//! Who is served first, who keeps a job, and what becomes of jobs that were given up.

use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::json;
use storefront::jobs::PATIENT;
use storefront::platform::clock::{Clock, Time};
use storefront::platform::queue::{self, Job, MAX_ATTEMPTS};
use storefront::schema::jobs;
use storefront::worker::{Hands, Worker, run_next};

use crate::support::{TestApp, noon};

fn enqueue(t: &TestApp, kind: &str) {
    t.seed(|conn| Ok(queue::enqueue(conn, kind, &json!({}), noon())?));
}

fn take(t: &TestApp, now: Time) -> Option<Job> {
    t.seed(|conn| Ok(queue::take_first(conn, &["test.picture"], now)?))
}

/// Begins and fails a job until nobody tries it any more.
fn give_up(t: &TestApp) -> i64 {
    let mut now = noon();
    for attempt in 1..=MAX_ATTEMPTS {
        let job = take(t, now).unwrap();
        assert_eq!(job.attempts, attempt);
        t.seed(|conn| Ok(queue::fail(conn, &job, "no", now)?));
        now += TimeDelta::minutes(20);
        if attempt == MAX_ATTEMPTS {
            return job.id;
        }
    }
    unreachable!()
}

fn state(t: &TestApp, id: i64) -> (String, i32) {
    t.look(|conn| Ok(jobs::table.find(id).select((jobs::state, jobs::attempts)).first(conn)?))
}

#[test]
fn a_thousand_pictures_do_not_delay_a_mail() {
    let t = TestApp::start();
    let pictures: Vec<_> = (0..1_000).map(|number| json!({ "media": number })).collect();
    t.seed(|conn| Ok(queue::enqueue_many(conn, "test.picture", &pictures, noon() - TimeDelta::hours(1))?));
    assert_eq!(take(&t, noon()).unwrap().kind, "test.picture", "nothing else waits");
    enqueue(&t, "test.mail");
    assert_eq!(take(&t, noon()).unwrap().kind, "test.mail");
    assert_eq!(take(&t, noon()).unwrap().kind, "test.picture");
    // Without the order the pictures, which came first, would go first.
    enqueue(&t, "test.mail");
    let plain = t.seed(|conn| Ok(queue::take(conn, noon())?)).unwrap();
    assert_eq!(plain.kind, "test.picture");
}

#[test]
fn the_worker_takes_mail_before_pictures() {
    let t = TestApp::start();
    for kind in PATIENT {
        enqueue(&t, kind);
    }
    enqueue(&t, queue::REPORT_FAILURES);
    assert!(run_next(&t.app).unwrap());
    let counts = t.look(|conn| Ok(queue::count(conn, noon())?));
    let report: String = t.look(|conn| {
        Ok(jobs::table.filter(jobs::kind.eq(queue::REPORT_FAILURES)).select(jobs::state).first(conn)?)
    });
    assert_eq!((report.as_str(), counts.queued), ("done", 3));
}

#[test]
fn a_job_that_runs_long_keeps_its_lease_until_its_worker_lets_go() {
    let mut t = TestApp::start();
    enqueue(&t, "test.long");
    let job = take(&t, noon()).unwrap();
    let hands = Hands::default();
    let held = hands.hold(&job);
    let mut now = noon();
    for _ in 0..5 {
        now += TimeDelta::minutes(4);
        t.app.clock = Clock::Fixed(now);
        assert!(take(&t, now).is_none(), "still in hand");
        hands.renew(&t.app).unwrap();
    }
    drop(held);
    now += TimeDelta::minutes(6);
    t.app.clock = Clock::Fixed(now);
    hands.renew(&t.app).unwrap();
    assert_eq!(take(&t, now).unwrap().id, job.id, "nobody renewed it any more");
}

#[test]
fn a_lease_that_another_worker_took_over_is_not_renewed() {
    let t = TestApp::start();
    enqueue(&t, "test.long");
    let first = take(&t, noon()).unwrap();
    let later = noon() + TimeDelta::minutes(6);
    let second = take(&t, later).unwrap();
    assert!(!t.seed(|conn| Ok(queue::renew(conn, &first, later)?)));
    assert!(t.seed(|conn| Ok(queue::renew(conn, &second, later)?)));
}

#[test]
fn a_job_that_takes_its_worker_down_every_time_is_given_up() {
    let t = TestApp::start();
    enqueue(&t, "test.deadly");
    let mut now = noon();
    let mut id = 0;
    for _ in 0..MAX_ATTEMPTS {
        id = take(&t, now).unwrap().id;
        now += TimeDelta::minutes(6);
    }
    assert!(take(&t, now).is_none(), "begun often enough");
    assert_eq!(t.seed(|conn| Ok(queue::give_up_lost(conn, now)?)), 1);
    assert_eq!(state(&t, id), ("failed".to_owned(), MAX_ATTEMPTS));
}

#[test]
fn a_given_up_job_can_be_tried_again_from_the_start() {
    let t = TestApp::start();
    enqueue(&t, "test.work");
    let id = give_up(&t);
    assert_eq!(state(&t, id), ("failed".to_owned(), MAX_ATTEMPTS));
    let now = noon() + TimeDelta::days(1);
    assert!(t.seed(|conn| Ok(queue::retry(conn, id, now)?)));
    assert!(!t.seed(|conn| Ok(queue::retry(conn, id, now)?)), "it waits already");
    assert_eq!(state(&t, id), ("queued".to_owned(), 0));
    let job = std::iter::from_fn(|| take(&t, now)).find(|job| job.id == id).unwrap();
    t.seed(|conn| Ok(queue::finish(conn, &job, now)?));
    assert_eq!(state(&t, id), ("done".to_owned(), 1));
}

#[test]
fn all_given_up_jobs_can_be_tried_again_at_once() {
    let t = TestApp::start();
    enqueue(&t, "test.one");
    let first = give_up(&t);
    t.seed(|conn| {
        Ok(diesel::delete(jobs::table.filter(jobs::kind.eq(queue::REPORT_FAILURES))).execute(conn)?)
    });
    enqueue(&t, "test.two");
    let second = give_up(&t);
    assert_eq!(t.seed(|conn| Ok(queue::retry_all_failed(conn, noon())?)), 2);
    assert_eq!((state(&t, first).1, state(&t, second).1), (0, 0));
}

#[test]
fn finished_jobs_are_kept_for_a_week_and_given_up_ones_for_a_season() {
    let t = TestApp::start();
    enqueue(&t, "test.done");
    let job = take(&t, noon()).unwrap();
    t.seed(|conn| Ok(queue::finish(conn, &job, noon())?));
    enqueue(&t, "test.failed");
    let failed = give_up(&t);
    let clean = |days: i64| {
        t.seed(|conn| {
            queue::delete_old(conn, noon() + TimeDelta::days(days))?;
            Ok(jobs::table.filter(jobs::kind.like("test.%")).select(jobs::id).order(jobs::id).load(conn)?)
        })
    };
    let left: Vec<i64> = clean(6);
    assert_eq!(left, [job.id, failed]);
    assert_eq!(clean(89), [failed]);
    assert_eq!(clean(91), [0; 0]);
}

#[test]
fn the_counts_say_what_waits_runs_and_failed_and_for_how_long() {
    let t = TestApp::start();
    enqueue(&t, "test.failed");
    give_up(&t);
    enqueue(&t, "test.running");
    take(&t, noon()).unwrap();
    enqueue(&t, "test.waiting");
    let now = noon() + TimeDelta::minutes(3);
    let counts = t.look(|conn| Ok(queue::count(conn, now)?));
    assert_eq!((counts.queued, counts.running, counts.failed), (2, 1, 1), "a report waits as well");
    assert_eq!(counts.seconds_waited(now), 180);
}

#[actix_web::test]
async fn the_figures_count_jobs() {
    let t = TestApp::start();
    enqueue(&t, "test.waiting");
    let metrics = t.get("/metrics").await;
    for line in ["jobs_waiting 1", "jobs_running 0", "jobs_failed 0", "jobs_oldest_waiting_seconds 0"] {
        assert!(metrics.body().lines().any(|found| found == line), "{line}: {}", metrics.body());
    }
}

#[test]
fn a_worker_that_stops_has_finished_the_jobs_in_hand() {
    let t = TestApp::start();
    let worker = Worker::start(&t.app, 3).unwrap();
    worker.bell().ring();
    worker.stop();
    assert_eq!(t.look(|conn| Ok(queue::count(conn, noon())?)).running, 0);
}
