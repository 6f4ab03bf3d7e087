//! `storefront restore`: puts a backup in place, after checking all of it.

use std::path::PathBuf;

use super::{CommandResult, prepare_var};
use crate::config::Config;
use crate::platform::backup::{self, Options};
use crate::platform::clock::Clock;
use crate::platform::text::counted;

/// A shop with a row in one of these is somebody's.
pub const HOLD_DATA: &[&str] = &["settings", "products", "users", "orders"];

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file that backup wrote.
    file: PathBuf,
    /// Replace a shop that has data.
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub fn run(config: Config, args: Args) -> CommandResult {
    prepare_var(&config)?;
    let options = Options { force: args.force, ..Options::default() };
    let restored = backup::restore(&config, &args.file, options, HOLD_DATA, Clock::System.now())?;
    println!(
        "Restored the shop of {}: the database and {}.",
        restored.created,
        counted(i64::try_from(restored.media_files)?, "media file", "media files")
    );
    if let Some(kept) = &restored.kept {
        println!("The old database is kept as {}.", kept.display());
    }
    Ok(())
}
