//! Storing rows: many per statement, one by one when a statement fails, to name the row.

use diesel::connection::Connection;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamp};

use super::load::{LoadError, Refusal};
use super::model::{List, Model, Target};
use super::parse::{Row, further_cells};
use super::value::{Cell, Column};
use crate::platform::db::{Conn, MultiBackend};

/// How many rows one statement writes.
const CHUNK: usize = 200;
/// How many pairs of a list one statement writes.
const PAIRS: usize = 1_000;

type Query<'a> = BoxedSqlQuery<'a, MultiBackend, SqlQuery>;

/// Binds a cell with the type of its column, which a null needs too.
pub(super) fn bind<'a>(query: Query<'a>, column: Column, cell: &Cell) -> Query<'a> {
    match (column, cell) {
        (_, Cell::Text(text)) => query.bind::<Nullable<Text>, _>(Some(text.clone())),
        (_, Cell::Integer(number)) => query.bind::<Nullable<BigInt>, _>(Some(*number)),
        (_, Cell::Boolean(value)) => query.bind::<Nullable<Bool>, _>(Some(*value)),
        (_, Cell::Time(time)) => query.bind::<Nullable<Timestamp>, _>(Some(*time)),
        (_, Cell::Date(date)) => query.bind::<Nullable<Date>, _>(Some(*date)),
        (Column::Text, Cell::Null) => query.bind::<Nullable<Text>, _>(None::<String>),
        (Column::Integer, Cell::Null) => query.bind::<Nullable<BigInt>, _>(None::<i64>),
        (Column::Boolean, Cell::Null) => query.bind::<Nullable<Bool>, _>(None::<bool>),
        (Column::Time, Cell::Null) => query.bind::<Nullable<Timestamp>, _>(None::<chrono::NaiveDateTime>),
        (Column::Date, Cell::Null) => query.bind::<Nullable<Date>, _>(None::<chrono::NaiveDate>),
    }
}

/// `($1,$2),($3,$4)`.
///
/// SQLite gets `?`: it looks a numbered one up in a list, which takes square time.
pub(super) fn placeholders(conn: &Conn, rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let marks: Vec<String> = (1..=columns)
            .map(|column| match conn {
                Conn::Pg(_) => format!("${}", row * columns + column),
                Conn::Sqlite(_) => "?".to_owned(),
            })
            .collect();
        format!("({})", marks.join(","))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(",")
}

/// Gives rows without a key the next ones, and moves PostgreSQL's sequence past all keys.
pub(super) fn give_keys(conn: &mut Conn, model: &Model, rows: &mut [Row]) -> Result<(), LoadError> {
    #[derive(QueryableByName)]
    struct Next {
        #[diesel(sql_type = BigInt)]
        next: i64,
    }
    if rows.is_empty() || model.key.kind != Column::Integer {
        return Ok(());
    }
    let highest = rows.iter().filter_map(|row| integer(&row.key)).max().unwrap_or(0);
    let missing = rows.iter().filter(|row| row.key == Cell::Null).count();
    let (table, column) = (model.table, model.key.column);
    let used = format!("(SELECT COALESCE(MAX({column}), 0) FROM {table})");
    let keys: Vec<i64> = match conn {
        Conn::Pg(_) => {
            let sequence = format!("pg_get_serial_sequence('{table}', '{column}')");
            diesel::sql_query(format!(
                "SELECT setval({sequence}, highest) FROM (SELECT GREATEST($1, {used}, \
                     COALESCE(pg_sequence_last_value(CAST({sequence} AS regclass)), 0)) AS highest) AS h \
                 WHERE highest > 0"
            ))
            .bind::<BigInt, _>(highest)
            .execute(conn)?;
            diesel::sql_query(format!("SELECT nextval({sequence}) AS next FROM generate_series(1, $1)"))
                .bind::<BigInt, _>(i64::try_from(missing).unwrap_or(0))
                .load::<Next>(conn)?
                .into_iter()
                .map(|row| row.next)
                .collect()
        }
        Conn::Sqlite(_) => {
            let last = diesel::sql_query(format!(
                "SELECT MAX({used}, COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0), $1) AS next"
            ))
            .bind::<BigInt, _>(highest)
            .get_result::<Next>(conn)?
            .next;
            (1..=i64::try_from(missing).unwrap_or(0)).map(|step| last.saturating_add(step)).collect()
        }
    };
    let without_key = rows.iter_mut().filter(|row| row.key == Cell::Null);
    for (row, key) in without_key.zip(keys) {
        row.key = Cell::Integer(key);
    }
    Ok(())
}

fn integer(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Integer(number) => Some(*number),
        _ => None,
    }
}

/// Stores the rows of a model and its lists.
pub(super) fn store(conn: &mut Conn, model: &Model, rows: &[Row]) -> Result<(), LoadError> {
    let statement = Statement::of(model);
    for chunk in rows.chunks(CHUNK) {
        match conn.transaction(|conn| statement.write(conn, model, chunk)) {
            Ok(()) => {}
            Err(error) if is_about_a_row(&error) => store_singly(conn, model, &statement, chunk)?,
            Err(error) => return Err(error.into()),
        }
    }
    for (position, list) in model.lists.iter().enumerate() {
        store_list(conn, model, list, position, rows)?;
    }
    Ok(())
}

fn store_singly(
    conn: &mut Conn,
    model: &Model,
    statement: &Statement,
    rows: &[Row],
) -> Result<(), LoadError> {
    for row in rows {
        let outcome = conn.transaction(|conn| statement.write(conn, model, std::slice::from_ref(row)));
        match outcome {
            Ok(()) => {}
            Err(Error::DatabaseError(kind, information)) => {
                return Err(refuse(model, row, reason(&kind, information.as_ref())));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn refuse(model: &Model, row: &Row, reason: String) -> LoadError {
    LoadError::Refused(Refusal::new(row.number, model.name, &row.key.to_key(), reason))
}

/// Whether another attempt with single rows tells which row it was.
fn is_about_a_row(error: &Error) -> bool {
    match error {
        Error::DatabaseError(kind, _) => !matches!(
            kind,
            DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::ReadOnlyTransaction
        ),
        _ => false,
    }
}

/// Half a sentence from what the database said.
fn reason(kind: &DatabaseErrorKind, information: &(dyn DatabaseErrorInformation + Send + Sync)) -> String {
    let message = information.message();
    match kind {
        DatabaseErrorKind::UniqueViolation => {
            // SQLite: "UNIQUE constraint failed: products.slug"; PostgreSQL: "Key (slug)=(mug) already exists."
            let columns = match information.details() {
                Some(details) => details.split(['(', ')']).nth(1).unwrap_or_default().to_owned(),
                None => message
                    .rsplit(": ")
                    .next()
                    .unwrap_or_default()
                    .split(", ")
                    .map(|column| column.rsplit('.').next().unwrap_or(column))
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            format!("another row has the same {columns}")
        }
        DatabaseErrorKind::CheckViolation => format!("a value is not allowed ({message})"),
        _ => message.to_owned(),
    }
}

/// The insert-or-update of a model, up to its values and after them.
struct Statement {
    head: String,
    tail: String,
    columns: Vec<Column>,
}

impl Statement {
    fn of(model: &Model) -> Statement {
        let own = model.fields.iter().map(|field| (field.column.as_str(), field.kind.column()));
        let computed = model.computed.iter().map(|computed| (computed.column, Column::Text));
        let kept: Vec<(&str, Column)> = own.chain(computed).collect();
        let derived = model.derived.iter().map(|derived| derived.column);
        let names: Vec<&str> = std::iter::once(model.key.column)
            .chain(kept.iter().map(|(name, _)| *name))
            .chain(derived)
            .collect();
        let updates: Vec<String> = kept.iter().map(|(name, _)| format!("{name} = excluded.{name}")).collect();
        Statement {
            head: format!("INSERT INTO {} ({}) VALUES ", model.table, names.join(", ")),
            tail: format!(" ON CONFLICT ({}) DO UPDATE SET {}", model.key.column, updates.join(", ")),
            columns: std::iter::once(model.key.kind).chain(kept.iter().map(|(_, column)| *column)).collect(),
        }
    }

    fn write(&self, conn: &mut Conn, model: &Model, rows: &[Row]) -> QueryResult<()> {
        let width = self.columns.len() + model.derived.len();
        let marks = placeholders(conn, rows.len(), width);
        let mut query = diesel::sql_query(format!("{}{marks}{}", self.head, self.tail)).into_boxed();
        for row in rows {
            let further = further_cells(model, row);
            let cells = std::iter::once(&row.key).chain(&row.cells).chain(&further);
            // Derived cells come last and are never null.
            let columns = self.columns.iter().copied().map(Some).chain(std::iter::repeat(None));
            for (cell, column) in cells.zip(columns) {
                query = bind(query, column.unwrap_or_else(|| cell.column()), cell);
            }
        }
        query.execute(conn)?;
        Ok(())
    }
}

fn store_list(
    conn: &mut Conn,
    model: &Model,
    list: &List,
    position: usize,
    rows: &[Row],
) -> Result<(), LoadError> {
    let (table, own, other) = (list.table, list.own, list.other);
    for chunk in rows.chunks(PAIRS) {
        let marks = placeholders(conn, 1, chunk.len());
        let mut delete =
            diesel::sql_query(format!("DELETE FROM {table} WHERE {own} IN {marks}")).into_boxed();
        for row in chunk {
            delete = bind(delete, Column::Integer, &row.key);
        }
        delete.execute(conn)?;
    }
    let pairs: Vec<(&Row, &Cell)> = rows
        .iter()
        .flat_map(|row| row.lists.get(position).into_iter().flatten().map(move |entry| (row, entry)))
        .collect();
    match &list.target {
        Target::Model(_) => {
            for chunk in pairs.chunks(PAIRS) {
                let marks = placeholders(conn, chunk.len(), 2);
                let mut insert =
                    diesel::sql_query(format!("INSERT INTO {table} ({own}, {other}) VALUES {marks}"))
                        .into_boxed();
                for (row, entry) in chunk {
                    insert = bind(bind(insert, Column::Integer, &row.key), Column::Integer, entry);
                }
                insert.execute(conn)?;
            }
        }
        Target::Named { table: target, column } => {
            let sql = format!(
                "INSERT INTO {table} ({own}, {other}) SELECT $1, id FROM {target} WHERE {column} = $2"
            );
            for (row, entry) in pairs {
                let query = diesel::sql_query(sql.clone()).into_boxed();
                let stored =
                    bind(bind(query, Column::Integer, &row.key), Column::Text, entry).execute(conn)?;
                if stored == 0 {
                    let name = entry.to_key();
                    return Err(refuse(model, row, format!("field {}: there is no {name}", list.name)));
                }
            }
        }
    }
    Ok(())
}
