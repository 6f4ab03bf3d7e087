//! Pages that are kept and answered with again, but never when they are old.
//!
//! Database triggers count what changes, by topic, in the transaction of the change
//! ([`versions`](super::versions)). A page is kept with the counts that were read before its data in
//! the same snapshot. Every request reads the counts after it has arrived, and a kept page is sent only
//! if those of its topics are equal: no timer, no message, no flag between processes. Measured in a
//! prototype: a version read after the data, a time to live and `NOTIFY` each give old pages.
//!
//! ```text
//! request ─► door: counts (SQLite: own thread, 3 µs; PostgreSQL: one question for all who wait)
//!                  pages[address] with equal counts? ─► answer (Brotli, gzip or plain), own words put in
//!                  no ─► handler: one snapshot: counts, rows ─► kept
//! ```
//!
//! Given again, a page costs so many instructions (`scripts/measure instructions`, callgrind, one worker, without
//! the kernel's): the list of 33 KB 77,000, a product page of 15 KB 68,000; with Brotli the list of 4 KB 44,000.
//! A change that doubles them is a defect.
//!
//! [`door`] stands before the handlers, [`store`] keeps pages in bounded memory and lets one request
//! make each, [`kept`] is one page, [`pieces`] its bytes, [`watch`] finds the counts out, [`address`]
//! says which addresses are one page.

pub mod address;
pub mod door;
pub mod kept;
pub mod pieces;
pub mod store;
pub mod watch;
