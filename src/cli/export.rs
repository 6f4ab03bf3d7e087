//! `storefront export`: a model as CSV on standard output.

use std::io::{self, BufWriter};

use super::{CommandResult, open_migrated};
use crate::config::Config;
use crate::imports::export;

/// Arguments.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// products, collections or tags; or the model's name, such as catalog.product.
    model: String,
}

/// Runs the command.
pub fn run(config: Config, args: Args) -> CommandResult {
    let app = open_migrated(config)?;
    let count = export::export(&app, &args.model, BufWriter::new(io::stdout().lock()))?;
    eprintln!("Exported {count} {}.", args.model);
    Ok(())
}
