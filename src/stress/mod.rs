//! The crash test: buyers shop while the server is killed again and again, and then the books are
//! audited.
//!
//! The shop is one of its own, in a temporary folder or a database of its own; the configured one
//! is never touched. The server is a separate process that dies by SIGKILL at random moments,
//! within commits included. What it had promised by then is remembered outside of it, in the
//! [`ledger`].
//!
//! - [`sandbox`] is where it happens, [`server`] the process that is killed.
//! - [`shop`] fills the shop, [`buyer`] and [`staff`] keep it busy through [`browser`] and the
//!   domains' own functions; [`run`] puts them together.
//! - [`audit`] compares the database with the ledger and with itself: one sentence for each thing
//!   that is lost, double or half there.
//! - [`measure`] places orders beside bare commits on the same disk.

pub mod audit;
pub mod browser;
pub mod buyer;
pub mod crowd;
pub mod ledger;
pub mod measure;
pub mod order_form;
pub mod queries;
pub mod report;
pub mod run;
pub mod sandbox;
pub mod server;
pub mod shop;
pub mod staff;

/// Why a run could not be finished; says nothing about the shop's books.
pub type StressError = Box<dyn std::error::Error + Send + Sync>;
