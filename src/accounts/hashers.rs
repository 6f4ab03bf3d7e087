//! How passwords are kept: argon2id; hashes that other shops bring along are understood as well.
//!
//! Each function takes tens of milliseconds and 19 MB on purpose: call them through
//! [`Passwords`](super::passwords::Passwords) only.

use argon2::password_hash::Error;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use pbkdf2::pbkdf2_hmac;
use sha2::Sha256;

/// Fits no password and costs as much to check as a real hash.
const DUMMY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c3RvcmVmcm9udC1kdW1teQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// Django's name for its PBKDF2 hashes.
const DJANGO_PBKDF2: &str = "pbkdf2_sha256$";
/// Django's name for its argon2 hashes, before a plain PHC string.
const DJANGO_ARGON2: &str = "argon2$";

/// A new hash of `password` with a salt of its own.
pub fn hash(password: &str) -> Result<String, Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// Whether `password` is the one that was hashed.
///
/// A hash that cannot be read, such as Django's unusable `!…`, fits none.
pub fn verify(password: &str, stored: &str) -> bool {
    match stored.strip_prefix(DJANGO_PBKDF2) {
        Some(rest) => verify_pbkdf2(password, rest).unwrap_or(false),
        None => parse(stored)
            .is_some_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()),
    }
}

/// Does the work of [`verify`] for somebody who has no hash.
pub fn verify_nothing(password: &str) {
    std::hint::black_box(verify(password, DUMMY));
}

/// Whether any password can fit.
pub fn is_usable(stored: &str) -> bool {
    stored.starts_with(DJANGO_PBKDF2) || parse(stored).is_some()
}

/// Whether a hash is as [`hash`] makes them now; others are replaced at the next sign-in.
pub fn is_current(stored: &str) -> bool {
    let Ok(hash) = PasswordHash::new(stored) else { return false };
    let same = |params: Params| {
        let now = Params::DEFAULT;
        (params.m_cost(), params.t_cost(), params.p_cost()) == (now.m_cost(), now.t_cost(), now.p_cost())
    };
    hash.algorithm == argon2::ARGON2ID_IDENT
        && hash.version == Some(u32::from(Version::V0x13))
        && Params::try_from(&hash).is_ok_and(same)
}

fn parse(stored: &str) -> Option<PasswordHash> {
    let phc = match stored.strip_prefix(DJANGO_ARGON2) {
        Some(rest) => PasswordHash::new(&format!("${rest}")),
        None => PasswordHash::new(stored),
    };
    phc.ok().filter(|hash| hash.hash.is_some())
}

/// `rest` is `iterations$salt$hash`.
fn verify_pbkdf2(password: &str, rest: &str) -> Option<bool> {
    let mut parts = rest.split('$');
    let (rounds, salt, hash) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
    let expected = Output::decode(hash.trim_end_matches('=')).ok()?;
    let mut derived = [0; 32];
    pbkdf2_hmac::<Sha256>(password.as_bytes(), salt.as_bytes(), rounds, &mut derived);
    // `Output` compares in constant time.
    Some(Output::new(&derived).ok()? == expected)
}

#[cfg(test)]
mod tests;
