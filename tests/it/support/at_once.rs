//! Doing something many times at the same moment.

use std::sync::Barrier;
use std::thread;

/// What `count` threads return that begin together; each gets its number, from 0.
pub fn at_once<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(count);
    let begin = &|number| {
        start.wait();
        work(number)
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|number| scope.spawn(move || begin(number))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}
