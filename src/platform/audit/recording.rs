//! Recording a change: what is before, the work, and the entry about the difference.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::result::Error;
use serde_json::Value;

use super::changes::difference;
use super::snapshot::{CHUNK, Reader, Snapshot, Snapshots};
use super::{Flag, Key, Source, Tracked};
use crate::on_backend;
use crate::platform::db::Conn;
use crate::platform::db::sql::Sql;
use crate::platform::editing::Edit;
use crate::schema::admin_log_entries;

/// Runs `work`, which changes, deletes or (with `id` as `None`) makes one object and returns its key,
/// and stores one entry about what is different afterwards: none when nothing is.
///
/// Holds the row of the object first, so that nobody else changes it between reading and writing.
/// Belongs in the transaction of the change; an error of `work` leaves nothing behind with it.
pub fn tracked<T, E: From<Error>>(
    conn: &mut Conn,
    edit: &Edit,
    source: Source,
    model: &Tracked,
    id: Option<i64>,
    work: impl FnOnce(&mut Conn) -> Result<(i64, T), E>,
) -> Result<(i64, T), E> {
    let known: Vec<i64> = id.into_iter().collect();
    let recording = Recording::begin(conn, model, &known)?;
    let (id, outcome) = work(conn)?;
    recording.finish(conn, edit, source, &[id])?;
    Ok((id, outcome))
}

/// [`tracked`] for many objects: one entry about each that is different afterwards, with a number of
/// statements that follows from their number in steps of 500.
///
/// Holds all of them in memory as they were before: cut a change of very many into several.
pub fn tracked_many<T, E: From<Error>>(
    conn: &mut Conn,
    edit: &Edit,
    source: Source,
    model: &Tracked,
    ids: &[i64],
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    let recording = Recording::begin(conn, model, ids)?;
    let outcome = work(conn)?;
    recording.finish(conn, edit, source, &[])?;
    Ok(outcome)
}

/// A change that has begun: for work that learns only by and by which objects it makes.
pub struct Recording<'a> {
    model: &'a Tracked,
    reader: Reader<'a>,
    ids: BTreeSet<i64>,
    before: Snapshots,
}

impl<'a> Recording<'a> {
    /// Holds these objects, by ascending key, and reads them.
    pub fn begin(conn: &mut Conn, model: &'a Tracked, ids: &[i64]) -> QueryResult<Recording<'a>> {
        let reader = Reader::new(conn, model)?;
        let ids: BTreeSet<i64> = ids.iter().copied().collect();
        let ordered: Vec<i64> = ids.iter().copied().collect();
        let before = reader.hold(conn, &ordered)?;
        Ok(Recording { model, reader, ids, before })
    }

    /// Stores an entry about each of the objects, and of those made meanwhile, that is different
    /// now; returns how many.
    pub fn finish(
        mut self,
        conn: &mut Conn,
        edit: &Edit,
        source: Source,
        made: &[i64],
    ) -> QueryResult<usize> {
        self.ids.extend(made);
        let ids: Vec<i64> = self.ids.iter().copied().collect();
        let mut stored = 0;
        for chunk in ids.chunks(CHUNK) {
            let mut after = self.reader.read(conn, chunk)?;
            let entries: Vec<NewEntry> = chunk
                .iter()
                .filter_map(|id| {
                    let before = self.before.remove(id).unwrap_or_default();
                    entry(self.model, *id, &before, &after.remove(id).unwrap_or_default())
                })
                .collect();
            insert(conn, edit, source, self.model, &entries)?;
            stored += entries.len();
        }
        Ok(stored)
    }
}

struct NewEntry {
    object_id: i64,
    label: String,
    flag: Flag,
    changes: String,
}

fn entry(model: &Tracked, object_id: i64, before: &Snapshot, after: &Snapshot) -> Option<NewEntry> {
    let (flag, label) = match (before.holds(model), after.holds(model)) {
        (true, true) => (Flag::Change, &after.label),
        (false, true) => (Flag::Add, &after.label),
        (true, false) => (Flag::Delete, &before.label),
        (false, false) => return None,
    };
    let changes = Value::Array(difference(model, before, after)?).to_string();
    Some(NewEntry { object_id, label: label.clone(), flag, changes })
}

fn insert(
    conn: &mut Conn,
    edit: &Edit,
    source: Source,
    model: &Tracked,
    entries: &[NewEntry],
) -> QueryResult<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                admin_log_entries::user_id.eq(edit.by.user_id),
                admin_log_entries::actor.eq(&edit.by.name),
                admin_log_entries::model.eq(model.model),
                admin_log_entries::object_id.eq(entry.object_id),
                admin_log_entries::label.eq(&entry.label),
                admin_log_entries::flag.eq(entry.flag),
                admin_log_entries::changes.eq(&entry.changes),
                admin_log_entries::source.eq(source),
                admin_log_entries::created_at.eq(edit.now),
            )
        })
        .collect();
    on_backend!(conn, |c| diesel::insert_into(admin_log_entries::table).values(&rows).execute(c))?;
    Ok(())
}

/// Holds the rows of objects until the end of the transaction, so that what is read now is still
/// true when the change is stored. SQLite holds the whole database anyway.
pub fn hold(conn: &mut Conn, model: &Tracked, ids: &[i64]) -> QueryResult<()> {
    if matches!(conn, Conn::Sqlite(_)) || ids.is_empty() {
        return Ok(());
    }
    match model.key {
        Key::Names => super::snapshot::hold_all(conn, model.table),
        Key::Column(key) => {
            Sql::of("SELECT ")
                .name(key)
                .text(" FROM ")
                .name(model.table)
                .text(" WHERE ")
                .name(key)
                .among(ids)
                .text(" ORDER BY ")
                .name(key)
                .text(" FOR NO KEY UPDATE")
                .keys(conn)?;
            Ok(())
        }
    }
}
