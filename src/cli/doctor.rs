//! `storefront doctor`: configuration and health in plain words.

mod shop;

use std::fs;
use std::path::Path;

use diesel::prelude::*;

use super::CommandResult;
use crate::config::Config;
use crate::media;
use crate::platform::clock::Clock;
use crate::platform::db::{self, Conn, DatabaseUrl};
use crate::platform::mail::Mailer;
use crate::platform::settings::ShopSettings;
use crate::platform::{queue, secret, sessions};

/// Less free space than this is worth a warning: SQLite needs room for its log and for backups.
const LOW_SPACE: u64 = 1024 * 1024 * 1024;

/// A job that waits longer, in seconds, is waiting for a worker that does not run.
const LONG_WAIT: i64 = 15 * 60;

/// What was found out about one thing.
#[derive(Debug, PartialEq, Eq)]
pub enum Finding {
    /// As it should be.
    Fine(String),
    /// Works, but should be looked at.
    Warning(String),
    /// Does not work or is not safe.
    Error(String),
}

use Finding::{Error, Fine, Warning};

/// Prints every finding and fails when one is an error.
pub fn run(config: Config) -> CommandResult {
    let findings = examine(&config);
    for finding in &findings {
        match finding {
            Fine(text) => println!("ok     {text}"),
            Warning(text) => println!("warn   {text}"),
            Error(text) => println!("error  {text}"),
        }
    }
    match findings.iter().filter(|finding| matches!(finding, Error(_))).count() {
        0 => Ok(()),
        1 => Err("1 error was found.".into()),
        count => Err(format!("{count} errors were found.").into()),
    }
}

/// Everything that can be said about this configuration and the shop behind it.
pub fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![secret_key(config), base_url(config), listening(config), toolbar(config)];
    findings.extend(mail(config));
    findings.push(payments(config));
    findings.push(folder(&config.var));
    findings.extend(space(&config.var));
    findings.extend(database(config));
    findings.extend(redis(config));
    findings
}

fn secret_key(config: &Config) -> Finding {
    let path = secret::path(&config.var);
    let key = match &config.secret_key {
        Some(key) => key.clone(),
        None => match fs::read_to_string(&path) {
            Ok(key) => key.trim().to_owned(),
            Err(_) => {
                return Fine(format!("SECRET_KEY is not set; serve makes one in {}.", path.display()));
            }
        },
    };
    let mut different: Vec<char> = key.chars().collect();
    different.sort_unstable();
    different.dedup();
    if key.chars().count() < 32 || different.len() < 8 {
        return Error("The secret key is easy to guess. Leave SECRET_KEY out to have one made.".to_owned());
    }
    match config.secret_key.is_none() && is_readable_by_others(&path) {
        true => Error(format!("Other users may read {0}. Run: chmod 600 {0}", path.display())),
        false => Fine("The secret key is long and private.".to_owned()),
    }
}

#[cfg(unix)]
fn is_readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_readable_by_others(_path: &Path) -> bool {
    false
}

fn base_url(config: &Config) -> Finding {
    if config.is_https() {
        return Fine(format!(
            "Shoppers use {} and browsers are told to stay on https (HSTS).",
            config.base_url
        ));
    }
    let local = ["http://127.", "http://localhost", "http://[::1]"];
    match local.iter().any(|start| config.base_url.starts_with(start)) {
        true => Warning(format!(
            "BASE_URL is {}: fine on this machine; set it to an https:// address before others use the shop.",
            config.base_url
        )),
        false => Error(format!(
            "BASE_URL is {}: passwords and addresses would travel in the open. Use https://.",
            config.base_url
        )),
    }
}

fn listening(config: &Config) -> Finding {
    match config.bind.ip().is_loopback() || config.is_https() {
        true => Fine(format!("The shop listens at {}.", config.bind)),
        false => Warning(format!(
            "BIND is {}: everyone in the network reaches the shop without https. Put a proxy with TLS before it and set BASE_URL.",
            config.bind
        )),
    }
}

fn toolbar(config: &Config) -> Finding {
    match config.debug_toolbar && (config.is_https() || !cfg!(debug_assertions)) {
        true => Error("DEBUG_TOOLBAR is on: every visitor sees the shop's SQL. Set it to 0.".to_owned()),
        false if config.debug_toolbar => Fine("The debug toolbar is on, for development.".to_owned()),
        false => Fine("The debug toolbar is off.".to_owned()),
    }
}

fn payments(config: &Config) -> Finding {
    let Some(keys) = &config.stripe else {
        return Fine(
            "STRIPE_SECRET_KEY is not set; customers pay by invoice and bank transfer only.".to_owned(),
        );
    };
    if keys.webhook_secrets.is_empty() {
        return Error(format!(
            "STRIPE_WEBHOOK_SECRET is not set: what Stripe reports is refused, and payments are only noticed when \
             the shop asks every few minutes. Add the address {}/payment/webhook/ in Stripe’s dashboard and copy \
             its secret.",
            config.base_url
        ));
    }
    match (keys.is_test(), config.is_local()) {
        (true, false) => Warning("The key of Stripe is one for tests: nobody really pays.".to_owned()),
        (false, true) => Warning(
            "The key of Stripe is a live one, but BASE_URL is this machine: customers do not come back from the payment page."
                .to_owned(),
        ),
        (true, true) => Fine("Payments by card go to Stripe in test mode.".to_owned()),
        (false, false) => Fine("Payments by card go to Stripe.".to_owned()),
    }
}

fn mail(config: &Config) -> Vec<Finding> {
    let mut findings = vec![match &config.smtp_url {
        Some(url) => match Mailer::open(config).test() {
            Ok(()) => Fine(format!("The mail server {url} answers.")),
            Err(error) => Error(format!("The mail server {url} cannot be used: {error}.")),
        },
        None if config.is_local() => Fine("SMTP_URL is not set; mail becomes files in var/mail.".to_owned()),
        None => Error("SMTP_URL is not set: no mail reaches a customer.".to_owned()),
    }];
    if config.smtp_url.is_some() {
        findings.push(match &config.mail_from {
            Some(from) => Fine(format!("Mail is sent by {from}.")),
            None => Warning(
                "MAIL_FROM is not set: mail is sent by shop at the host of BASE_URL, which the mail server may refuse."
                    .to_owned(),
            ),
        });
    }
    findings.push(match config.admins.len() {
        0 => Warning("ADMINS is not set: nobody hears of failed jobs and requests.".to_owned()),
        1 => Fine("1 address hears of failures.".to_owned()),
        count => Fine(format!("{count} addresses hear of failures.")),
    });
    findings
}

fn folder(var: &Path) -> Finding {
    if !var.exists() {
        return Fine(format!("The folder {} does not exist yet; serve makes it.", var.display()));
    }
    let probe = var.join(format!("doctor-{:016x}.part", rand::random::<u64>()));
    match fs::write(&probe, "x").and_then(|()| fs::remove_file(&probe)) {
        Ok(()) => Fine(format!("The folder {} can be written.", var.display())),
        Err(error) => Error(format!("The folder {} cannot be written: {error}.", var.display())),
    }
}

fn space(var: &Path) -> Option<Finding> {
    let place = if var.exists() { var } else { Path::new(".") };
    let free = fs4::available_space(place).ok()?;
    let megabytes = free / (1024 * 1024);
    Some(match free < LOW_SPACE {
        true => Warning(format!("Only {megabytes} MB are free where {} is.", var.display())),
        false => Fine(format!("{megabytes} MB are free where {} is.", var.display())),
    })
}

fn redis(config: &Config) -> Option<Finding> {
    let url = config.redis_url.as_ref()?;
    Some(match sessions::check_redis(url) {
        Ok(()) => Fine("Redis answers; sessions are kept there.".to_owned()),
        Err(error) => Error(error.to_string()),
    })
}

fn database(config: &Config) -> Vec<Finding> {
    if let DatabaseUrl::Sqlite(path) = &config.database
        && !path.exists()
    {
        return vec![Warning(format!("There is no database at {} yet; serve makes it.", path.display()))];
    }
    let mut conn = match config.database.connect() {
        Ok(conn) => conn,
        Err(error) => return vec![Error(error.to_string())],
    };
    let mut findings = vec![Fine(format!("The database answers: {}.", config.database))];
    match db::pending(&mut conn) {
        Ok(0) => findings.push(Fine("The schema is that of this version.".to_owned())),
        Ok(count) => {
            findings.push(Error(format!("{count} migrations are missing. Run: storefront migrate")));
            return findings;
        }
        Err(error) => {
            findings.push(Error(error.to_string()));
            return findings;
        }
    }
    if let Err(error) = contents(&mut conn, config, &mut findings) {
        findings.push(Error(format!("The database cannot be read: {error}.")));
    }
    findings
}

fn contents(conn: &mut Conn, config: &Config, findings: &mut Vec<Finding>) -> QueryResult<()> {
    if let Conn::Sqlite(_) = conn {
        findings.extend(sqlite(conn)?);
    }
    let saved = ShopSettings::load(conn, config)?;
    if saved.currency != config.currency {
        findings.push(Warning(format!(
            "The saved currency is {}, CURRENCY says {}. The saved one is in force.",
            saved.currency.code(),
            config.currency.code()
        )));
    }
    if saved.tax_rate != config.tax_rate {
        findings.push(Warning(format!(
            "The saved tax rate is {}, TAX_RATE says {}. The saved one is in force.",
            saved.tax_rate, config.tax_rate
        )));
    }
    findings.extend(shop::examine(conn)?);
    let now = Clock::System.now();
    let jobs = queue::count(conn, now)?;
    findings.push(match jobs.failed {
        0 => Fine(format!("No background job has failed; {} wait.", jobs.queued)),
        1 => Warning("1 background job was given up.".to_owned()),
        count => Warning(format!("{count} background jobs were given up.")),
    });
    if jobs.seconds_waited(now) > LONG_WAIT {
        findings.push(Warning(format!(
            "The oldest background job has waited for {} minutes. Does serve or work run?",
            jobs.seconds_waited(now) / 60
        )));
    }
    findings.push(match media::queries::count_failed(conn)? {
        0 => Fine("Every picture has arrived or is on its way.".to_owned()),
        1 => Warning("1 picture could not be fetched.".to_owned()),
        count => Warning(format!("{count} pictures could not be fetched.")),
    });
    Ok(())
}

fn sqlite(conn: &mut Conn) -> QueryResult<Vec<Finding>> {
    let mode = db::pragma(conn, "journal_mode")?;
    let check = db::pragma(conn, "quick_check")?;
    Ok(vec![
        match mode.as_str() {
            "wal" => Fine("SQLite writes ahead (WAL): readers do not wait for writers.".to_owned()),
            other => Warning(format!("SQLite's journal mode is {other}, not wal; is it on a network drive?")),
        },
        match check.as_str() {
            "ok" => Fine("The database file is whole.".to_owned()),
            other => Error(format!("The database file is damaged: {other}. Restore a backup.")),
        },
    ])
}
