//! Writing a dump.

use std::collections::HashMap;
use std::io::{self, Write};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde::Serialize;
use serde_json::ser::PrettyFormatter;
use serde_json::{Map, Value};

use super::model::{Field, Model, Target};
use super::value::{Column, Kind};
use crate::platform::db::{Conn, PoolError};
use crate::platform::money::Currency;

/// How many rows one statement reads.
const CHUNK: i64 = 2_000;

/// Why a dump could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// The database did not answer.
    #[error("The database could not be read: {0}.")]
    Database(#[from] diesel::result::Error),
    /// No connection.
    #[error("The database could not be read: {0}.")]
    Pool(#[from] PoolError),
    /// The output is closed or full.
    #[error("The dump could not be written: {0}.")]
    Output(#[from] io::Error),
    /// A row does not follow its declaration; nothing in the program writes such a row.
    #[error("{model} {pk}, field {field}: {reason}.")]
    Broken {
        /// The model.
        model: &'static str,
        /// Key of the row.
        pk: String,
        /// The field.
        field: &'static str,
        /// What is wrong.
        reason: String,
    },
}

/// One row; the order of its parts is the order in the dump.
#[derive(Serialize)]
struct Row {
    model: &'static str,
    pk: Value,
    fields: Map<String, Value>,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Writes every row of `models`, model by model and by key, as one JSON array.
///
/// One row per line; with `indent` spread over lines with that many spaces per level.
pub fn dump(
    conn: &mut Conn,
    models: &[&Model],
    currency: &Currency,
    indent: Option<usize>,
    out: &mut impl Write,
) -> Result<(), DumpError> {
    out.write_all(b"[")?;
    let mut first = true;
    for model in models {
        let mut after: Option<String> = None;
        loop {
            let rows = read_chunk(conn, model, after.as_deref())?;
            let Some(last) = rows.last().and_then(|cells| cells.first().cloned().flatten()) else { break };
            let mut lists = read_lists(conn, model, &rows)?;
            for cells in rows {
                let row = to_row(model, cells, &mut lists, currency)?;
                out.write_all(if first { b"\n" } else { b",\n" })?;
                first = false;
                write_row(&row, indent, out)?;
            }
            after = Some(last);
        }
    }
    out.write_all(if first { b"]\n" } else { b"\n]\n" })?;
    Ok(out.flush()?)
}

fn write_row(row: &Row, indent: Option<usize>, out: &mut impl Write) -> io::Result<()> {
    let Some(indent) = indent else { return Ok(serde_json::to_writer(out, row)?) };
    let spaces = " ".repeat(indent);
    let mut text = Vec::new();
    let formatter = PrettyFormatter::with_indent(spaces.as_bytes());
    row.serialize(&mut serde_json::Serializer::with_formatter(&mut text, formatter))?;
    // Line ends inside texts are escaped, so each one here is the formatter's.
    for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
        if number > 0 {
            out.write_all(b"\n")?;
        }
        out.write_all(spaces.as_bytes())?;
        out.write_all(line)?;
    }
    Ok(())
}

type Cells = Vec<Option<String>>;

/// Rows as the database prints their columns: the key, then the fields.
///
/// Each comes as one JSON array of texts, the only shape of a row that needs no type per table.
fn read_chunk(conn: &mut Conn, model: &Model, after: Option<&str>) -> Result<Vec<Cells>, DumpError> {
    let columns = std::iter::once(model.key.column)
        .chain(model.fields.iter().map(|field| field.column.as_str()))
        .map(|column| format!("CAST({column} AS TEXT)"))
        .collect::<Vec<_>>()
        .join(", ");
    let (table, key) = (model.table, model.key.column);
    let array = match conn {
        Conn::Pg(_) => format!("CAST(json_build_array({columns}) AS TEXT)"),
        Conn::Sqlite(_) => format!("json_array({columns})"),
    };
    let order = match (&*conn, model.key.kind) {
        (Conn::Pg(_), Column::Text) => format!("{key} COLLATE \"C\""),
        _ => key.to_owned(),
    };
    let condition = if after.is_some() { format!("WHERE {order} > $1") } else { String::new() };
    let sql = format!("SELECT {array} AS line FROM {table} {condition} ORDER BY {order} LIMIT {CHUNK}");
    let query = diesel::sql_query(sql);
    let lines: Vec<Line> = match (after, model.key.kind) {
        (None, _) => query.load(conn)?,
        (Some(after), Column::Integer) => {
            query.bind::<BigInt, _>(after.parse::<i64>().unwrap_or(i64::MAX)).load(conn)?
        }
        (Some(after), _) => query.bind::<Text, _>(after).load(conn)?,
    };
    lines
        .into_iter()
        .map(|line| {
            serde_json::from_str(&line.line).map_err(|error| {
                DumpError::Database(diesel::result::Error::DeserializationError(error.into()))
            })
        })
        .collect()
}

/// For each list of the model: the entries by the key of their row.
type Lists = Vec<HashMap<String, Vec<Value>>>;

fn read_lists(conn: &mut Conn, model: &Model, rows: &[Cells]) -> Result<Lists, DumpError> {
    #[derive(QueryableByName)]
    struct Pair {
        #[diesel(sql_type = BigInt)]
        own: i64,
        #[diesel(sql_type = Text)]
        other: String,
    }
    let key = |cells: Option<&Cells>| {
        cells.and_then(|cells| cells.first()?.as_ref()?.parse::<i64>().ok()).unwrap_or_default()
    };
    let mut all = Vec::new();
    for list in &model.lists {
        let (table, own, other) = (list.table, list.own, list.other);
        let (shown, join) = match &list.target {
            Target::Model(_) => (format!("l.{other}"), String::new()),
            Target::Named { table, column } => {
                (format!("t.{column}"), format!("JOIN {table} t ON t.id = l.{other}"))
            }
        };
        let sql = format!(
            "SELECT l.{own} AS own, CAST({shown} AS TEXT) AS other FROM {table} l {join} \
             WHERE l.{own} BETWEEN $1 AND $2 ORDER BY l.{own}, l.{other}"
        );
        let pairs: Vec<Pair> = diesel::sql_query(sql)
            .bind::<BigInt, _>(key(rows.first()))
            .bind::<BigInt, _>(key(rows.last()))
            .load(conn)?;
        let mut entries: HashMap<String, Vec<Value>> = HashMap::new();
        for pair in pairs {
            let value = match &list.target {
                Target::Model(_) => pair.other.parse::<i64>().map_or(Value::Null, Value::from),
                Target::Named { .. } => Value::String(pair.other),
            };
            entries.entry(pair.own.to_string()).or_default().push(value);
        }
        all.push(entries);
    }
    Ok(all)
}

fn to_row(model: &Model, cells: Cells, lists: &mut Lists, currency: &Currency) -> Result<Row, DumpError> {
    let mut cells = cells.into_iter();
    let key = cells.next().flatten().unwrap_or_default();
    let mut fields = Map::new();
    for (field, cell) in model.fields.iter().zip(cells) {
        let value = match cell {
            None => Value::Null,
            Some(text) => decided(field, &fields).show(text, currency).map_err(|reason| {
                DumpError::Broken { model: model.name, pk: key.clone(), field: field.name, reason }
            })?,
        };
        fields.insert(field.name.to_owned(), value);
    }
    for (list, entries) in model.lists.iter().zip(lists) {
        fields.insert(list.name.to_owned(), Value::Array(entries.remove(&key).unwrap_or_default()));
    }
    let pk = match model.key.kind {
        Column::Integer => key.parse::<i64>().map_or(Value::Null, Value::from),
        _ => Value::String(key),
    };
    Ok(Row { model: model.name, pk, fields })
}

/// The kind of a field in a row, by the fields before it.
fn decided<'a>(field: &'a Field, row: &Map<String, Value>) -> &'a Kind {
    match &field.kind {
        Kind::ByChoice { field, value, then, otherwise } => {
            if row.get(*field).and_then(Value::as_str) == Some(*value) { then } else { otherwise }
        }
        kind => kind,
    }
}
