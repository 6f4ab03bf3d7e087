//! `storefront serve`.

use super::CommandResult;
use crate::config::Config;

/// Arguments.
#[derive(Debug, Default, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_config: Config, _args: Args) -> CommandResult {
    Err("not built yet".into())
}
