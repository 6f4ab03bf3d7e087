//! Secrets of webhooks, and the signatures made with them, as Standard Webhooks says:
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const PREFIX: &str = "whsec_";
/// How much of a secret is shown once it was handed over.
const SHOWN: usize = 4;

/// A secret that both sides know. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one: 256 bits that nobody can guess.
    pub fn make() -> Secret {
        Secret(format!("{PREFIX}{}", STANDARD.encode(rand::random::<[u8; 32]>())))
    }

    /// One that was stored.
    pub fn stored(text: String) -> Secret {
        Secret(text)
    }

    /// The whole secret, for storing it and for the one time that it is shown.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Its last letters, by which people tell it from another one.
    pub fn end(&self) -> String {
        let end: Vec<char> = self.0.trim_end_matches('=').chars().rev().take(SHOWN).collect();
        end.into_iter().rev().collect()
    }

    /// The value of `Webhook-Signature` for a message; `None` when the secret is none.
    ///
    /// What is signed is the id, the time in seconds and the body, with dots between them: nobody can
    /// send an old message as a new one.
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> Option<String> {
        let key = STANDARD.decode(self.0.strip_prefix(PREFIX)?).ok()?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}
