//! `storefront import`: a catalogue file in, or a run taken back.

use std::fmt;
use std::path::PathBuf;

use indicatif::{HumanCount, ProgressBar, ProgressState, ProgressStyle};

use super::{CommandResult, open_migrated};
use crate::config::Config;
use crate::imports::{self, Options, undo};

/// Arguments.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// A product export of Shopify or WooCommerce, Spree's product file, or any CSV.
    #[arg(required_unless_present = "undo", conflicts_with = "undo")]
    file: Option<PathBuf>,
    /// Say what would happen, row by row, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// A column of the file and the field it is, such as --map "Product name=title".
    #[arg(long, value_name = "COLUMN=FIELD", num_args = 1.., value_parser = pair)]
    map: Vec<(String, String)>,
    /// Take back a run; the last one when no number is given.
    #[arg(long, value_name = "RUN", num_args = 0..=1, conflicts_with_all = ["dry_run", "map"])]
    undo: Option<Option<i64>>,
}

/// Runs the command.
pub fn run(config: Config, args: Args) -> CommandResult {
    let app = open_migrated(config)?;
    if let Some(run) = args.undo {
        print!("{}", undo::undo(&app, run)?);
        return Ok(());
    }
    let options = Options { file: args.file.unwrap_or_default(), dry_run: args.dry_run, mapping: args.map };
    let bar = ProgressBar::new(0);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} rows, {rate} a second, {eta} left")
    {
        bar.set_style(style.with_key("rate", rate));
    }
    let mut reached = 0;
    let report = imports::import(&app, &options, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
        reached = done;
    });
    bar.finish_and_clear();
    if report.is_err() && reached > 0 && !options.dry_run {
        eprintln!(
            "Stopped after {} rows. What went in stays; run the same command again to go on.",
            HumanCount(reached)
        );
    }
    let report = report?;
    if !report.ignored.is_empty() {
        eprintln!("Nothing is read from these columns: {}.", report.ignored.join(", "));
    }
    print!("{report}");
    Ok(())
}

/// Whole rows: the library's own rate has four decimals.
fn rate(state: &ProgressState, out: &mut dyn fmt::Write) {
    write!(out, "{:.0}", state.per_sec()).unwrap_or_default();
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((column, field)) if !column.trim().is_empty() && !field.trim().is_empty() => {
            Ok((column.trim().to_owned(), field.trim().to_owned()))
        }
        _ => Err("write column=field, such as \"Product name=title\"".to_owned()),
    }
}
