//! Loading a dump: all of it or nothing.

use std::fmt;

use serde_json::Value;

use super::model::Model;
use super::parse::{Rules, read_rows};
use super::value::{Cell, shown};
use super::{references, store};
use crate::platform::clock::Time;
use crate::platform::db::{Conn, PoolError};
use crate::platform::money::Currency;

/// Why nothing was loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The text is no JSON array.
    #[error("This is not a dump: {0}.")]
    NotADump(String),
    /// A row cannot be loaded.
    #[error("{0}. Nothing was loaded.")]
    Refused(Refusal),
    /// The database failed.
    #[error("The database refused: {0}. Nothing was loaded.")]
    Database(#[from] diesel::result::Error),
    /// No connection.
    #[error("The database does not answer: {0}. Nothing was loaded.")]
    Pool(#[from] PoolError),
}

/// A row that cannot be loaded, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its number in the file, from 1.
    pub number: usize,
    /// As the row names it; empty when it names none.
    pub model: String,
    /// As the row gives it, JSON.
    pub pk: String,
    /// Half a sentence.
    pub reason: String,
}

impl Refusal {
    pub(super) fn new(number: usize, model: &str, pk: &Value, reason: String) -> Refusal {
        Refusal { number, model: model.to_owned(), pk: shown(pk), reason }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.model.as_str() {
            "" => write!(out, "Row {}: {}", self.number, self.reason),
            model => write!(out, "Row {} ({model}, pk {}): {}", self.number, self.pk, self.reason),
        }
    }
}

/// What was loaded.
#[derive(Debug, Default)]
pub struct Loaded {
    models: Vec<Rows>,
}

#[derive(Debug)]
struct Rows {
    model: &'static str,
    rows: Vec<LoadedRow>,
}

#[derive(Debug)]
struct LoadedRow {
    /// Its number in the file.
    number: usize,
    key: Cell,
    unfilled: Vec<&'static str>,
}

impl Loaded {
    /// How many rows there were.
    pub fn count(&self) -> usize {
        self.models.iter().map(|rows| rows.rows.len()).sum()
    }

    /// Whether a row of one of these models was loaded.
    pub fn has_any(&self, models: &[&str]) -> bool {
        self.models.iter().any(|rows| models.contains(&rows.model) && !rows.rows.is_empty())
    }

    /// The integer keys of the rows of a model.
    pub fn keys(&self, model: &str) -> Vec<i64> {
        self.rows(model).filter_map(LoadedRow::integer_key).collect()
    }

    /// The integer keys of the rows of a model that left out `field`, one that the caller fills in.
    pub fn without(&self, model: &str, field: &str) -> Vec<i64> {
        self.rows(model)
            .filter(|row| row.unfilled.contains(&field))
            .filter_map(LoadedRow::integer_key)
            .collect()
    }

    /// The refusal of the row of `model` with this key, for a rule that was checked afterwards.
    pub fn refuse(&self, model: &str, key: i64, reason: String) -> LoadError {
        let number = self.rows(model).find(|row| row.integer_key() == Some(key)).map_or(0, |row| row.number);
        LoadError::Refused(Refusal::new(number, model, &Value::from(key), reason))
    }

    fn rows<'a>(&'a self, model: &'a str) -> impl Iterator<Item = &'a LoadedRow> {
        self.models.iter().filter(move |rows| rows.model == model).flat_map(|rows| rows.rows.iter())
    }
}

impl LoadedRow {
    fn integer_key(&self) -> Option<i64> {
        match self.key {
            Cell::Integer(key) => Some(key),
            _ => None,
        }
    }
}

/// Loads the rows of `text` into the tables of `models`, in the order of `models`.
///
/// A row whose key exists replaces it, its lists included; one without a key gets a new one.
/// A field or list left out is its default in either case. Derived columns of new
/// rows hold placeholders: the caller rebuilds them in the same transaction.
pub fn load(
    conn: &mut Conn,
    models: &[Model],
    text: &str,
    currency: Currency,
    now: Time,
) -> Result<Loaded, LoadError> {
    let mut batches = read_rows(text, &Rules { models, currency, now })?;
    references::check(conn, models, &batches)?;
    for (model, rows) in models.iter().zip(&mut batches) {
        store::give_keys(conn, model, rows)?;
    }
    let mut loaded = Loaded::default();
    for (model, rows) in models.iter().zip(batches) {
        store::store(conn, model, &rows)?;
        let rows = rows
            .into_iter()
            .map(|row| LoadedRow { number: row.number, key: row.key, unfilled: row.unfilled })
            .collect();
        loaded.models.push(Rows { model: model.name, rows });
    }
    Ok(loaded)
}
