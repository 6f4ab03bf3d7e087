//! One run: everybody at work, the server killed again and again, then the audit.

use std::thread;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::StressError;
use super::audit::{audit, count};
use super::buyer::Buyer;
use super::crowd::Crowd;
use super::queries::count_due_jobs;
use super::report::Report;
use super::sandbox::Sandbox;
use super::server::Server;
use super::{shop, staff};
use crate::platform::clock::Clock;
use crate::platform::db::write_transaction;

/// How long the server may live before it is killed, in milliseconds.
const LIFE: std::ops::RangeInclusive<u64> = 5..=400;
/// Every other kill waits for an order form and comes so soon after it, in milliseconds: the
/// server dies while it places orders.
const AIM: std::ops::RangeInclusive<u64> = 0..=40;
/// The queue gets so long to run empty before what is left of it is counted.
const DRAIN: Duration = Duration::from_secs(10);

/// What a run is like.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many buyers shop at the same time.
    pub buyers: usize,
    /// How often the server is killed.
    pub kills: u32,
    /// How long the run lasts at least.
    pub at_least: Duration,
    /// The same number gives the same carts and the same moments, as far as threads allow.
    pub seed: u64,
    /// A PostgreSQL server whose user may make databases; SQLite without one.
    pub postgres: Option<String>,
}

/// Runs the plan. Progress goes to `tell`.
pub fn run(plan: &Plan, tell: &dyn Fn(&str)) -> Result<Report, StressError> {
    let mut sandbox = Sandbox::make(plan.postgres.as_deref())?;
    let mut report = attempt(plan, &sandbox, tell)?;
    if !report.findings.is_empty() {
        report.kept_in = Some(sandbox.keep());
    }
    Ok(report)
}

fn attempt(plan: &Plan, sandbox: &Sandbox, tell: &dyn Fn(&str)) -> Result<Report, StressError> {
    let now = Clock::System.now();
    let (shop, ledger) = write_transaction(&mut sandbox.connect()?, |conn| {
        shop::open(conn, 1, now).map_err(StressError::from)
    })?;
    let mut server = Server::new(sandbox)?;
    let mut starts = vec![server.start()?];
    let crowd = Crowd::new(server.address, sandbox.database().clone(), shop, ledger);
    tell(&format!("{} buyers shop on a {}", plan.buyers, sandbox.database()));
    let killed = thread::scope(|scope| {
        scope.spawn(|| staff::work(&crowd, StdRng::seed_from_u64(plan.seed)));
        for (number, seed) in (0..plan.buyers).zip(plan.seed.wrapping_add(1)..) {
            let crowd = &crowd;
            scope.spawn(move || Buyer::new(crowd, number, StdRng::seed_from_u64(seed)).shop());
        }
        let killed = kill_again_and_again(plan, &crowd, &mut server, tell);
        crowd.end();
        killed
    })?;
    starts.extend(killed);
    tell("the buyers are gone; the queue of background jobs runs empty");
    drain(&crowd)?;
    server.kill()?;
    let mut conn = sandbox.connect()?;
    let ledger = crowd.into_ledger();
    let findings = audit(&mut conn, &ledger, Some(&sandbox.mail()))?;
    Ok(Report { ledger, counts: count(&mut conn)?, starts, findings, kept_in: None })
}

/// Kills the server and starts it again; how long each start took.
fn kill_again_and_again(
    plan: &Plan,
    crowd: &Crowd,
    server: &mut Server,
    tell: &dyn Fn(&str),
) -> Result<Vec<Duration>, StressError> {
    let mut random = StdRng::seed_from_u64(!plan.seed);
    let began = Instant::now();
    let mut starts = Vec::new();
    for number in 1..=plan.kills {
        crowd.pause(random.random_range(LIFE));
        if number % 2 == 0 {
            crowd.wait_for_form(*LIFE.end());
            crowd.pause(random.random_range(AIM));
        }
        server.kill()?;
        starts.push(server.start()?);
        if number % 10 == 0 {
            tell(&format!(
                "{number} of {} kills, {} orders confirmed",
                plan.kills,
                crowd.ledger().confirmed.len()
            ));
        }
    }
    while began.elapsed() < plan.at_least && crowd.pause(100) {}
    Ok(starts)
}

fn drain(crowd: &Crowd) -> Result<(), StressError> {
    let (began, mut conn) = (Instant::now(), crowd.database.connect()?);
    let (_silent, wait) = std::sync::mpsc::channel::<()>();
    while began.elapsed() < DRAIN && count_due_jobs(&mut conn, Clock::System.now())? > 0 {
        let _nothing = wait.recv_timeout(Duration::from_millis(100));
    }
    Ok(())
}
