//! Values: as JSON in a dump, as a cell of a column, as the text a database prints.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SubsecRound};
use serde_json::Value;

use crate::platform::clock::Time;
use crate::platform::money::{Currency, Money};

/// What a field means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// True or false.
    Boolean,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    LargeInteger,
    /// Major units in the dump, minor units in the column.
    Money,
    /// Two digits after the point in the dump, hundredths in the column.
    Hundredths,
    /// ISO 8601.
    Time,
    /// `2026-03-15`.
    Date,
    /// Any JSON, kept as text.
    Json,
    /// One of these texts.
    Choice(Vec<&'static str>),
    /// The key of a row of this model.
    Relation(&'static str),
    /// The text key of a row of this model.
    TextRelation(&'static str),
    /// The name of a model.
    ContentType,
    /// The key of a row of the model that another field names.
    Object {
        /// That other field.
        content_type: &'static str,
    },
    /// One of two kinds, by the value of another field.
    ByChoice {
        /// The other field, declared earlier.
        field: &'static str,
        /// The value that decides.
        value: &'static str,
        /// The kind when the other field has that value.
        then: Box<Kind>,
        /// The kind when it has not.
        otherwise: Box<Kind>,
    },
}

/// The types of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Text,
    Integer,
    Boolean,
    Time,
    Date,
}

/// One value of a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Cell {
    /// None.
    Null,
    /// Text.
    Text(String),
    /// A number, of minor units or hundredths as well.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// A point in time, UTC.
    Time(Time),
    /// A day.
    Date(NaiveDate),
}

impl From<bool> for Cell {
    fn from(value: bool) -> Cell {
        Cell::Boolean(value)
    }
}

impl From<i32> for Cell {
    fn from(value: i32) -> Cell {
        Cell::Integer(i64::from(value))
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Cell {
        Cell::Text(value.to_owned())
    }
}

impl Cell {
    pub(super) fn column(&self) -> Column {
        match self {
            Cell::Null | Cell::Text(_) => Column::Text,
            Cell::Integer(_) => Column::Integer,
            Cell::Boolean(_) => Column::Boolean,
            Cell::Time(_) => Column::Time,
            Cell::Date(_) => Column::Date,
        }
    }

    /// As a key is shown.
    pub(super) fn to_key(&self) -> Value {
        match self {
            Cell::Integer(number) => Value::from(*number),
            Cell::Text(text) => Value::from(text.as_str()),
            _ => Value::Null,
        }
    }
}

impl Kind {
    pub(super) fn column(&self) -> Column {
        match self {
            Kind::Text | Kind::Json | Kind::Choice(_) | Kind::ContentType | Kind::TextRelation(_) => {
                Column::Text
            }
            Kind::Boolean => Column::Boolean,
            Kind::Time => Column::Time,
            Kind::Date => Column::Date,
            Kind::Integer
            | Kind::LargeInteger
            | Kind::Money
            | Kind::Hundredths
            | Kind::Relation(_)
            | Kind::Object { .. } => Column::Integer,
            Kind::ByChoice { then, .. } => then.column(),
        }
    }

    /// The value that a dump gives; the reason when it is none of this kind.
    pub(super) fn read(&self, value: &Value, currency: &Currency) -> Result<Cell, String> {
        match (self, value) {
            (Kind::Text | Kind::ContentType | Kind::TextRelation(_), Value::String(text)) => plain_text(text),
            (Kind::Choice(choices), Value::String(text)) => {
                if choices.iter().any(|choice| choice == text) {
                    Ok(Cell::Text(text.clone()))
                } else {
                    Err(format!("“{text}” is none of {}", choices.join(", ")))
                }
            }
            (Kind::Json, value) => Ok(Cell::Text(value.to_string())),
            (Kind::Boolean, Value::Bool(value)) => Ok(Cell::Boolean(*value)),
            (Kind::Integer, Value::Number(number)) => match number.as_i64() {
                Some(value) if i32::try_from(value).is_ok() => Ok(Cell::Integer(value)),
                _ => Err(format!("{number} is not a whole number of 32 bits")),
            },
            (Kind::LargeInteger | Kind::Relation(_) | Kind::Object { .. }, Value::Number(number)) => {
                number.as_i64().map(Cell::Integer).ok_or_else(|| format!("{number} is not a whole number"))
            }
            (Kind::Money, value) => amount(value, currency),
            (Kind::Hundredths, value) => amount(value, &two_digits()?),
            (Kind::Time, Value::String(text)) => {
                parse_time(text).map(Cell::Time).ok_or_else(|| format!("“{text}” is no time in ISO 8601"))
            }
            (Kind::Date, Value::String(text)) => parse_date(text)
                .map(Cell::Date)
                .ok_or_else(|| format!("“{text}” is no date such as 2026-03-15")),
            (_, value) => Err(format!("{} expected, not {}", self.noun(), shown(value))),
        }
    }

    /// What a dump shows for what the database printed; the reason when it is broken.
    pub(super) fn show(&self, text: String, currency: &Currency) -> Result<Value, String> {
        let number = |text: &str| text.parse::<i64>().map_err(|_| format!("“{text}” is no number"));
        Ok(match self {
            Kind::Text | Kind::Choice(_) | Kind::ContentType | Kind::TextRelation(_) => Value::String(text),
            Kind::Json => serde_json::from_str(&text).map_err(|error| format!("broken JSON: {error}"))?,
            Kind::Boolean => Value::Bool(matches!(text.as_str(), "1" | "true")),
            Kind::Integer | Kind::LargeInteger | Kind::Relation(_) | Kind::Object { .. } => {
                Value::from(number(&text)?)
            }
            Kind::Money => Value::String(currency.plain(Money(number(&text)?))),
            Kind::Hundredths => Value::String(two_digits()?.plain(Money(number(&text)?))),
            Kind::Time => {
                let time = parse_time(&text).ok_or_else(|| format!("“{text}” is no time"))?;
                Value::String(time.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string())
            }
            Kind::Date => {
                let date = parse_date(&text).ok_or_else(|| format!("“{text}” is no date"))?;
                Value::String(date.format("%Y-%m-%d").to_string())
            }
            Kind::ByChoice { .. } => return Err("undecided kind".to_owned()),
        })
    }

    fn noun(&self) -> &'static str {
        match self {
            Kind::Text | Kind::Choice(_) => "a text",
            Kind::ContentType => "the name of a model",
            Kind::Boolean => "true or false",
            Kind::Integer | Kind::LargeInteger => "a whole number",
            Kind::Relation(_) | Kind::TextRelation(_) | Kind::Object { .. } => "the key of a row",
            Kind::Money | Kind::Hundredths => "a decimal such as \"12.50\"",
            Kind::Time => "a time in ISO 8601",
            Kind::Date => "a date such as \"2026-03-15\"",
            Kind::Json | Kind::ByChoice { .. } => "a value",
        }
    }
}

/// A short form of a value for a message.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

pub(super) fn plain_text(text: &str) -> Result<Cell, String> {
    // PostgreSQL cannot store it, and what one database takes the other must take.
    if text.contains('\0') {
        return Err("a text must not contain the character U+0000".to_owned());
    }
    Ok(Cell::Text(text.to_owned()))
}

/// Numbers are read from their shortest decimal form, which is what was written.
fn amount(value: &Value, currency: &Currency) -> Result<Cell, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => return Err(format!("{} expected, not {}", Kind::Money.noun(), shown(other))),
    };
    currency.parse(&text).map(|amount| Cell::Integer(amount.0)).map_err(|error| error.to_string())
}

/// ISO 4217's code for no currency: two digits after the point.
fn two_digits() -> Result<Currency, String> {
    Currency::from_code("XXX").ok_or_else(|| "no such currency".to_owned())
}

fn parse_time(text: &str) -> Option<Time> {
    let naive = |format| NaiveDateTime::parse_from_str(text, format).ok();
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.naive_utc())
        .ok()
        .or_else(|| naive("%Y-%m-%dT%H:%M:%S%.f"))
        .or_else(|| naive("%Y-%m-%d %H:%M:%S%.f"))
        .map(|time| time.trunc_subsecs(6))
        .filter(|time| (1..=9999).contains(&time.year()))
}

fn parse_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|date| (1..=9999).contains(&date.year()))
}
