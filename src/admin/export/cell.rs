//! One value of a file: what it is, and how CSV and JSON write it.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::Value;

use crate::platform::db::value::Val;
use crate::platform::money::{Currency, Money};

/// A value of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number, the key of the row included.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// An amount.
    Money(Money, Currency),
    /// A text.
    Text(String),
    /// A moment, UTC.
    Time(NaiveDateTime),
    /// A day.
    Date(NaiveDate),
    /// The key of another row, and how that is called; by nothing to those who may not see it.
    Related(i64, Option<String>),
}

impl Cell {
    /// A value without further meaning.
    pub fn plain(value: Val) -> Cell {
        match value {
            Val::Null => Cell::Null,
            Val::Bool(yes) => Cell::Bool(yes),
            Val::Int(number) => Cell::Int(number),
            Val::Float(number) => Cell::Float(number),
            Val::Text(text) => Cell::Text(text),
            Val::Time(time) => Cell::Time(time),
            Val::Date(date) => Cell::Date(date),
        }
    }

    /// As CSV writes it.
    pub fn csv(&self) -> String {
        match self {
            Cell::Null => String::new(),
            Cell::Bool(yes) => if *yes { "True" } else { "False" }.to_owned(),
            Cell::Int(number) | Cell::Related(number, None) => number.to_string(),
            Cell::Float(number) => number.to_string(),
            Cell::Money(amount, currency) => currency.plain(*amount),
            Cell::Text(text) | Cell::Related(_, Some(text)) => harmless(text),
            Cell::Time(time) => time.format("%d/%m/%Y").to_string(),
            Cell::Date(date) => date.to_string(),
        }
    }

    /// As JSON writes it: what is stored.
    pub fn json(&self) -> Value {
        match self {
            Cell::Null => Value::Null,
            Cell::Bool(yes) => Value::Bool(*yes),
            Cell::Int(number) | Cell::Related(number, _) => Value::from(*number),
            Cell::Float(number) => Value::from(*number),
            Cell::Money(amount, _) => Value::from(amount.0),
            Cell::Text(text) => Value::String(text.clone()),
            Cell::Time(time) => Value::String(time.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()),
            Cell::Date(date) => Value::String(date.to_string()),
        }
    }
}

/// A text as a cell of CSV: a spreadsheet must not take it for a formula, nor its wide letters, which
/// some of them read as the narrow ones.
pub fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_a_spreadsheet_would_calculate_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "＝1+1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        assert_eq!(harmless("a=b"), "a=b");
    }
}
