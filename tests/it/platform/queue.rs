//! The job queue: taken once, taken again after a crash, retried with growing delays.

use std::collections::BTreeSet;
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::Duration;

use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::json;
use storefront::platform::clock::Time;
use storefront::platform::db::Conn;
use storefront::platform::queue::{self, Job, MAX_ATTEMPTS, Periodic};
use storefront::platform::web::error::AppError;
use storefront::schema::jobs;

use crate::support::{TestApp, noon};

const WORKERS: usize = 4;

/// Runs `work` on as many threads as there are workers, each with a connection of its own, as
/// separate processes would have.
fn on_workers(t: &TestApp, work: impl Fn(&mut Conn) + Sync) {
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| work(&mut t.app.config.database.connect().unwrap()));
        }
    });
}

fn enqueue(t: &TestApp, count: usize) {
    t.seed(|conn| {
        for number in 0..count {
            queue::enqueue(conn, "test.work", &json!({ "number": number }), noon())?;
        }
        Ok(())
    });
}

fn states(t: &TestApp) -> Vec<(String, i32, Time)> {
    t.look(|conn| {
        Ok(jobs::table.order(jobs::id).select((jobs::state, jobs::attempts, jobs::run_at)).load(conn)?)
    })
}

fn take(t: &TestApp, now: Time) -> Option<Job> {
    t.seed(|conn| Ok(queue::take(conn, now)?))
}

#[test]
fn two_workers_never_run_the_same_job() {
    let t = TestApp::start();
    enqueue(&t, 40);
    let ran = Mutex::new(Vec::new());
    let start = Barrier::new(WORKERS);
    // Without a transaction around it: the guard is in the statement, not in SQLite's one writer.
    on_workers(&t, |conn| {
        start.wait();
        loop {
            if let Some(job) = queue::take(conn, noon()).unwrap() {
                ran.lock().unwrap().push(job.id);
            } else if jobs::table.filter(jobs::state.eq("queued")).count().get_result::<i64>(conn).unwrap()
                == 0
            {
                break;
            }
        }
    });
    let ran = ran.into_inner().unwrap();
    assert_eq!(ran.len(), 40, "every job once: {ran:?}");
    assert_eq!(ran.iter().collect::<BTreeSet<_>>().len(), 40);
}

/// The proof that the test above can fail: without the guard on `attempts` every worker that saw
/// the job gets it.
#[test]
fn without_the_guard_every_worker_would_run_the_job() {
    let t = TestApp::start();
    enqueue(&t, 1);
    let ran = Mutex::new(Vec::new());
    let all_have_seen_it = Barrier::new(WORKERS);
    on_workers(&t, |conn| {
        let id: i64 = jobs::table.filter(jobs::state.eq("queued")).select(jobs::id).first(conn).unwrap();
        all_have_seen_it.wait();
        let taken = diesel::update(jobs::table.find(id))
            .set((jobs::state.eq("running"), jobs::attempts.eq(jobs::attempts + 1)))
            .execute(conn)
            .unwrap();
        if taken == 1 {
            ran.lock().unwrap().push(id);
        }
    });
    assert_eq!(ran.into_inner().unwrap().len(), WORKERS);
}

#[test]
fn a_job_whose_worker_died_is_taken_again_when_its_lease_has_passed() {
    let t = TestApp::start();
    enqueue(&t, 1);
    let first = take(&t, noon()).unwrap();
    assert!(take(&t, noon() + TimeDelta::minutes(4)).is_none());
    let later = noon() + TimeDelta::minutes(6);
    let second = take(&t, later).unwrap();
    assert_eq!((second.id, second.attempts), (first.id, 2));

    // The first worker was only slow: it may neither finish nor fail what is no longer its job.
    t.seed(|conn| Ok(queue::finish(conn, &first, later)?));
    t.seed(|conn| Ok(queue::fail(conn, &first, "too late", later)?));
    assert_eq!(states(&t)[0].0, "running");
    t.seed(|conn| Ok(queue::finish(conn, &second, later)?));
    assert_eq!(states(&t)[0].0, "done");
}

#[test]
fn a_failing_job_waits_longer_each_time_and_is_given_up_in_the_end() {
    let t = TestApp::start();
    enqueue(&t, 1);
    let mut now = noon();
    let mut waited = Vec::new();
    for attempt in 1..=MAX_ATTEMPTS {
        let job = take(&t, now).unwrap();
        assert_eq!(job.attempts, attempt);
        t.seed(|conn| Ok(queue::fail(conn, &job, "the service is down", now)?));
        let (_, _, run_at) = states(&t).remove(0);
        let early = || take(&t, run_at - TimeDelta::microseconds(1));
        assert!(attempt == MAX_ATTEMPTS || early().is_none(), "not before its time");
        waited.push((run_at - now).num_milliseconds());
        now = run_at;
    }
    for (waited, least) in waited.iter().zip([10, 40, 90, 160, 250, 360, 490, 640]) {
        assert!((least * 1_000..=least * 1_200).contains(waited), "{waited} ms, at least {least} s");
    }
    assert_eq!(states(&t)[0].0, "failed");
    let report = take(&t, now + TimeDelta::days(30)).unwrap();
    assert_eq!(report.kind, queue::REPORT_FAILURES);
    assert!(take(&t, now + TimeDelta::days(30)).is_none(), "given up");
    let counts = t.look(|conn| Ok(queue::count(conn, now)?));
    assert_eq!((counts.queued, counts.running, counts.failed), (0, 1, 1));
}

#[test]
fn a_periodic_job_is_queued_once_however_many_processes_ask() {
    const SCHEDULE: &[Periodic] = &[Periodic { kind: "test.sweep", every: Duration::from_secs(3_600) }];
    let t = TestApp::start();
    let ask = |now: Time| {
        let start = Barrier::new(WORKERS);
        on_workers(&t, |conn| {
            start.wait();
            for _ in 0..3 {
                queue::run_schedule(conn, SCHEDULE, now).unwrap();
                // Run at once: a waiting job alone would stop a second one by its unique key.
                if let Some(job) = queue::take(conn, now).unwrap() {
                    queue::finish(conn, &job, now).unwrap();
                }
            }
        });
    };
    let mut now = noon();
    for runs in 1..=20 {
        ask(now);
        ask(now + TimeDelta::minutes(59));
        assert_eq!(states(&t).len(), runs);
        now += TimeDelta::hours(1);
    }
    assert!(states(&t).iter().all(|(state, ..)| state == "done"));
}

#[test]
fn the_same_work_waits_only_once_but_may_be_asked_for_again_while_it_runs() {
    let t = TestApp::start();
    let ask = || {
        t.seed(|conn| Ok(queue::enqueue_at(conn, "test.sweep", &json!({}), Some("sweep"), noon(), noon())?));
    };
    ask();
    ask();
    assert_eq!(states(&t).len(), 1);
    let running = take(&t, noon()).unwrap();
    ask();
    ask();
    assert_eq!(states(&t).len(), 2, "what changed after the run began needs another run");

    // The running one fails and waits again, beside the one with its key.
    t.seed(|conn| Ok(queue::fail(conn, &running, "no", noon())?));
    assert_eq!(states(&t).iter().filter(|(state, ..)| state == "queued").count(), 2);
}

#[test]
fn a_job_exists_exactly_when_its_cause_was_stored() {
    let t = TestApp::start();
    let outcome = t.app.db.write_blocking(|conn| {
        queue::enqueue(conn, "test.work", &json!({}), noon())?;
        Err::<(), AppError>(AppError::NotFound("cause"))
    });
    assert!(outcome.is_err());
    assert_eq!(states(&t).len(), 0);
}
