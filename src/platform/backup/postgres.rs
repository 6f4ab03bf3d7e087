//! PostgreSQL's part of a backup: every table as lines of JSON, read in one snapshot.
//!
//! Tables, columns and sequences are asked of the database, so that a new table is never left out.
//! Restoring is one transaction, the schema included: it happens or it does not.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::archive::{Unpacked, Writer};
use super::draft::Draft;
use super::{About, BackupError, DATABASE, any_row};
use crate::platform::clock::Time;
use crate::platform::db::{self, Conn, MigrationError};
use crate::platform::versions;

/// Rows that are fetched at a time.
const FETCHED: usize = 2_000;
/// Rows are stored in batches of about so many bytes.
const BATCH: usize = 1 << 20;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Sequence {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    value: i64,
}

/// Adds every table to the archive and returns how far the sequences have counted.
pub(super) fn dump(
    conn: &mut PgConnection,
    draft: &Draft,
    writer: &mut Writer,
) -> Result<BTreeMap<String, i64>, BackupError> {
    conn.build_transaction().repeatable_read().read_only().run(|conn| {
        for table in tables(conn)? {
            let path = draft.path("table");
            dump_table(conn, &table, &path)?;
            writer.add_file(&format!("{DATABASE}/{table}.jsonl"), &path)?;
        }
        // After the rows: a sequence does not go back, so none of them has a number above it.
        let sequences: Vec<Sequence> = diesel::sql_query(
            "SELECT sequencename::text AS name, last_value AS value FROM pg_sequences
             WHERE schemaname = current_schema() AND last_value IS NOT NULL",
        )
        .load(conn)?;
        Ok(sequences.into_iter().map(|sequence| (sequence.name, sequence.value)).collect())
    })
}

fn dump_table(conn: &mut PgConnection, table: &str, path: &Path) -> Result<(), BackupError> {
    let columns = columns(conn, table)?;
    conn.batch_execute(&format!(
        "DECLARE rows_of_table NO SCROLL CURSOR FOR
         SELECT row_to_json(r)::text AS line FROM (SELECT {columns} FROM \"{table}\") AS r"
    ))?;
    let mut out = BufWriter::with_capacity(1 << 18, File::create(path).about(path)?);
    loop {
        let lines: Vec<Line> = diesel::sql_query(format!("FETCH {FETCHED} FROM rows_of_table")).load(conn)?;
        if lines.is_empty() {
            break;
        }
        for Line { line } in lines {
            writeln!(out, "{line}").about(path)?;
        }
    }
    out.flush().about(path)?;
    conn.batch_execute("CLOSE rows_of_table")?;
    Ok(())
}

fn lines(conn: &mut PgConnection, sql: &str) -> QueryResult<Vec<String>> {
    let lines: Vec<Line> = diesel::sql_query(sql).load(conn)?;
    Ok(lines.into_iter().map(|line| line.line).collect())
}

/// Every table of the shop; the list of migrations is in the manifest.
fn tables(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    lines(
        conn,
        "SELECT table_name::text AS line FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
           AND table_name <> '__diesel_schema_migrations'
         ORDER BY table_name",
    )
}

/// The columns of a table that are stored, not computed, as SQL.
fn columns(conn: &mut PgConnection, table: &str) -> QueryResult<String> {
    let names: Vec<Line> = diesel::sql_query(
        "SELECT quote_ident(column_name) AS line FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER'
         ORDER BY ordinal_position",
    )
    .bind::<Text, _>(table)
    .load(conn)?;
    Ok(names.into_iter().map(|name| name.line).collect::<Vec<_>>().join(", "))
}

/// Whether the archive may be loaded here.
pub(super) fn check(
    conn: &mut Conn,
    file: &Path,
    unpacked: &Unpacked,
    tables: &[&'static str],
    force: bool,
) -> Result<(), BackupError> {
    // Refuses a database of a newer version.
    db::pending(conn)?;
    let migrations = &unpacked.manifest.migrations;
    if let Some(unknown) = db::find_unknown(conn, migrations)? {
        return Err(MigrationError::NewerSchema(unknown.clone()).into());
    }
    let is_used = !db::applied(conn)?.is_empty() && any_row(conn, tables)?;
    if is_used && !force {
        return Err(BackupError::Refused(
            "The shop in this database has data. Add --force to replace it, after a backup of its own."
                .to_owned(),
        ));
    }
    match migrations.is_empty() || unpacked.below(DATABASE).next().is_none() {
        true => Err(BackupError::Damaged(file.display().to_string(), "it has no database".to_owned())),
        false => Ok(()),
    }
}

/// Replaces the whole database by that of the archive.
pub(super) fn load(conn: &mut Conn, file: &Path, unpacked: &Unpacked, now: Time) -> Result<(), BackupError> {
    db::write_transaction(conn, |conn| {
        // A shop that still runs holds locks for moments only.
        conn.batch_execute("SET LOCAL lock_timeout = '20s'")?;
        db::revert_all(conn)?;
        db::migrate_first(conn, unpacked.manifest.migrations.len())?;
        if db::applied(conn)? != unpacked.manifest.migrations {
            let reason = "its schema is not one that Storefront has had".to_owned();
            return Err(BackupError::Damaged(file.display().to_string(), reason));
        }
        if let Conn::Pg(pg) = conn {
            load_rows(pg, file, unpacked)?;
        }
        db::migrate(conn)?;
        Ok(versions::raise(conn, now)?)
    })
}

fn load_rows(conn: &mut PgConnection, file: &Path, unpacked: &Unpacked) -> Result<(), BackupError> {
    let tables = tables(conn)?;
    let quoted: Vec<String> = tables.iter().map(|table| format!("\"{table}\"")).collect();
    conn.batch_execute("SET CONSTRAINTS ALL IMMEDIATE")?;
    let rigid = rigid_constraints(conn)?;
    alter(conn, &quoted, "DISABLE TRIGGER USER")?;
    alter(conn, &rigid, "DEFERRABLE")?;
    conn.batch_execute(&format!("TRUNCATE {}", quoted.join(", ")))?;
    // Rows that need each other may come in any order; all are checked at the end.
    conn.batch_execute("SET CONSTRAINTS ALL DEFERRED")?;
    for (name, path) in unpacked.below(DATABASE) {
        match name.strip_suffix(".jsonl").filter(|name| tables.iter().any(|table| table == name)) {
            Some(table) => load_table(conn, table, &path)?,
            None => {
                let reason = format!("{name} is no table of this schema");
                return Err(BackupError::Damaged(file.display().to_string(), reason));
            }
        }
    }
    conn.batch_execute("SET CONSTRAINTS ALL IMMEDIATE")?;
    alter(conn, &rigid, "NOT DEFERRABLE")?;
    alter(conn, &quoted, "ENABLE TRIGGER USER")?;
    for (name, value) in &unpacked.manifest.sequences {
        diesel::sql_query("SELECT setval(quote_ident($1)::regclass, $2)")
            .bind::<Text, _>(name)
            .bind::<BigInt, _>(value)
            .execute(conn)?;
    }
    Ok(())
}

/// Foreign keys that cannot wait, as `"table" ALTER CONSTRAINT "name"`.
fn rigid_constraints(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    lines(
        conn,
        "SELECT conrelid::regclass::text || ' ALTER CONSTRAINT ' || quote_ident(conname) AS line
         FROM pg_constraint
         WHERE contype = 'f' AND NOT condeferrable AND connamespace = current_schema()::regnamespace
         ORDER BY 1",
    )
}

fn alter(conn: &mut PgConnection, what: &[String], change: &str) -> QueryResult<()> {
    what.iter().try_for_each(|what| conn.batch_execute(&format!("ALTER TABLE {what} {change}")))
}

fn load_table(conn: &mut PgConnection, table: &str, path: &Path) -> Result<(), BackupError> {
    let columns = columns(conn, table)?;
    let sql = format!(
        "INSERT INTO \"{table}\" ({columns}) OVERRIDING SYSTEM VALUE
         SELECT {columns} FROM json_populate_recordset(NULL::\"{table}\", $1::json)"
    );
    let mut batch = String::from("[");
    for line in BufReader::with_capacity(1 << 18, File::open(path).about(path)?).lines() {
        if batch.len() > 1 {
            batch.push(',');
        }
        batch.push_str(&line.about(path)?);
        if batch.len() >= BATCH {
            store(conn, &sql, &mut batch)?;
        }
    }
    if batch.len() > 1 {
        store(conn, &sql, &mut batch)?;
    }
    Ok(())
}

fn store(conn: &mut PgConnection, sql: &str, batch: &mut String) -> QueryResult<()> {
    batch.push(']');
    diesel::sql_query(sql).bind::<Text, _>(batch.as_str()).execute(conn)?;
    batch.clear();
    batch.push('[');
    Ok(())
}
