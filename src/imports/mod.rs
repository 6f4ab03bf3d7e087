//! Catalogue files in and out: Shopify, WooCommerce, Spree and any other CSV with named columns.
//!
//! A flow over catalogue, tags, promotions and media. A file is read twice: once to learn which
//! rows belong to which product ([`formats`]), once to turn each product's rows into a checked
//! [`draft`]. Drafts are compared with the shop ([`plan`]) and written in chunks ([`apply`]), one
//! short transaction each, so that nobody else waits long for the database.
//!
//! Invariants:
//!
//! - Never half a product: if its main row is refused, all its rows are; if a variant's row is
//!   refused, the product goes in with its good variants and the row is reported.
//! - What is not in the file stays: variants, pictures and columns it does not mention.
//! - A run that was killed is simply run again: what went in already is found unchanged.
//! - What it does to each object is in history, like every other change.
//! - Every run writes down what it did to each object, in the same transaction, so that
//!   [`undo`] takes it back, except what somebody has changed since.

pub mod apply;
pub mod draft;
pub mod export;
pub mod formats;
mod history;
pub mod matching;
pub mod plan;
pub mod report;
mod run;
pub mod runs;
pub mod snapshot;
pub mod source;
pub mod tree;
pub mod undo;

pub use run::{Options, import};

use crate::platform::db::PoolError;

/// Why a file was not read, or a run not undone; each is a sentence for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is missing, a folder, or not ours to read.
    #[error("The file {file} cannot be read: {reason}.")]
    Unreadable {
        /// Which.
        file: String,
        /// Why not, in words.
        reason: String,
    },
    /// Not even a header row.
    #[error("The file is empty.")]
    Empty,
    /// Its header row is in another encoding or no text.
    #[error("The header row is not UTF-8 text; save the file as CSV in UTF-8.")]
    NotUtf8,
    /// A file of something else.
    #[error("The file is not recognised: {found}; expected is {expected}.")]
    Unrecognised {
        /// What the header looks like.
        found: String,
        /// What can be read.
        expected: &'static str,
    },
    /// A mapped column is not there.
    #[error("The file has no column “{column}”; its columns are: {columns}.")]
    UnknownColumn {
        /// As typed.
        column: String,
        /// What there is.
        columns: String,
    },
    /// A column is mapped to something unknown.
    #[error("There is no field “{field}”; the fields are: {fields}.")]
    UnknownField {
        /// As typed.
        field: String,
        /// What there is.
        fields: String,
    },
    /// Nothing to undo, or not again.
    #[error("{0}")]
    NoSuchRun(String),
    /// No such thing can be exported.
    #[error("There is no export of “{model}”; possible are: {possible}.")]
    UnknownModel {
        /// As typed.
        model: String,
        /// What there is.
        possible: &'static str,
    },
    /// The file broke off while reading.
    #[error("The file cannot be read: {0}.")]
    Csv(#[from] csv::Error),
    /// The output cannot be written.
    #[error("The output cannot be written: {0}.")]
    Output(#[from] std::io::Error),
    /// What is stored cannot be understood.
    #[error("The record of the run cannot be read: {0}.")]
    Record(#[from] serde_json::Error),
    /// The database refused.
    #[error("The database refused: {0}.")]
    Database(#[from] diesel::result::Error),
    /// No connection.
    #[error(transparent)]
    Pool(#[from] PoolError),
}
