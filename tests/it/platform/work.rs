//! `storefront work`: processes of their own that share one queue.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use diesel::prelude::*;
use storefront::jobs::SCHEDULE;
use storefront::platform::db::DatabaseUrl;
use storefront::schema::jobs;

use crate::support::TestApp;

/// The program, in the folder and on the database of the test.
pub fn program(t: &TestApp, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storefront"));
    let database = match &t.app.config.database {
        DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    };
    command
        .args(args)
        .current_dir(&t.app.config.var)
        .env("DATABASE_URL", database)
        .env("SECRET_KEY", "a key that only tests use, 4711 0815")
        .env("LOG_LEVEL", "warn")
        .env_remove("TEST_DATABASE_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[test]
fn each_periodic_job_runs_once_however_many_processes_work() {
    let t = TestApp::start();
    let processes: Vec<Child> = (0..3).map(|_| program(&t, &["work", "--once"]).spawn().unwrap()).collect();
    for process in processes {
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let ran: Vec<(String, String)> =
        t.look(|conn| Ok(jobs::table.select((jobs::kind, jobs::state)).load(conn)?));
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for (kind, state) in &ran {
        assert_eq!(state, "done", "{kind}");
        *times.entry(kind).or_default() += 1;
    }
    for periodic in SCHEDULE {
        assert_eq!(times.get(periodic.kind), Some(&1), "{times:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_worker_stops_when_it_is_told_to() {
    let t = TestApp::start();
    let mut process = program(&t, &["work", "--threads", "2"]).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "Storefront runs background jobs, 2 at a time.");
    Command::new("kill").args(["-TERM", &process.id().to_string()]).status().unwrap();
    assert!(process.wait().unwrap().success());
    let running =
        t.look(|conn| Ok(jobs::table.filter(jobs::state.eq("running")).count().get_result::<i64>(conn)?));
    assert_eq!(running, 0, "no job is left in the middle");
}
