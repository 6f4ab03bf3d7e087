//! What deleting rows would do, read from the foreign keys of the live database: which rows go with
//! them, which are cleared of them, and which forbid it.
//!
//! Nothing about dependants is registered except relations by content type, which no foreign key
//! tells of. All of it is two statements, whose length follows from the schema and never from the
//! number of rows: each table that loses rows is one common table expression over those before it.

mod plan;

use std::collections::BTreeMap;

use diesel::QueryResult;

use crate::platform::db::Conn;
use crate::platform::db::catalogue::Catalogue;
use crate::platform::db::sql::Sql;
use crate::platform::db::value::Val;
use plan::{Fate, Part, Plan};

/// How many keys of each table are told.
const SAMPLE: i64 = 20;

/// A relation by content type, which the database does not know as a foreign key: what points at a
/// row that goes, goes with it.
#[derive(Debug, Clone, Copy)]
pub struct Generic {
    /// Such as `tagged_items`.
    pub table: &'static str,
    /// The column with the name of the model, `content_type`.
    pub type_column: &'static str,
    /// The column with the key, `object_id`.
    pub key_column: &'static str,
    /// The models that it may point at, each with its table.
    pub models: &'static [(&'static str, &'static str)],
}

/// Rows of one table that a deletion touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// The table.
    pub table: String,
    /// How many rows, each counted once however many ways lead to it.
    pub count: i64,
    /// The columns that lead there; none for the rows that are to be deleted themselves.
    pub via: Vec<String>,
    /// Keys of the first twenty, ascending; none when the table has no integer `id`.
    pub keys: Vec<i64>,
}

/// What a deletion would do; only tables with rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Goes: first the rows themselves, then what goes with them.
    pub goes: Vec<Affected>,
    /// Stays, without the value that pointed at what goes.
    pub cleared: Vec<Affected>,
    /// Stays, and forbids the deletion.
    pub blocks: Vec<Affected>,
}

/// What deleting the rows of `table` with these keys would do.
pub fn preview(
    conn: &mut Conn,
    catalogue: &Catalogue,
    generics: &[Generic],
    table: &str,
    keys: &[i64],
) -> QueryResult<Preview> {
    preview_by(conn, catalogue, generics, (table, "id"), keys)
}

/// [`preview`] by another key than `id`: a table and its column.
pub fn preview_by(
    conn: &mut Conn,
    catalogue: &Catalogue,
    generics: &[Generic],
    (table, key): (&str, &str),
    keys: &[i64],
) -> QueryResult<Preview> {
    let plan = Plan::new(catalogue, generics, table);
    let parts = plan.parts(key, keys);
    let expressions = with(&parts);
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for row in expressions.clone().then(&count_all(&parts)).rows(conn)? {
        counts.insert(row.at(0).int(), row.at(1).int());
    }
    let filled = |number: &i64| counts.get(number).is_some_and(|count| *count > 0);
    let with_keys: Vec<(i64, &Part<'_>)> =
        (0..).zip(&parts).filter(|(number, part)| filled(number) && plan.has_key(part.table)).collect();
    let mut samples: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    if !with_keys.is_empty() {
        for row in expressions.then(&sample_all(&with_keys)).rows(conn)? {
            samples.entry(row.at(0).int()).or_default().push(row.at(1).int());
        }
    }
    let mut preview = Preview::default();
    for (number, part) in (0..).zip(parts).filter(|(number, _)| filled(number)) {
        let list = match part.fate {
            Fate::Goes => &mut preview.goes,
            Fate::Cleared => &mut preview.cleared,
            Fate::Blocks => &mut preview.blocks,
        };
        list.push(Affected {
            table: part.table.to_owned(),
            count: counts.get(&number).copied().unwrap_or_default(),
            via: part.via.into_iter().map(str::to_owned).collect(),
            keys: samples.remove(&number).unwrap_or_default(),
        });
    }
    Ok(preview)
}

/// `WITH RECURSIVE`, in the order in which one needs another.
fn with(parts: &[Part<'_>]) -> Sql {
    let expressions: Vec<Sql> = parts
        .iter()
        .map(|part| Sql::new().name(&part.name).text(" AS (").then(&part.rows).text(")"))
        .collect();
    Sql::of("WITH RECURSIVE ").then(&Sql::join(&expressions, ", "))
}

fn count_all(parts: &[Part<'_>]) -> Sql {
    let counts: Vec<Sql> = (0..)
        .zip(parts)
        .map(|(number, part)| {
            Sql::of(" SELECT ").bind(Val::Int(number)).text(", count(*) FROM ").name(&part.name)
        })
        .collect();
    Sql::join(&counts, " UNION ALL")
}

fn sample_all(parts: &[(i64, &Part<'_>)]) -> Sql {
    let samples: Vec<Sql> = parts
        .iter()
        .map(|(number, part)| {
            Sql::of(" SELECT * FROM (SELECT ")
                .bind(Val::Int(*number))
                .text(", id FROM ")
                .name(&part.name)
                .text(" ORDER BY id LIMIT ")
                .bind(Val::Int(SAMPLE))
                .text(") AS ")
                .name(&format!("some_{}", part.name))
        })
        .collect();
    Sql::join(&samples, " UNION ALL")
}
