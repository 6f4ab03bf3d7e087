//! What the session of a guest remembers: keys of products, the newest first.

use actix_session::Session;

use crate::platform::sessions::State;
use crate::platform::web::error::AppError;

/// Names of the values in a session.
const WISHES: &str = "wishes";
const VIEWED: &str = "viewed";

/// A guest's wish list ends here; sessions are read with every page.
pub const MOST_WISHES: usize = 50;
/// So many products that a guest looked at are remembered.
pub const MOST_VIEWED: usize = 12;

/// The products that a session remembers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GuestLists {
    /// The wish list.
    pub wishes: Vec<i64>,
    /// What the guest looked at.
    pub viewed: Vec<i64>,
}

impl GuestLists {
    /// Reads the session; what cannot be read counts as missing.
    pub fn of(state: &State) -> GuestLists {
        let keys =
            |name: &str| state.get(name).and_then(|keys| serde_json::from_str(keys).ok()).unwrap_or_default();
        GuestLists { wishes: keys(WISHES), viewed: keys(VIEWED) }
    }
}

/// Keeps the wish list.
pub fn keep_wishes(session: &Session, keys: &[i64]) -> Result<(), AppError> {
    session.insert(WISHES, keys).map_err(AppError::internal)
}

/// Keeps what the guest looked at.
pub fn keep_viewed(session: &Session, keys: &[i64]) -> Result<(), AppError> {
    session.insert(VIEWED, keys).map_err(AppError::internal)
}

/// Forgets both lists, which have joined the account's.
pub fn forget(session: &Session) {
    session.remove(WISHES);
    session.remove(VIEWED);
}

/// The list with `key` in front, once, and cut at `most`.
pub fn with_newest(keys: &[i64], key: i64, most: usize) -> Vec<i64> {
    std::iter::once(key).chain(without(keys, key)).take(most).collect()
}

/// The list without `key`.
pub fn without(keys: &[i64], key: i64) -> Vec<i64> {
    keys.iter().copied().filter(|other| *other != key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_stands_in_front_once_and_the_oldest_falls_out() {
        assert_eq!(with_newest(&[], 7, 3), [7]);
        assert_eq!(with_newest(&[1, 2, 3], 7, 3), [7, 1, 2]);
        assert_eq!(with_newest(&[1, 2, 3], 3, 3), [3, 1, 2]);
        assert_eq!(without(&[1, 2, 3], 2), [1, 3]);
    }
}
