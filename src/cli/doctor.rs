//! `storefront doctor`.

use super::CommandResult;
use crate::config::Config;

/// Runs the command.
pub fn run(_config: Config) -> CommandResult {
    Err("not built yet".into())
}
