//! The signature of an event: HMAC-SHA256 over the time and the raw body,
//! <https://docs.stripe.com/webhooks#verify-manually>.

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::keys::Hidden;
use crate::platform::clock::Time;

/// An event that is older, or newer, than this may be one that somebody recorded: Stripe's own
/// libraries refuse it as well.
const TOLERANCE: TimeDelta = TimeDelta::seconds(300);

/// Whether the header `Stripe-Signature` holds a signature of this body, made with one of these
/// secrets within five minutes of `now`. Any of several signatures will do; each is compared in
/// constant time.
pub fn is_genuine(header: &str, body: &[u8], secrets: &[Hidden], now: Time) -> bool {
    let mut time = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", value)) => time = Some(value),
            Some(("v1", value)) => signatures.extend(from_hex(value)),
            _ => {}
        }
    }
    let Some(time) = time else { return false };
    let Ok(seconds) = time.parse::<i64>() else { return false };
    let age = now.and_utc().timestamp().checked_sub(seconds).map(i64::unsigned_abs);
    if age.is_none_or(|age| age > TOLERANCE.num_seconds().unsigned_abs()) {
        return false;
    }
    let is_made_with = |secret: &Hidden| {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else { return false };
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(body);
        signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
    };
    secrets.iter().any(is_made_with)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? * 16 + digit(*low)?),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_test"}"#;
    const SIGNED_AT: i64 = 1_773_576_000;
    /// Made by Stripe's library for Node, 23.1.0, with `webhooks.generateTestHeaderString`, for the body
    /// and time above and the secret `whsec_new`.
    const BY_STRIPE: &str = "2c34ee0a9dfb52db44022ba9ef0af37c1e45ffadb6311e7efb94c08b8cc9dfbd";

    fn at(seconds: i64) -> Time {
        chrono::DateTime::from_timestamp(seconds, 0).map(|time| time.naive_utc()).unwrap_or_default()
    }

    fn sign(secret: &str, time: &str, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(body);
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_signature_holds_for_its_body_its_secret_and_its_time() {
        let secrets = [Hidden::new("whsec_old"), Hidden::new("whsec_new")];
        let time = SIGNED_AT.to_string();
        let good = sign("whsec_new", &time, BODY);
        assert_eq!(good, BY_STRIPE);
        let header = format!("t={time},v1={good}");
        assert!(is_genuine(&header, BODY, &secrets, at(SIGNED_AT)));
        assert!(is_genuine(&header, BODY, &secrets, at(SIGNED_AT + 300)));
        assert!(is_genuine(&format!("t={time},v1=00,v0=11,v1={good}"), BODY, &secrets, at(SIGNED_AT)));
        for (header, body, now) in [
            (header.clone(), &b"{}"[..], SIGNED_AT),
            (header.clone(), BODY, SIGNED_AT + 301),
            (header.clone(), BODY, SIGNED_AT - 301),
            (format!("t={},v1={good}", SIGNED_AT + 1), BODY, SIGNED_AT),
            (format!("v1={good}"), BODY, SIGNED_AT),
            (format!("t=x,v1={good}"), BODY, SIGNED_AT),
            (format!("t={},v1={good}", i64::MIN), BODY, SIGNED_AT),
            (format!("t={time},v0={good}"), BODY, SIGNED_AT),
            (format!("t={time},v1={}", good.replace(['a', 'b', 'c'], "0")), BODY, SIGNED_AT),
            (format!("t={time},v1=é{good}"), BODY, SIGNED_AT),
            (String::new(), BODY, SIGNED_AT),
        ] {
            assert!(!is_genuine(&header, body, &secrets, at(now)), "{header}");
        }
        assert!(!is_genuine(&header, BODY, &secrets[..1], at(SIGNED_AT)));
        assert!(!is_genuine(&header, BODY, &[], at(SIGNED_AT)));
    }
}
