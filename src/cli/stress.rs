//! `storefront stress`: a crash test in a shop of its own.

use std::error::Error;
use std::time::Duration;

use super::CommandResult;
use crate::platform::db::DatabaseUrl;
use crate::stress::run::{Plan, run};
use crate::stress::{StressError, measure};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many buyers shop at the same time.
    #[arg(long, value_name = "N", default_value_t = 32)]
    buyers: usize,
    /// How often the server is killed.
    #[arg(long, value_name = "N", default_value_t = 20)]
    kills: u32,
    /// How long it lasts at least.
    #[arg(long, value_name = "N", default_value_t = 20)]
    seconds: u64,
    /// The same number gives the same carts and moments, as far as threads allow.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// A PostgreSQL server, as postgres://user:password@host/name, whose user may make databases;
    /// SQLite in a temporary folder when left out.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Measures how fast orders are placed instead, beside bare commits; used by scripts/measure.
    #[arg(long, hide = true)]
    measure: bool,
    /// Rounds of measuring.
    #[arg(long, hide = true, value_name = "N", default_value_t = 5)]
    rounds: usize,
}

/// Runs the command; the configured database is not touched.
pub fn run_command(args: Args) -> CommandResult {
    if let Some(address) = &args.database
        && !matches!(address.parse()?, DatabaseUrl::Postgres(_))
    {
        return Err("--database takes the address of a PostgreSQL server; leave it out for SQLite.".into());
    }
    if args.measure {
        let figures =
            measure::measure(args.buyers, args.rounds, args.database.as_deref(), &tell).map_err(failed)?;
        println!("{figures}");
        return Ok(());
    }
    let plan = Plan {
        buyers: args.buyers,
        kills: args.kills,
        at_least: Duration::from_secs(args.seconds),
        seed: args.seed,
        postgres: args.database,
    };
    let report = run(&plan, &tell).map_err(failed)?;
    println!("{report}");
    match (report.findings.len(), report.kept_in) {
        (0, _) => Ok(()),
        (count, place) => Err(format!(
            "{count} things are wrong; everything is left to look at in {}",
            place.unwrap_or_default()
        )
        .into()),
    }
}

/// What commands end with need not cross threads.
fn failed(error: StressError) -> Box<dyn Error> {
    error
}

fn tell(line: &str) {
    eprintln!("{line}");
}
