//! `storefront dumpdata`: the data as JSON on standard output, also while the shop serves.

use std::io::{BufWriter, stdout};

use super::{CommandResult, open_migrated};
use crate::config::Config;
use crate::models;
use crate::platform::dumps::write::{self, DumpError};
use crate::platform::settings::ShopSettings;

/// Arguments.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Only these models, such as catalog.product, or all models of a domain, such as catalog.
    #[arg(value_name = "MODEL")]
    models: Vec<String>,
    /// Spread rows over lines, with this many spaces per level.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=16))]
    indent: Option<u8>,
}

/// Runs the command.
pub fn run(config: Config, args: Args) -> CommandResult {
    let all = models::all();
    let chosen = models::select(&all, &args.models)?;
    let app = open_migrated(config)?;
    let mut out = BufWriter::with_capacity(1 << 16, stdout().lock());
    app.db
        .read_blocking(|conn| {
            let currency = ShopSettings::load(conn, &app.config)?.currency;
            write::dump(conn, &chosen, &currency, args.indent.map(usize::from), &mut out)
        })
        .map_err(|error: DumpError| error.into())
}
