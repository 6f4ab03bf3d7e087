//! `storefront loaddata`: reads what dumpdata wrote, all of it or nothing.

use std::io::Read;

use super::{CommandResult, open_migrated};
use crate::config::Config;
use crate::models;
use crate::platform::dumps::LoadError;
use crate::platform::text::counted;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file; - is standard input.
    file: String,
}

/// Runs the command.
pub fn run(config: Config, args: Args) -> CommandResult {
    let text = read(&args.file)?;
    let app = open_migrated(config)?;
    let now = app.now();
    let loaded = app
        .db
        .write_blocking(|conn| models::load(conn, &text, &app.config, now))
        .map_err(|error: LoadError| format!("{}: {error}", args.file))?;
    println!("Loaded {}.", counted(i64::try_from(loaded.count())?, "row", "rows"));
    Ok(())
}

fn read(file: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let outcome = match file {
        "-" => std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
        path => std::fs::read(path).map(|read| bytes = read),
    };
    outcome.map_err(|error| format!("The file {file} cannot be read ({error})."))?;
    String::from_utf8(bytes).map_err(|error| {
        format!("The file {file} is not UTF-8 (byte {}).", error.utf8_error().valid_up_to() + 1)
    })
}
