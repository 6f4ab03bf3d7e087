//! Signatures made with the shop's secret key: for cookies and for the tokens of mailed links.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha512};

use crate::config::Config;

/// Signs texts for one purpose; what is signed for one is worth nothing for another.
#[derive(Clone)]
pub struct Signer(Hmac<Sha256>);

impl Signer {
    /// The signer for `purpose`. Without a secret key it is a new one each time.
    pub fn new(config: &Config, purpose: &str) -> Signer {
        let key = match &config.secret_key {
            Some(secret) => Sha512::digest(format!("{purpose}:{secret}")),
            None => Sha512::digest(rand::random::<[u8; 32]>()),
        };
        Signer(Hmac::new(&key))
    }

    /// The signature of `text`: 64 characters that nobody without the key can foretell.
    pub fn sign(&self, text: &str) -> String {
        hex(&self.0.clone().chain_update(text).finalize().into_bytes())
    }

    /// Whether `signature` is that of `text`; takes the same time whatever differs.
    pub fn is_valid(&self, text: &str, signature: &str) -> bool {
        let Some(bytes) = from_hex(signature) else { return false };
        self.0.clone().chain_update(text).verify_slice(&bytes).is_ok()
    }
}

/// The SHA-256 of `text`: what is stored of a secret that only its owner may know.
pub fn fingerprint(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(secret: &str, purpose: &str) -> Signer {
        let mut config = Config::parse(|_| None).unwrap();
        config.secret_key = Some(secret.to_owned());
        Signer::new(&config, purpose)
    }

    #[test]
    fn a_signature_counts_for_its_text_key_and_purpose_only() {
        let signature = signer("one", "cookie").sign("text");
        assert_eq!(signature.len(), 64);
        assert!(signer("one", "cookie").is_valid("text", &signature));
        assert!(!signer("one", "cookie").is_valid("other", &signature));
        assert!(!signer("two", "cookie").is_valid("text", &signature));
        assert!(!signer("one", "link").is_valid("text", &signature));
        for nonsense in ["", "x", "zz", "äö", &signature[1..], &signature[2..]] {
            assert!(!signer("one", "cookie").is_valid("text", nonsense), "{nonsense}");
        }
    }
}
