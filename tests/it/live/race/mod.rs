//! The race that shows old pages: one writer raises a number commit by commit and publishes it *after* the
//! commit returned; readers note it, ask, and must not be shown less.
//!
//! The same race is run against ways of reusing pages that are known to be wrong, so that it is seen to
//! find what it looks for.

mod client;
mod servers;
mod wrong_ways;

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How long a race takes in continuous integration; `STALE_SECONDS` makes it longer.
fn seconds() -> Duration {
    let told = std::env::var("STALE_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(told.unwrap_or(2))
}

/// A race with fewer pages says nothing; on a busy machine it goes on until there are as many.
const ENOUGH: u64 = 100;
/// A machine on which that takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(60);

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Outcome {
    commits: i64,
    pages: u64,
    stale: u64,
}

/// Shows the number as a page has it; the argument is what was published before.
type Reader = Box<dyn FnMut(i64) -> i64 + Send>;

/// The number that is committed, as far as everybody may know.
struct Published(AtomicI64);

impl Published {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Lets one writer and the readers run against each other; the number starts at `start`.
fn race(start: i64, mut commit: impl FnMut(i64), published: &Published, readers: Vec<Reader>) -> Outcome {
    let (is_over, pages, stale) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    published.0.store(start, Ordering::SeqCst);
    thread::scope(|scope| {
        for mut read in readers {
            let (is_over, pages, stale) = (&is_over, &pages, &stale);
            scope.spawn(move || {
                while !is_over.load(Ordering::Relaxed) {
                    let least = published.now();
                    let shown = read(least);
                    pages.fetch_add(1, Ordering::Relaxed);
                    if shown < least {
                        stale.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let began = Instant::now();
        let mut number = start;
        let is_enough = || pages.load(Ordering::Relaxed) >= ENOUGH;
        while began.elapsed() < seconds() || (!is_enough() && began.elapsed() < PATIENCE) {
            number += 1;
            commit(number);
            published.0.store(number, Ordering::SeqCst);
            // Between commits pages are reused; without a pause every one would be made anew.
            thread::park_timeout(Duration::from_millis(2));
        }
        is_over.store(true, Ordering::Relaxed);
    });
    let outcome =
        Outcome { commits: published.now() - start, pages: pages.into_inner(), stale: stale.into_inner() };
    println!("{outcome:?}");
    outcome
}
