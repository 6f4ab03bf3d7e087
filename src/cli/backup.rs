//! `storefront backup`: the whole shop in one file, also while it serves.

use std::path::PathBuf;

use super::CommandResult;
use crate::config::Config;
use crate::platform::backup::{self, Options};
use crate::platform::clock::Clock;
use crate::platform::text::counted;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write, such as shop.tar.gz.
    file: PathBuf,
    /// Replace the file if it exists.
    #[arg(long)]
    force: bool,
    /// Put the secret key in as well; whoever has the file can then forge sessions.
    #[arg(long)]
    with_key: bool,
}

/// Runs the command.
pub fn run(config: Config, args: Args) -> CommandResult {
    let options = Options { force: args.force, with_key: args.with_key };
    let written = backup::create(&config, &args.file, options, Clock::System.now())?;
    println!(
        "Wrote {} ({} KB): the database and {}.",
        args.file.display(),
        written.bytes.div_ceil(1024),
        counted(i64::try_from(written.media_files)?, "media file", "media files")
    );
    Ok(())
}
