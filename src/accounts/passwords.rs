//! Passwords: which ones are accepted, and hashing them without holding anybody up.

use std::sync::Arc;

use actix_web::web;
use tokio::sync::Semaphore;
use zxcvbn::matching::patterns::MatchPattern;
use zxcvbn::zxcvbn;

use super::hashers;
use crate::platform::web::error::AppError;
use crate::platform::web::form::{FieldErrors, REQUIRED};

/// "The two password fields didn’t match."
pub const NOT_THE_SAME: &str = "The two password fields didn’t match.";
const SHORTEST: usize = 8;
/// More could keep the machine busy for long.
const LONGEST: usize = 4096;
/// A password among the first so many guesses is common; Django's list has as many entries.
const COMMON_GUESSES: u64 = 20_000;
/// No common password is longer; looking costs more than linear time.
const LONGEST_COMMON: usize = 32;
/// As in Django: from here on two texts are similar.
const SIMILAR: f64 = 0.7;

/// What a password must not resemble.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonalData {
    /// Of the account.
    pub username: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// Of the account.
    pub email: String,
}

/// Reads a new password that was typed twice; every rule it breaks is said at the first field.
pub fn check_twice(
    errors: &mut FieldErrors,
    fields: (&'static str, &'static str),
    typed: (&str, &str),
    about: &PersonalData,
) -> String {
    let (first, second) = typed;
    if first.is_empty() {
        errors.add(fields.0, REQUIRED);
    } else {
        let broken = broken_rules(first, about);
        if !broken.is_empty() {
            errors.add(fields.0, broken.join(" "));
        }
    }
    match second {
        "" => errors.add(fields.1, REQUIRED),
        second if second != first => errors.add(fields.1, NOT_THE_SAME),
        _ => {}
    }
    first.to_owned()
}

/// Every rule that `password` breaks, in Django's words.
pub fn broken_rules(password: &str, about: &PersonalData) -> Vec<String> {
    let length = password.chars().count();
    if length > LONGEST {
        return vec![format!("Ensure this value has at most {LONGEST} characters (it has {length}).")];
    }
    let mut broken = Vec::new();
    if let Some(name) = resembles(password, about) {
        broken.push(format!("The password is too similar to the {name}."));
    }
    if length < SHORTEST {
        broken.push(format!("This password is too short. It must contain at least {SHORTEST} characters."));
    }
    if is_common(password, length) {
        broken.push("This password is too common.".to_owned());
    }
    if password.chars().all(char::is_numeric) {
        broken.push("This password is entirely numeric.".to_owned());
    }
    broken
}

fn is_common(password: &str, length: usize) -> bool {
    if length == 0 || length > LONGEST_COMMON {
        return false;
    }
    let judged = zxcvbn(&password.to_lowercase(), &[]);
    // Four letters without a pattern are quickly guessed, but they are short and not common.
    let has_pattern = judged.sequence().iter().all(|part| part.pattern != MatchPattern::BruteForce);
    has_pattern && judged.guesses() <= COMMON_GUESSES
}

/// What of `about` the password is too much like, as Django compares them.
fn resembles(password: &str, about: &PersonalData) -> Option<&'static str> {
    let password: Vec<char> = password.to_lowercase().chars().collect();
    let facts = [
        ("username", &about.username),
        ("first name", &about.first_name),
        ("last name", &about.last_name),
        ("email address", &about.email),
    ];
    facts.into_iter().find(|(_, fact)| is_similar(&password, &fact.to_lowercase())).map(|(name, _)| name)
}

fn is_similar(password: &[char], fact: &str) -> bool {
    let words = fact.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
    words.chain([fact]).filter(|part| !part.is_empty()).any(|part| {
        let part: Vec<char> = part.chars().collect();
        // A long password may well contain a short name.
        let is_much_longer = password.len() >= 10 * part.len();
        !is_much_longer && likeness(password, &part) >= SIMILAR
    })
}

/// How many letters two texts share, wherever they stand: 0 to 1 (`quick_ratio` of Python's difflib).
fn likeness(one: &[char], other: &[char]) -> f64 {
    let mut left = other.to_vec();
    let mut shared = 0_u32;
    for letter in one {
        if let Some(at) = left.iter().position(|candidate| candidate == letter) {
            left.swap_remove(at);
            shared += 1;
        }
    }
    let length = u32::try_from(one.len() + other.len()).unwrap_or(u32::MAX).max(1);
    2.0 * f64::from(shared) / f64::from(length)
}

/// Hashes passwords on threads of their own, as many at a time as there are processors: each one
/// takes 19 MB and a processor for itself.
#[derive(Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
}

/// Which of several accounts a password belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Position among the hashes that were given.
    pub position: usize,
    /// A hash as they are made today, when the stored one is not.
    pub renewed: Option<String>,
}

impl Default for Passwords {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Passwords { permits: Arc::new(Semaphore::new(processors)) }
    }
}

impl Passwords {
    /// A hash to be stored.
    pub async fn hash(&self, password: String) -> Result<String, AppError> {
        self.apart(move || hashers::hash(&password))
            .await?
            .map_err(|error| AppError::internal(error.to_string()))
    }

    /// The first of `hashes` that the password fits. It takes the same work when there is none to
    /// compare with, so that time does not tell which accounts exist.
    pub async fn find_match(&self, password: String, hashes: Vec<String>) -> Result<Option<Match>, AppError> {
        self.apart(move || find_match(&password, &hashes)).await
    }

    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let permit = self.permits.clone().acquire_owned().await.map_err(AppError::internal)?;
        web::block(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(AppError::internal)
    }
}

fn find_match(password: &str, hashes: &[String]) -> Option<Match> {
    if password.chars().count() > LONGEST || !hashes.iter().any(|hash| hashers::is_usable(hash)) {
        hashers::verify_nothing("no password");
        return None;
    }
    let position = hashes.iter().position(|stored| hashers::verify(password, stored))?;
    let is_current = hashes.get(position).is_some_and(|stored| hashers::is_current(stored));
    let renewed = (!is_current).then(|| hashers::hash(password).ok()).flatten();
    Some(Match { position, renewed })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ann() -> PersonalData {
        PersonalData {
            username: "annabel.lee".into(),
            first_name: "Annabel".into(),
            last_name: "Lee".into(),
            email: "bookworm@kingdom.example".into(),
        }
    }

    #[test]
    fn each_rule_is_said_in_djangos_words() {
        let short = "This password is too short. It must contain at least 8 characters.";
        let common = "This password is too common.";
        let numeric = "This password is entirely numeric.";
        let similar = "The password is too similar to the username.";
        for (password, expected) in [
            ("by-the-sea-1849", vec![]),
            ("x7#q", vec![short]),
            ("password", vec![common]),
            ("PASSWORD", vec![common]),
            ("qwertyuiop", vec![common]),
            ("83920174655", vec![numeric]),
            ("12345678", vec![common, numeric]),
            ("123", vec![short, common, numeric]),
            ("annabel.lee", vec![similar]),
            ("annabellee1", vec![similar]),
            ("Leebelanna7", vec![similar]),
        ] {
            assert_eq!(broken_rules(password, &ann()), expected, "{password}");
        }
        assert_eq!(
            broken_rules("my-bookworm", &ann()),
            ["The password is too similar to the email address."]
        );
        assert_eq!(broken_rules(&"long ".repeat(1000), &ann()).len(), 1);
    }

    #[test]
    fn likeness_is_that_of_difflib() {
        let quick_ratio =
            |a: &str, b: &str| likeness(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert!((quick_ratio("abcd", "bcde") - 0.75).abs() < 1e-9);
        assert!((quick_ratio("tide", "diet") - 1.0).abs() < 1e-9);
        assert!(quick_ratio("", "").abs() < 1e-9);
    }

    #[test]
    fn a_password_is_found_among_several_accounts_and_an_old_hash_renewed() {
        let old = "pbkdf2_sha256$1000$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=".to_owned();
        let new = hashers::hash("by-the-sea").unwrap();
        let both = [new, old];
        assert_eq!(find_match("by-the-sea", &both), Some(Match { position: 0, renewed: None }));
        let found = find_match("lètmein", &both).unwrap();
        assert_eq!(found.position, 1);
        assert!(hashers::verify("lètmein", &found.renewed.unwrap()));
        assert_eq!(find_match("another", &both), None);
        assert_eq!(find_match("!", &["!".to_owned()]), None);
        assert_eq!(find_match("x", &[]), None);
    }
}
