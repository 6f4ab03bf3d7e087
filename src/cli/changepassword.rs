//! `storefront changepassword USER`: another password for somebody.

use super::password::new_password;
use super::{CommandResult, open_migrated};
use crate::accounts::{hashers, password_change, queries};
use crate::config::Config;
use crate::platform::web::error::AppError;

/// Arguments.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Whose password; the new one is asked for, or taken from the variable STOREFRONT_PASSWORD.
    #[arg(value_name = "USER")]
    username: String,
}

/// Runs the command.
pub fn run(config: Config, args: Args) -> CommandResult {
    let app = open_migrated(config)?;
    let found =
        app.db.read_blocking(|conn| Ok::<_, AppError>(queries::find_by_username(conn, &args.username)?))?;
    let user = found.ok_or_else(|| format!("There is no user “{}”.", args.username))?;
    let password = new_password(&user.personal_data())?;
    let hash = hashers::hash(&password).map_err(|error| error.to_string())?;
    let now = app.now();
    app.db.write_blocking(|conn| {
        Ok::<_, AppError>(password_change::set_password(conn, user.id, &hash, now)?)
    })?;
    println!("The password of {} was changed. Every session of theirs has ended.", user.username);
    Ok(())
}
