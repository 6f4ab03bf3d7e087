//! Values and rows whose shape is known only at run time, as lists of the admin and histories read them.

use std::fmt;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, QueryableByName};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;
use diesel::row::{Field, NamedRow, Row};
use diesel::sql_types::{BigInt, Bool, Date, Double, Integer, SmallInt, Text, Timestamp};
use diesel::sqlite::{Sqlite, SqliteType};

use super::MultiBackend;

/// What a column holds, as far as a value from it must be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text, choices included.
    Text,
    /// Whole numbers, keys and money.
    Int,
    /// Numbers with a fraction.
    Float,
    /// Yes or no.
    Bool,
    /// A moment, UTC.
    Time,
    /// A day.
    Date,
}

/// The [`Kind`] of a Diesel SQL type.
pub trait SqlKind {
    /// What it holds.
    const KIND: Kind;
    /// Whether it may be NULL.
    const NULLABLE: bool;
}

macro_rules! kinds {
    ($($sql:ty => $kind:ident),+ $(,)?) => { $(
        impl SqlKind for $sql {
            const KIND: Kind = Kind::$kind;
            const NULLABLE: bool = false;
        }
    )+ };
}

kinds! {
    Text => Text, BigInt => Int, Integer => Int, SmallInt => Int, Double => Float, Bool => Bool,
    Timestamp => Time, Date => Date,
}

impl<T: SqlKind + diesel::sql_types::SqlType<IsNull = diesel::sql_types::is_nullable::NotNull>> SqlKind
    for diesel::sql_types::Nullable<T>
{
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Val {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    Text(String),
    /// A moment, UTC.
    Time(NaiveDateTime),
    /// A day.
    Date(NaiveDate),
}

impl Val {
    /// The whole number, or 0.
    pub fn int(&self) -> i64 {
        match self {
            Val::Int(number) => *number,
            Val::Bool(yes) => i64::from(*yes),
            _ => 0,
        }
    }

    /// The text, or "".
    pub fn text(&self) -> &str {
        match self {
            Val::Text(text) => text,
            _ => "",
        }
    }

    /// Whether there is none.
    pub fn is_null(&self) -> bool {
        matches!(self, Val::Null)
    }

    /// The value as one of `kind`: SQLite itself tells neither booleans from numbers nor times
    /// from texts.
    pub fn typed(self, kind: Kind) -> Val {
        match (kind, self) {
            (Kind::Bool, Val::Int(number)) => Val::Bool(number != 0),
            (Kind::Time, Val::Text(text)) => parse_time(&text).map_or(Val::Text(text), Val::Time),
            (Kind::Date, Val::Text(text)) => text.parse().map_or(Val::Text(text), Val::Date),
            (Kind::Float, Val::Int(number)) => {
                Val::Float(f64::from(i32::try_from(number).unwrap_or(i32::MAX)))
            }
            (_, value) => value,
        }
    }

    fn from_raw(raw: Raw<'_>) -> deserialize::Result<Val> {
        match raw {
            Raw::Pg(value) => Ok(match value.get_oid().get() {
                16 => Val::Bool(FromSql::<Bool, Pg>::from_sql(value)?),
                20 => Val::Int(FromSql::<BigInt, Pg>::from_sql(value)?),
                21 => Val::Int(i64::from(<i16 as FromSql<SmallInt, Pg>>::from_sql(value)?)),
                23 => Val::Int(i64::from(<i32 as FromSql<Integer, Pg>>::from_sql(value)?)),
                701 => Val::Float(FromSql::<Double, Pg>::from_sql(value)?),
                1082 => Val::Date(FromSql::<Date, Pg>::from_sql(value)?),
                1114 => Val::Time(FromSql::<Timestamp, Pg>::from_sql(value)?),
                _ => Val::Text(FromSql::<Text, Pg>::from_sql(value)?),
            }),
            Raw::Sqlite(value) => Ok(match value.value_type() {
                None => Val::Null,
                Some(SqliteType::Integer | SqliteType::Long | SqliteType::SmallInt) => {
                    Val::Int(FromSql::<BigInt, Sqlite>::from_sql(value)?)
                }
                Some(SqliteType::Double | SqliteType::Float) => {
                    Val::Float(FromSql::<Double, Sqlite>::from_sql(value)?)
                }
                Some(_) => Val::Text(FromSql::<Text, Sqlite>::from_sql(value)?),
            }),
        }
    }
}

type Raw<'a> = <MultiBackend as Backend>::RawValue<'a>;

/// A time as SQLite and PostgreSQL print it.
pub fn parse_time(text: &str) -> Option<NaiveDateTime> {
    ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
}

impl fmt::Display for Val {
    /// As a form shows it: no quotes, times to the microsecond where they have any.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Val::Null => Ok(()),
            Val::Bool(yes) => write!(out, "{yes}"),
            Val::Int(number) => write!(out, "{number}"),
            Val::Float(number) => write!(out, "{number}"),
            Val::Text(text) => out.write_str(text),
            Val::Time(time) => write!(out, "{}", time.format("%Y-%m-%d %H:%M:%S%.f")),
            Val::Date(date) => write!(out, "{date}"),
        }
    }
}

impl QueryFragment<MultiBackend> for Val {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        match self {
            Val::Null => {
                out.push_sql("NULL");
                Ok(())
            }
            Val::Bool(yes) => out.push_bind_param::<Bool, bool>(yes),
            Val::Int(number) => out.push_bind_param::<BigInt, i64>(number),
            Val::Float(number) => out.push_bind_param::<Double, f64>(number),
            Val::Text(text) => out.push_bind_param::<Text, String>(text),
            Val::Time(time) => out.push_bind_param::<Timestamp, NaiveDateTime>(time),
            Val::Date(date) => out.push_bind_param::<Date, NaiveDate>(date),
        }
    }
}

/// A row of any shape: the names of its columns and their values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DynRow {
    names: Vec<String>,
    values: Vec<Val>,
}

impl DynRow {
    /// The value at a position; [`Val::Null`] beyond the end.
    pub fn at(&self, position: usize) -> &Val {
        self.values.get(position).unwrap_or(&Val::Null)
    }

    /// The value of a column; [`Val::Null`] when there is none of that name.
    pub fn get(&self, name: &str) -> &Val {
        self.names.iter().position(|known| known == name).map_or(&Val::Null, |position| self.at(position))
    }

    /// Name and value of every column, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Val)> {
        self.names.iter().map(String::as_str).zip(&self.values)
    }

    /// How many columns it has.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether it has no columns.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

impl QueryableByName<MultiBackend> for DynRow {
    fn build<'a>(row: &impl NamedRow<'a, MultiBackend>) -> deserialize::Result<Self> {
        let mut built = DynRow::default();
        for position in 0..Row::field_count(row) {
            let field = Row::get(row, position).ok_or("a row ends too early")?;
            built.names.push(field.field_name().unwrap_or_default().to_owned());
            built.values.push(match field.value() {
                None => Val::Null,
                Some(value) => Val::from_raw(value)?,
            });
        }
        Ok(built)
    }
}
