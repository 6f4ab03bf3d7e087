//! Where pages are kept, in bounded memory, and by whom each is made.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tokio::sync::{Mutex, MutexGuard};

use super::kept::Kept;
use crate::platform::clock::Time;
use crate::platform::versions::{Topic, Versions};

/// Bytes of pages in one process: with 16 MB a crawl through a million products peaked at 79 MB.
const CAPACITY: u64 = 16 << 20;
/// A page of typical weight; only sizes the table.
const USUAL_WEIGHT: usize = 24 << 10;
/// A page heavier than this would push out many others.
const HEAVIEST: u64 = CAPACITY / 8;
/// Pages that are made at the same time; others wait for one of these.
const MAKERS: usize = 64;

/// The pages of one process; cheap to clone.
#[derive(Clone)]
pub struct Pages(Arc<Inner>);

struct Inner {
    kept: Cache<Arc<str>, Arc<Kept>, Weight>,
    /// One page has always the same maker, so it is made once however many wait for it.
    makers: [Mutex<()>; MAKERS],
    hasher: RandomState,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Arc<str>, Arc<Kept>> for Weight {
    fn weight(&self, key: &Arc<str>, kept: &Arc<Kept>) -> u64 {
        kept.weight() + u64::try_from(key.len()).unwrap_or_default()
    }
}

/// What became of looking for a page.
#[derive(Debug, Clone)]
pub enum Found {
    /// It is as the database is.
    Current(Arc<Kept>),
    /// Something that it shows has changed.
    Changed(Topic),
    /// Its time is over.
    Over,
    /// It has not been made, or was pushed out.
    Nothing,
}

impl Default for Pages {
    fn default() -> Self {
        let items = usize::try_from(CAPACITY).unwrap_or(1 << 24) / USUAL_WEIGHT;
        Pages(Arc::new(Inner {
            kept: Cache::with_weighter(items, CAPACITY, Weight),
            makers: std::array::from_fn(|_| Mutex::new(())),
            hasher: RandomState::new(),
        }))
    }
}

impl Pages {
    /// The page under `key` if it shows exactly `versions` at `now` (UTC).
    pub fn find(&self, key: &str, versions: &Versions, now: Time) -> Found {
        match self.0.kept.get(key) {
            None => Found::Nothing,
            Some(kept) => match kept.changed(versions) {
                Some(topic) => Found::Changed(topic),
                None if kept.is_over(now) => Found::Over,
                None => Found::Current(kept),
            },
        }
    }

    /// The page under `key` if somebody has made it while this request waited: it shows `wanted` or
    /// something later.
    pub fn find_made(&self, key: &str, wanted: &Versions, now: Time) -> Option<Arc<Kept>> {
        self.0.kept.get(key).filter(|kept| kept.is_at_least(wanted) && !kept.is_over(now))
    }

    /// Keeps a page in the place of an older one.
    pub fn keep(&self, key: &str, kept: Arc<Kept>) {
        if kept.weight() <= HEAVIEST {
            self.0.kept.insert(key.into(), kept);
        }
    }

    /// Waits until nobody else makes the page under `key`.
    pub async fn begin(&self, key: &str) -> MutexGuard<'_, ()> {
        let hash = usize::try_from(self.0.hasher.hash_one(key) >> 32).unwrap_or_default();
        let [first, ..] = &self.0.makers;
        self.0.makers.get(hash % MAKERS).unwrap_or(first).lock().await
    }

    /// What all of them weigh, in bytes.
    pub fn weight(&self) -> u64 {
        self.0.kept.weight()
    }
}
