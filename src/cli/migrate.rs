//! `storefront migrate`: the schema only, no data.

use super::{CommandResult, prepare_var};
use crate::config::Config;
use crate::models;

/// Brings the schema up to date and says how many migrations that took.
pub fn run(config: Config) -> CommandResult {
    prepare_var(&config)?;
    let mut conn = config.database.connect()?;
    match models::migrate(&mut conn)? {
        0 => println!("The schema is up to date."),
        1 => println!("Ran 1 migration."),
        count => println!("Ran {count} migrations."),
    }
    Ok(())
}
