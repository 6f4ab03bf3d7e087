//! Hashes of this program and of others.

use super::*;

/// Made with Python's `hashlib.pbkdf2_hmac`, written as Django writes them.
const PBKDF2: [(&str, &str); 2] = [
    ("lètmein", "pbkdf2_sha256$1000$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A="),
    (
        "correct horse",
        "pbkdf2_sha256$1200$X8kCEyLDPyBVYnNY5nDPSs$KDhRd4X7zUuq+z6Msv2AHWx09tFNOF+jl7mxjUh3vpY=",
    ),
];
/// From Django's own tests; made by argon2-cffi.
const ARGON2: [&str; 2] = [
    "argon2$argon2id$v=19$m=102400,t=2,p=8$Y041dExhNkljRUUy$TMa6A8fPJhCAUXRhJXCXdw",
    "argon2$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$YC9+jJCrQhs5R6db7LlN8Q",
];

#[test]
fn a_password_fits_its_own_hash_only() {
    let stored = hash("lètmein").unwrap();
    assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    assert!(verify("lètmein", &stored));
    assert!(!verify("letmein", &stored) && !verify("", &stored));
    assert_ne!(stored, hash("lètmein").unwrap(), "each has a salt of its own");
}

#[test]
fn hashes_of_django_are_understood() {
    for (password, stored) in PBKDF2 {
        assert!(verify(password, stored), "{stored}");
        assert!(!verify("another", stored), "{stored}");
        assert!(is_usable(stored) && !is_current(stored), "{stored}");
    }
    for stored in ARGON2 {
        assert!(verify("secret", stored), "{stored}");
        assert!(!verify("another", stored), "{stored}");
        assert!(is_usable(stored) && !is_current(stored), "{stored}");
    }
}

#[test]
fn only_hashes_with_the_parameters_of_today_are_current() {
    assert!(is_current(&hash("x").unwrap()));
    assert!(is_current(DUMMY));
    for old in
        [DUMMY.replace("t=2", "t=3"), DUMMY.replace("argon2id", "argon2i"), DUMMY.replace("v=19", "v=16")]
    {
        assert!(!is_current(&old), "{old}");
    }
}

#[test]
fn what_is_no_hash_fits_nothing() {
    assert!(is_usable(DUMMY), "so that checking it is real work");
    for stored in [
        "",
        "!",
        "!aBcDeF",
        "secret",
        "pbkdf2_sha256$",
        "pbkdf2_sha256$0$salt$",
        "pbkdf2_sha256$x$salt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=",
        "pbkdf2_sha256$1$salt$AAAA",
        "argon2$",
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ",
        "md5$salt$5ebe2294ecd0e0f08eab7690d2a6ee69",
    ] {
        for password in ["", "!", "secret", stored] {
            assert!(!verify(password, stored), "{stored}");
        }
    }
}
