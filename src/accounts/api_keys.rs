//! Keys with which other programs use the API: made by staff, shown once, found by their fingerprint.
//!
//! A key may what it was given, as far as the member of staff who answers for it may it too when it is
//! used. What staff change of keys is in [`api_key_editing`](super::api_key_editing).

use std::collections::HashSet;
use std::fmt;

use diesel::QueryResult;

use super::permissions;
use super::queries::api_keys as queries;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::signing::{fingerprint, hex};

/// What every key begins with, for people and for programs that look for lost keys.
pub const MARK: &str = "sf_";

/// A new key; nothing that is stored leads back to it.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainKey {
    prefix: String,
    whole: String,
}

impl PlainKey {
    /// A key that nobody can foretell: the part that is shown is not among its 256 bits of chance.
    pub fn make() -> PlainKey {
        let prefix = hex(&rand::random::<[u8; 4]>());
        let secret = hex(&rand::random::<[u8; 32]>());
        let whole = format!("{MARK}{prefix}_{secret}");
        PlainKey { prefix, whole }
    }

    /// Its part that is shown, of eight letters.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// `sf_<prefix>_<secret>`: for the eyes of whoever made it, once.
    pub fn reveal(&self) -> &str {
        &self.whole
    }

    /// What is stored of it.
    pub fn digest(&self) -> String {
        fingerprint(&self.whole)
    }
}

/// Without the secret: logs never see one.
impl fmt::Debug for PlainKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PlainKey").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// A program that showed a key which works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyHolder {
    /// Key of the row.
    pub key_id: i64,
    /// What staff call the key.
    pub name: String,
    /// Who answers for it.
    pub user_id: i64,
    /// As they sign in.
    pub username: String,
    /// Codenames such as `catalog.change_product`.
    pub permissions: HashSet<String>,
    /// UTC, to the minute.
    pub last_used_at: Option<Time>,
}

impl KeyHolder {
    /// Whether [`touch`] has something to write: most requests need no writing transaction for it.
    pub fn is_to_be_touched(&self, now: Time) -> bool {
        queries::is_use_to_be_noted(self.last_used_at, now)
    }
}

/// Who shows this key, if it works: neither expired nor revoked, of somebody who is active and staff.
///
/// Whatever is presented, the work is the same until a key is found: one fingerprint and one look-up by
/// it. How far a wrong key agrees with a right one cannot be measured, since their fingerprints agree
/// in nothing.
pub fn find(conn: &mut Conn, presented: &str, now: Time) -> QueryResult<Option<KeyHolder>> {
    let Some(key) = queries::find_working(conn, &fingerprint(presented), now)? else { return Ok(None) };
    Ok(Some(KeyHolder {
        permissions: permissions::of_key(conn, key.user_id, key.id)?,
        key_id: key.id,
        name: key.name,
        user_id: key.user_id,
        username: key.username,
        last_used_at: key.last_used_at,
    }))
}

/// Notes that a key was used, once a minute at most; whether it did.
pub fn touch(conn: &mut Conn, key_id: i64, now: Time) -> QueryResult<bool> {
    queries::note_use(conn, key_id, now)
}
