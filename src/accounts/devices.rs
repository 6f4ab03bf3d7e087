//! Browsers that have signed in to an account before, known by a signed cookie.
//!
//! The cookie opens nothing. It only gives the browser a counter of failed sign-ins of its own, so
//! that a stranger who tries passwords does not lock the owner out ("device cookies", OWASP).

use chrono::{DateTime, TimeDelta};

use crate::config::Config;
use crate::platform::clock::Time;
use crate::platform::signing::{Signer, hex};

/// How long a browser is remembered.
pub const REMEMBERED: TimeDelta = TimeDelta::days(365);

/// Makes and reads the values of the cookie.
#[derive(Clone)]
pub struct Devices {
    signer: Signer,
}

impl Devices {
    /// With the shop's key.
    pub fn new(config: &Config) -> Devices {
        Devices { signer: Signer::new(config, "device cookie") }
    }

    /// The value for a browser that has just signed in to the account of `user_id`.
    pub fn remember(&self, user_id: i64, now: Time) -> String {
        let name = hex(&rand::random::<[u8; 16]>());
        let text = format!("{user_id}.{}.{name}", now.and_utc().timestamp());
        format!("{text}.{}", self.signer.sign(&text))
    }

    /// The name of the browser that brings `value`, if it has signed in to that account.
    pub fn known(&self, value: &str, user_id: i64, now: Time) -> Option<String> {
        let (text, signature) = value.rsplit_once('.')?;
        if !self.signer.is_valid(text, signature) {
            return None;
        }
        let mut parts = text.split('.');
        let (user, since, name) = (parts.next()?, parts.next()?, parts.next()?);
        let since = DateTime::from_timestamp(since.parse().ok()?, 0)?.naive_utc();
        let counts = user.parse() == Ok(user_id) && now - since < REMEMBERED;
        counts.then(|| name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn a_browser_is_known_for_its_account_and_for_a_year() {
        let mut config = Config::parse(|_| None).unwrap();
        config.secret_key = Some("a secret key".to_owned());
        let devices = Devices::new(&config);
        let now = NaiveDate::from_ymd_opt(2026, 3, 15).unwrap().and_hms_opt(12, 0, 0).unwrap();
        let value = devices.remember(7, now);
        let name = devices.known(&value, 7, now).unwrap();
        assert_eq!(devices.known(&value, 7, now + TimeDelta::days(364)), Some(name));
        assert_eq!(devices.known(&value, 7, now + TimeDelta::days(366)), None);
        assert_eq!(devices.known(&value, 8, now), None);
        for altered in [value.replacen('7', "8", 1), format!("{value}0"), String::new(), "7.0.x.y".to_owned()]
        {
            assert_eq!(devices.known(&altered, 7, now), None, "{altered}");
        }
        assert_ne!(devices.remember(7, now), value, "each browser has a name of its own");
    }
}
