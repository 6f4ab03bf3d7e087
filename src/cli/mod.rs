//! The commands, one file each. Results go to standard output, everything else to standard error.

pub mod backup;
pub mod changepassword;
pub mod createsuperuser;
pub mod doctor;
pub mod dumpdata;
pub mod export;
pub mod import;
pub mod loaddata;
pub mod migrate;
pub mod password;
pub mod restore;
pub mod seed;
pub mod serve;
pub mod stress;
pub mod work;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app::App;
use crate::config::Config;
use crate::models;
use crate::platform::db::DatabaseUrl;
use crate::platform::secret;

/// A complete shop in one executable.
#[derive(Debug, Parser)]
#[command(name = "storefront", version, about)]
pub struct Cli {
    /// What to do; `serve` when left out.
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the shop; creates and migrates what is missing.
    Serve(serve::Args),
    /// Run background jobs only, beside the shop or on another machine.
    Work(work::Args),
    /// Bring the database schema up to date.
    Migrate,
    /// Create somebody who may do everything.
    Createsuperuser(createsuperuser::Args),
    /// Give somebody another password.
    Changepassword(changepassword::Args),
    /// Check configuration and health.
    Doctor,
    /// Read a catalogue file (Shopify, WooCommerce, Spree or any CSV).
    Import(import::Args),
    /// Write a model as CSV.
    Export(export::Args),
    /// Write the whole shop to one file, also while it serves.
    Backup(backup::Args),
    /// Put a backup in place of the shop.
    Restore(restore::Args),
    /// Add synthetic data for load tests.
    Seed(seed::Args),
    /// Write the data as JSON.
    Dumpdata(dumpdata::Args),
    /// Read data that dumpdata wrote.
    Loaddata(loaddata::Args),
    /// Crash test: kill a shop of its own while it sells, and audit what is left.
    Stress(stress::Args),
}

/// What a command ends with: a sentence for the person at the terminal.
pub type CommandResult = Result<(), Box<dyn Error>>;

/// Runs a command and turns its error into one sentence and a failing exit code.
pub fn run(cli: Cli) -> ExitCode {
    let outcome = Config::from_env().map_err(Into::into).and_then(|config| {
        match cli.command.unwrap_or(Command::Serve(serve::Args::default())) {
            Command::Serve(args) => serve::run(config, args),
            Command::Work(args) => work::run(config, args),
            Command::Migrate => migrate::run(config),
            Command::Createsuperuser(args) => createsuperuser::run(config, args),
            Command::Changepassword(args) => changepassword::run(config, args),
            Command::Doctor => doctor::run(config),
            Command::Import(args) => import::run(config, args),
            Command::Export(args) => export::run(config, args),
            Command::Backup(args) => backup::run(config, args),
            Command::Restore(args) => restore::run(config, args),
            Command::Seed(args) => seed::run(config, args),
            Command::Dumpdata(args) => dumpdata::run(config, args),
            Command::Loaddata(args) => loaddata::run(config, args),
            Command::Stress(args) => stress::run_command(args),
        }
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("storefront: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The secret key from the environment or `var/`, made when there is none.
pub fn with_secret_key(mut config: Config) -> Result<Config, Box<dyn Error>> {
    prepare_var(&config)?;
    if config.secret_key.is_none() {
        let key = secret::read_or_make(&config.var).map_err(|error| {
            format!("The secret key {} cannot be kept: {error}.", secret::path(&config.var).display())
        })?;
        config.secret_key = Some(key);
    }
    Ok(config)
}

/// Opens the shop for a command, with its schema up to date.
pub fn open_migrated(config: Config) -> Result<App, Box<dyn Error>> {
    prepare_var(&config)?;
    let mut conn = config.database.connect()?;
    models::migrate(&mut conn)?;
    drop(conn);
    Ok(App::open(config)?)
}

/// Makes the folder `var/`, the only one that is ever made, when something of ours goes there.
pub fn prepare_var(config: &Config) -> Result<(), Box<dyn Error>> {
    let needed = match &config.database {
        DatabaseUrl::Sqlite(path) => path.starts_with(&config.var),
        DatabaseUrl::Postgres(_) => false,
    };
    if needed || config.secret_key.is_none() {
        std::fs::create_dir_all(&config.var).map_err(|error| {
            format!(
                "The folder {} cannot be made ({error}). Run Storefront in a folder that it may write to.",
                config.var.display()
            )
        })?;
    }
    Ok(())
}
