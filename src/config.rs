//! The environment, parsed once into one typed struct. Every variable is documented
//! in [`VARIABLES`].

mod variables;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::TimeDelta;
use lettre::message::Mailbox;
use rust_decimal::Decimal;
use url::Url;

use crate::payments::stripe::keys::{API_BASE, Hidden, StripeKeys};
use crate::platform::db::DatabaseUrl;
use crate::platform::mail::{self, SmtpUrl};
use crate::platform::money::{Currency, Money};
use crate::platform::web::client::TrustProxy;

pub use variables::VARIABLES;

/// The settings of one process.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the data is.
    pub database: DatabaseUrl,
    /// Signs cookies; `None` until the command that needs it has read or made the file.
    pub secret_key: Option<String>,
    /// Where sessions are kept, if not in the database.
    pub redis_url: Option<String>,
    /// Where to listen.
    pub bind: SocketAddr,
    /// The address shoppers use, without a slash at the end.
    pub base_url: String,
    /// The mail server; files stand for one when `None`.
    pub smtp_url: Option<SmtpUrl>,
    /// The sender of mails.
    pub mail_from: Option<Mailbox>,
    /// Who hears of failures.
    pub admins: Vec<String>,
    /// Whether `/dev/mail/` may show the mails of a shop on this machine.
    pub mail_pages: bool,
    /// The currency before staff change it.
    pub currency: Currency,
    /// The tax rate before staff change it: 0.10 is ten percent.
    pub tax_rate: Decimal,
    /// Lowest price that forms and imports accept.
    pub min_unit_price: Money,
    /// The account at Stripe, if the shop takes payments there.
    pub stripe: Option<StripeKeys>,
    /// How long an order waits for its payment on the provider's page.
    pub payment_hold: TimeDelta,
    /// Whose word is taken for a shopper's address.
    pub trust_proxy: TrustProxy,
    /// Failed sign-ins per account and address in a quarter of an hour.
    pub rate_limit_login: u32,
    /// Requests for mails per address in an hour.
    pub rate_limit_mail: u32,
    /// Requests to the API per key, account or address in a minute.
    pub rate_limit_api: u32,
    /// Origins of pages that may use the API from a browser.
    pub cors_origins: Vec<String>,
    /// Threads that answer requests.
    pub workers: Option<usize>,
    /// Filter of the log.
    pub log_level: String,
    /// Where the log goes; standard error when `None`.
    pub log_file: Option<PathBuf>,
    /// Whether every request gets a line in the log.
    pub access_log: bool,
    /// Whether pages carry the debug toolbar.
    pub debug_toolbar: bool,
    /// Everything the program writes on this machine is under this folder.
    pub var: PathBuf,
}

/// A variable that cannot be used; one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{name} is “{value}”, which cannot be used: {reason}.")]
pub struct ConfigError {
    /// The variable.
    pub name: &'static str,
    /// What it was set to; never shown for secrets.
    pub value: String,
    /// What is expected.
    pub reason: String,
}

impl Config {
    /// Reads the environment, after `.env` in the working directory if there is one.
    pub fn from_env() -> Result<Config, ConfigError> {
        if let Err(error) = dotenvy::dotenv()
            && !error.not_found()
        {
            return Err(ConfigError {
                name: ".env",
                value: ".env".to_owned(),
                reason: format!("it could not be read ({error})"),
            });
        }
        Config::parse(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads the variables that `get` knows.
    pub fn parse(get: impl Fn(&'static str) -> Option<String>) -> Result<Config, ConfigError> {
        let database = match get("DATABASE_URL") {
            None => DatabaseUrl::Sqlite(PathBuf::from("var/storefront.db")),
            Some(url) => url.parse().map_err(|error: crate::platform::db::ConnectError| ConfigError {
                name: "DATABASE_URL",
                value: url.split("://").next().unwrap_or_default().to_owned(),
                reason: error.to_string().trim_end_matches('.').to_owned(),
            })?,
        };
        let bind: SocketAddr =
            parsed(&get, "BIND", "127.0.0.1:8000", "write an address and a port, such as 127.0.0.1:8000")?;
        let base_url = match get("BASE_URL") {
            None => format!("http://{bind}"),
            Some(url) => base_url(&url)?,
        };
        let smtp_url = match get("SMTP_URL") {
            None => None,
            Some(url) => Some(url.parse().map_err(|reason: &str| ConfigError {
                name: "SMTP_URL",
                value: url.split("://").next().filter(|scheme| scheme.len() < 6).unwrap_or("…").to_owned(),
                reason: reason.to_owned(),
            })?),
        };
        let currency = get("CURRENCY").unwrap_or_else(|| "USD".to_owned());
        let currency = Currency::from_code(&currency).ok_or_else(|| ConfigError {
            name: "CURRENCY",
            value: currency,
            reason: "write three letters of ISO 4217, such as USD or EUR".to_owned(),
        })?;
        let tax_rate: Decimal =
            parsed(&get, "TAX_RATE", "0.10", "write a number from 0 to 1, such as 0.19 for 19 %")?;
        if tax_rate < Decimal::ZERO || tax_rate > Decimal::ONE {
            return Err(ConfigError {
                name: "TAX_RATE",
                value: tax_rate.to_string(),
                reason: "write a number from 0 to 1, such as 0.19 for 19 %".to_owned(),
            });
        }
        let min_unit_price = get("MIN_UNIT_PRICE").unwrap_or_else(|| "1.00".to_owned());
        let min_unit_price = match currency.parse(&min_unit_price) {
            Ok(price) if price >= Money(0) => price,
            _ => {
                return Err(ConfigError {
                    name: "MIN_UNIT_PRICE",
                    value: min_unit_price,
                    reason: "write an amount, such as 1.00".to_owned(),
                });
            }
        };
        let secret_key = get("SECRET_KEY");
        if secret_key.as_ref().is_some_and(|key| key.chars().count() < 32) {
            return Err(ConfigError {
                name: "SECRET_KEY",
                value: "…".to_owned(),
                reason: "it must have at least 32 characters; leave it out to have one made".to_owned(),
            });
        }
        let workers = match get("WORKERS") {
            None => None,
            Some(count) => match count.parse::<usize>() {
                Ok(number) if (1..=256).contains(&number) => Some(number),
                _ => {
                    return Err(ConfigError {
                        name: "WORKERS",
                        value: count,
                        reason: "write a number from 1 to 256".to_owned(),
                    });
                }
            },
        };
        let trust_proxy = trust_proxy(&get, &base_url)?;
        let limit = "write a number, such as 20, or 0 for no limit";
        Ok(Config {
            database,
            secret_key,
            redis_url: redis_url(&get)?,
            bind,
            base_url,
            smtp_url,
            mail_from: get("MAIL_FROM").map(|text| mail_from(&text)).transpose()?,
            admins: admins(&get("ADMINS").unwrap_or_default())?,
            mail_pages: flag(&get, "DEBUG_TOOLBAR", false)? || cfg!(debug_assertions),
            currency,
            tax_rate,
            min_unit_price,
            stripe: stripe(&get)?,
            payment_hold: payment_hold(&get)?,
            trust_proxy,
            rate_limit_login: parsed(&get, "RATE_LIMIT_LOGIN", "10", limit)?,
            rate_limit_mail: parsed(&get, "RATE_LIMIT_MAIL", "20", limit)?,
            rate_limit_api: parsed(&get, "RATE_LIMIT_API", "3000000", limit)?,
            cors_origins: cors_origins(&get("CORS_ORIGINS").unwrap_or_default())?,
            workers,
            log_level: get("LOG_LEVEL").unwrap_or_else(|| "info".to_owned()),
            log_file: get("LOG_FILE").map(PathBuf::from),
            access_log: flag(&get, "ACCESS_LOG", false)?,
            debug_toolbar: flag(&get, "DEBUG_TOOLBAR", cfg!(debug_assertions))?,
            var: PathBuf::from("var"),
        })
    }

    /// Whether the shop is only for this machine: plain http on a loopback address.
    pub fn is_local(&self) -> bool {
        is_local(&self.base_url)
    }

    /// Whether shoppers reach the shop over TLS.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

fn parsed<T: FromStr>(
    get: &impl Fn(&'static str) -> Option<String>,
    name: &'static str,
    default: &str,
    reason: &str,
) -> Result<T, ConfigError> {
    let value = get(name).unwrap_or_else(|| default.to_owned());
    value.parse().map_err(|_| ConfigError { name, value, reason: reason.to_owned() })
}

fn flag(
    get: &impl Fn(&'static str) -> Option<String>,
    name: &'static str,
    default: bool,
) -> Result<bool, ConfigError> {
    match get(name).as_deref() {
        None => Ok(default),
        Some("1" | "true" | "yes" | "on") => Ok(true),
        Some("0" | "false" | "no" | "off") => Ok(false),
        Some(other) => Err(ConfigError { name, value: other.to_owned(), reason: "write 1 or 0".to_owned() }),
    }
}

/// The keys are never shown.
fn stripe(get: &impl Fn(&'static str) -> Option<String>) -> Result<Option<StripeKeys>, ConfigError> {
    let refused =
        |name, reason: &str| ConfigError { name, value: "…".to_owned(), reason: reason.to_owned() };
    let is_key = |key: &str, starts: &[&str]| {
        starts.iter().any(|start| key.starts_with(start)) && key.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let webhook_secrets: Vec<Hidden> = get("STRIPE_WEBHOOK_SECRET")
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|secret| !secret.is_empty())
        .map(|secret| match is_key(secret, &["whsec_"]) {
            true => Ok(Hidden::new(secret)),
            false => Err(refused(
                "STRIPE_WEBHOOK_SECRET",
                "it begins with whsec_; copy it from Stripe’s dashboard",
            )),
        })
        .collect::<Result<_, _>>()?;
    let api_base = get("STRIPE_API_BASE").unwrap_or_else(|| API_BASE.to_owned());
    let is_address = Url::parse(&api_base).is_ok_and(|url| {
        url.host().is_some() && (url.scheme() == "https" || is_local(&api_base)) && url.username().is_empty()
    });
    if !is_address {
        return Err(ConfigError {
            name: "STRIPE_API_BASE",
            value: "…".to_owned(),
            reason: "write an https:// address, or leave it out".to_owned(),
        });
    }
    let Some(secret) = get("STRIPE_SECRET_KEY") else { return Ok(None) };
    if !is_key(&secret, &["sk_test_", "sk_live_", "rk_test_", "rk_live_"]) {
        let reason = "it begins with sk_test_ or sk_live_; the one that begins with pk_ is not needed";
        return Err(refused("STRIPE_SECRET_KEY", reason));
    }
    Ok(Some(StripeKeys {
        secret: Hidden::new(&secret),
        webhook_secrets,
        api_base: api_base.trim_end_matches('/').to_owned(),
    }))
}

/// The provider's pages last at least half an hour and at most a day.
fn payment_hold(get: &impl Fn(&'static str) -> Option<String>) -> Result<TimeDelta, ConfigError> {
    let reason = "write minutes from 31 to 1440, such as 35";
    let minutes: i64 = parsed(get, "PAYMENT_HOLD", "35", reason)?;
    match (31..=1440).contains(&minutes) {
        true => Ok(TimeDelta::minutes(minutes)),
        false => {
            Err(ConfigError { name: "PAYMENT_HOLD", value: minutes.to_string(), reason: reason.to_owned() })
        }
    }
}

fn mail_from(text: &str) -> Result<Mailbox, ConfigError> {
    let refused = || ConfigError {
        name: "MAIL_FROM",
        value: text.to_owned(),
        reason: "write an address, or a name and an address such as Shop <shop@example.com>".to_owned(),
    };
    match text.chars().any(char::is_control) {
        true => Err(refused()),
        false => text.parse().map_err(|_| refused()),
    }
}

fn admins(text: &str) -> Result<Vec<String>, ConfigError> {
    let addresses: Vec<String> =
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    match addresses.iter().find(|address| !mail::is_address(address)) {
        None => Ok(addresses),
        Some(wrong) => Err(ConfigError {
            name: "ADMINS",
            value: wrong.clone(),
            reason: "write addresses separated by commas, such as ann@example.com, bob@example.com"
                .to_owned(),
        }),
    }
}

fn is_local(base_url: &str) -> bool {
    let host = Url::parse(base_url).ok().and_then(|url| match url.host()? {
        url::Host::Domain(name) => Some(name == "localhost" || name.ends_with(".localhost")),
        url::Host::Ipv4(address) => Some(address.is_loopback()),
        url::Host::Ipv6(address) => Some(address.is_loopback()),
    });
    !base_url.starts_with("https://") && host.unwrap_or(false)
}

fn trust_proxy(
    get: &impl Fn(&'static str) -> Option<String>,
    base_url: &str,
) -> Result<TrustProxy, ConfigError> {
    if get("TRUST_PROXY").is_none() {
        return Ok(if is_local(base_url) { TrustProxy::Never } else { TrustProxy::Loopback });
    }
    Ok(if flag(get, "TRUST_PROXY", false)? { TrustProxy::Private } else { TrustProxy::Never })
}

/// The value is never shown: it may carry a password.
fn redis_url(get: &impl Fn(&'static str) -> Option<String>) -> Result<Option<String>, ConfigError> {
    let Some(url) = get("REDIS_URL") else { return Ok(None) };
    match redis::Client::open(url.as_str()) {
        Ok(_) => Ok(Some(url)),
        Err(_) => Err(ConfigError {
            name: "REDIS_URL",
            value: "…".to_owned(),
            reason: "write an address such as redis://127.0.0.1:6379/0".to_owned(),
        }),
    }
}

/// Origins as browsers send them, separated by commas.
fn cors_origins(text: &str) -> Result<Vec<String>, ConfigError> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    names
        .map(|name| match Url::parse(name).map(|url| url.origin().ascii_serialization()) {
            Ok(origin) if origin == name => Ok(origin),
            _ => Err(ConfigError {
                name: "CORS_ORIGINS",
                value: name.to_owned(),
                reason: "write scheme and host without a path, such as https://app.example.com".to_owned(),
            }),
        })
        .collect()
}

fn base_url(text: &str) -> Result<String, ConfigError> {
    let refused =
        |reason: &str| ConfigError { name: "BASE_URL", value: text.to_owned(), reason: reason.to_owned() };
    let url = Url::parse(text).map_err(|_| refused("write an address such as https://shop.example"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(refused("it must start with https:// or http://"));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(refused("the shop answers at the root of a host; leave the path out"));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests;
