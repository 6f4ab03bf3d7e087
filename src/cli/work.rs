//! `storefront work`: background jobs only, beside the shop or on another machine.

use std::io::{self, Write};

use tokio::signal::unix::{SignalKind, signal};

use super::{CommandResult, open_migrated};
use crate::config::Config;
use crate::platform::telemetry;
use crate::worker::{self, Worker};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Jobs that run at the same time.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    threads: u8,
    /// Run what is due and stop, for a timer.
    #[arg(long, conflicts_with = "threads")]
    once: bool,
}

/// Runs the command.
pub fn run(config: Config, args: Args) -> CommandResult {
    telemetry::init(&config)?;
    let app = open_migrated(super::with_secret_key(config)?)?;
    if args.once {
        worker::schedule(&app).map_err(|error| error.to_string())?;
        while worker::run_next(&app).map_err(|error| error.to_string())? {}
        return Ok(());
    }
    actix_web::rt::System::new().block_on(async {
        // Before anything is taken, so that no signal is lost.
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let worker = Worker::start(&app, usize::from(args.threads))?;
        announce(args.threads)?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping after the jobs in hand");
        worker.stop();
        Ok(())
    })
}

/// Results go to standard output: a script reads from there that work has begun.
fn announce(threads: u8) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match threads {
        1 => writeln!(out, "Storefront runs background jobs.")?,
        count => writeln!(out, "Storefront runs background jobs, {count} at a time.")?,
    }
    out.flush()
}
