//! What the environment says, and what is said of it.

use super::*;

fn config(pairs: &[(&'static str, &str)]) -> Result<Config, ConfigError> {
    Config::parse(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
}

#[test]
fn nothing_set_gives_the_documented_defaults() {
    let config = config(&[]).unwrap();
    assert_eq!(config.database, DatabaseUrl::Sqlite("var/storefront.db".into()));
    assert_eq!(config.base_url, "http://127.0.0.1:8000");
    assert_eq!(config.tax_rate.to_string(), "0.10");
    assert_eq!(config.min_unit_price, Money(100));
}

#[test]
fn a_bad_value_is_named_with_what_is_expected() {
    for (name, value) in [
        ("BIND", "8000"),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "sqlite://"),
        ("BASE_URL", "shop"),
        ("BASE_URL", "https://shop.example/path"),
        ("SMTP_URL", "mail.example.com"),
        ("SMTP_URL", "smtp://me:short@"),
        ("MAIL_FROM", "Shop"),
        ("MAIL_FROM", "a@b.example\nBcc: c@d.example"),
        ("ADMINS", "ann@example.com, bob"),
        ("CURRENCY", "dollars"),
        ("TAX_RATE", "19"),
        ("TAX_RATE", "x"),
        ("MIN_UNIT_PRICE", "-1"),
        ("SECRET_KEY", "short"),
        ("WORKERS", "0"),
        ("REDIS_URL", "short"),
        ("TRUST_PROXY", "maybe"),
        ("RATE_LIMIT_LOGIN", "-1"),
        ("RATE_LIMIT_MAIL", "many"),
        ("ACCESS_LOG", "maybe"),
    ] {
        let error = config(&[(name, value)]).unwrap_err();
        assert_eq!(error.name, name);
        assert!(!error.to_string().contains("short"), "a secret is never printed");
    }
}

#[test]
fn a_proxy_is_trusted_where_there_must_be_one() {
    let trust = |pairs: &[(&'static str, &str)]| config(pairs).unwrap().trust_proxy;
    assert_eq!(trust(&[]), TrustProxy::Never);
    assert_eq!(trust(&[("BASE_URL", "https://shop.example")]), TrustProxy::Loopback);
    assert_eq!(trust(&[("TRUST_PROXY", "1")]), TrustProxy::Private);
    assert_eq!(trust(&[("BASE_URL", "https://shop.example"), ("TRUST_PROXY", "0")]), TrustProxy::Never);
}

#[test]
fn a_password_in_the_database_address_is_never_printed() {
    let config = config(&[("DATABASE_URL", "postgres://shop:hunter2@db/shop")]).unwrap();
    assert!(!config.database.to_string().contains("hunter2"));
    let refused = self::config(&[("DATABASE_URL", "mysql://shop:hunter2@db/shop")]).unwrap_err();
    assert!(!refused.to_string().contains("hunter2"));
}
