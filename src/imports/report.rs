//! What a run did, in words.

use std::fmt;

use super::draft::Refused;
use crate::platform::text::counted;

/// Rows of a file by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rows {
    /// Of products that are new.
    pub created: u64,
    /// Of products that were changed.
    pub changed: u64,
    /// Of products that were like the file already.
    pub unchanged: u64,
    /// That did not go in.
    pub refused: u64,
}

impl Rows {
    pub(super) fn add(&mut self, other: Rows) {
        self.created += other.created;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.refused += other.refused;
    }
}

/// What a run did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The run, for `--undo`; empty for a dry run.
    pub run: Option<i64>,
    /// Such as `Shopify`.
    pub format: &'static str,
    /// Rows of the file.
    pub rows: Rows,
    /// Products by what became of them; `refused` counts those of which nothing went in.
    pub products: Rows,
    /// Of a dry run: what would happen to each product.
    pub steps: Vec<Step>,
    /// Rows that did not go in, by line.
    pub refused: Vec<Refused>,
    /// What went in differently from what the file says.
    pub notes: Vec<Refused>,
    /// Columns that nothing was read from.
    pub ignored: Vec<String>,
}

/// What would happen to one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its main row.
    pub line: u64,
    /// In words: `would create “Blue Mug” (blue-mug)`.
    pub what: String,
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            writeln!(out, "line {}: {}", step.line, step.what)?;
        }
        for note in &self.notes {
            writeln!(out, "line {}: note: {}", note.line, note.reason)?;
        }
        for refused in &self.refused {
            writeln!(out, "line {}: {}", refused.line, refused.reason)?;
        }
        let row = |count: u64| counted(i64::try_from(count).unwrap_or(i64::MAX), "row", "rows");
        let product = |count: u64| counted(i64::try_from(count).unwrap_or(i64::MAX), "product", "products");
        let would = if self.run.is_none() { "would be " } else { "" };
        for (word, products, rows) in [
            ("created", self.products.created, self.rows.created),
            ("changed", self.products.changed, self.rows.changed),
            ("unchanged", self.products.unchanged, self.rows.unchanged),
        ] {
            writeln!(out, "{would}{word}: {} ({})", row(rows), product(products))?;
        }
        writeln!(out, "{would}refused: {}", row(self.rows.refused))?;
        if self.rows == Rows::default() {
            writeln!(out, "the file has no rows below its header")?;
        }
        if self.run.is_some() && self.rows.refused > 0 {
            writeln!(
                out,
                "correct the refused lines and import the file again; what went in already stays as it is"
            )?;
        }
        match self.run {
            Some(_) if self.rows.created + self.rows.changed == 0 => writeln!(out, "nothing was changed"),
            Some(run) => writeln!(out, "run {run}; “storefront import --undo {run}” takes it back"),
            None => writeln!(out, "dry run; nothing was written"),
        }
    }
}
