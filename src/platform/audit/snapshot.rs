//! Whole rows of objects and of their parts, as they are at one moment.

use std::collections::{BTreeMap, HashMap};

use diesel::QueryResult;
use serde_json::{Map, Value};

use super::{Key, Label, Part, Tracked};
use crate::platform::db::Conn;
use crate::platform::db::catalogue::declared_kinds;
use crate::platform::db::sql::Sql;
use crate::platform::db::value::{Kind, Val};

/// How many objects one statement reads.
pub(super) const CHUNK: usize = 500;

/// An object: how it is called, its row, and those of its parts in the order of [`Tracked::parts`].
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    pub label: String,
    pub rows: Vec<Stored>,
}

/// One row.
#[derive(Debug)]
pub(super) struct Stored {
    pub table: &'static str,
    /// A pair has none.
    pub id: Option<i64>,
    pub values: Map<String, Value>,
}

/// Objects by key.
pub(super) type Snapshots = BTreeMap<i64, Snapshot>;

/// Reads objects of one model.
pub(super) struct Reader<'a> {
    model: &'a Tracked,
    /// Asked for anew by each reader: one statement of a tenth of a millisecond on SQLite, none on
    /// PostgreSQL. Kept for the process it would be a global that a migration makes wrong.
    kinds: HashMap<String, HashMap<String, Kind>>,
}

impl<'a> Reader<'a> {
    pub fn new(conn: &mut Conn, model: &'a Tracked) -> QueryResult<Reader<'a>> {
        let tables: Vec<&str> =
            std::iter::once(model.table).chain(model.parts.iter().map(|part| part.table)).collect();
        Ok(Reader { model, kinds: declared_kinds(conn, &tables)? })
    }

    /// The objects with these keys, ascending, as far as they exist.
    pub fn read(&self, conn: &mut Conn, ids: &[i64]) -> QueryResult<Snapshots> {
        self.read_with(conn, ids, "")
    }

    /// [`read`](Self::read), holding their rows until the end of the transaction: what is read stays
    /// true until the change is made. SQLite holds the whole database anyway.
    pub fn hold(&self, conn: &mut Conn, ids: &[i64]) -> QueryResult<Snapshots> {
        let lock = match conn {
            // Lines of orders may point at the row meanwhile.
            Conn::Pg(_) => " FOR NO KEY UPDATE OF ",
            Conn::Sqlite(_) => "",
        };
        self.read_with(conn, ids, lock)
    }

    fn read_with(&self, conn: &mut Conn, ids: &[i64], lock: &'static str) -> QueryResult<Snapshots> {
        let Key::Column(key) = self.model.key else { return self.names(conn, ids, lock) };
        let mut found = Snapshots::new();
        for chunk in ids.chunks(CHUNK) {
            for row in self.objects(key, chunk, lock).rows(conn)? {
                let label = row.at(0).to_string().chars().take(255).collect();
                // The label comes first; the rest is the row.
                let stored = self.stored(self.model.table, row.iter().skip(1));
                let stored = Stored { id: Some(row.get(key).int()), ..stored };
                found.insert(row.get(key).int(), Snapshot { label, rows: vec![stored] });
            }
            self.add_parts(conn, chunk, &mut found)?;
        }
        Ok(found)
    }

    /// The one object of a table of names and values: a column for each name.
    fn names(&self, conn: &mut Conn, ids: &[i64], lock: &'static str) -> QueryResult<Snapshots> {
        let table = self.model.table;
        if ids.is_empty() {
            return Ok(Snapshots::new());
        }
        if !lock.is_empty() {
            hold_all(conn, table)?;
        }
        let rows = Sql::of("SELECT name, value FROM ").name(table).rows(conn)?;
        let pairs = rows.iter().map(|row| (row.at(0).to_string(), to_json(row.at(1).clone())));
        let stored = Stored { table, id: Some(1), values: pairs.collect() };
        let label = match self.model.label {
            Label::Column(words) | Label::Sql(words) => words.to_owned(),
        };
        Ok(Snapshots::from([(1, Snapshot { label, rows: vec![stored] })]))
    }

    fn objects(&self, key: &str, ids: &[i64], lock: &'static str) -> Sql {
        let table = self.model.table;
        let start = match self.model.label {
            Label::Column(column) => Sql::of("SELECT ").column(table, column),
            Label::Sql(expression) => Sql::of("SELECT (").text(expression).text(")"),
        };
        // A name of its own: PostgreSQL names a cast after its column, which is in the row as well.
        let start = start.text(" AS object_label, ");
        let all = start.name(table).text(".* FROM ").name(table).text(" WHERE ").column(table, key);
        let ordered = all.among(ids).text(" ORDER BY ").column(table, key);
        match lock {
            "" => ordered,
            lock => ordered.text(lock).name(table),
        }
    }

    fn add_parts(&self, conn: &mut Conn, ids: &[i64], found: &mut Snapshots) -> QueryResult<()> {
        for part in self.model.parts.iter() {
            let rows = self.rows_of(part, ids).rows(conn)?;
            // The key of the object comes first; the rest is the row.
            let mut of_part: Vec<(i64, Stored)> = rows
                .iter()
                .map(|row| (row.at(0).int(), self.stored(part.table, row.iter().skip(1))))
                .collect();
            of_part.sort_by_cached_key(|(parent, row)| (*parent, row.key()));
            for (parent, row) in of_part {
                // Rows may be left of an object that is gone: what points by content type.
                found.entry(parent).or_default().rows.push(row);
            }
        }
        Ok(())
    }

    /// The rows of a part, each after the key of its object.
    fn rows_of(&self, part: &Part, ids: &[i64]) -> Sql {
        let start = Sql::of("SELECT ");
        let all = match (part.points_at, self.model.key) {
            (Some(column), Key::Column(key)) => start
                .column(self.model.table, key)
                .text(", ")
                .name(part.table)
                .text(".* FROM ")
                .name(part.table)
                .text(" JOIN ")
                .name(self.model.table)
                .text(" ON ")
                .column(self.model.table, column)
                .text(" = ")
                .column(part.table, part.parent)
                .text(" WHERE ")
                .column(self.model.table, key),
            _ => start
                .column(part.table, part.parent)
                .text(", ")
                .name(part.table)
                .text(".* FROM ")
                .name(part.table)
                .text(" WHERE ")
                .column(part.table, part.parent),
        };
        match part.content_type {
            Some(model) => all.among(ids).text(" AND content_type = ").bind(Val::Text(model.to_owned())),
            None => all.among(ids),
        }
    }

    fn stored<'r>(&self, table: &'static str, values: impl Iterator<Item = (&'r str, &'r Val)>) -> Stored {
        let kinds = self.kinds.get(table);
        let mut id = None;
        let mut map = Map::new();
        for (name, value) in values {
            if let ("id", Val::Int(key)) = (name, value) {
                id = Some(*key);
            }
            let value = match kinds.and_then(|kinds| kinds.get(name)) {
                Some(kind) => value.clone().typed(*kind),
                None => value.clone(),
            };
            map.insert(name.to_owned(), to_json(value));
        }
        Stored { table, id, values: map }
    }
}

/// Holds a whole table against other writers until the end of the transaction; readers go on.
pub(super) fn hold_all(conn: &mut Conn, table: &str) -> QueryResult<()> {
    Sql::of("LOCK TABLE ").name(table).text(" IN SHARE ROW EXCLUSIVE MODE").rows(conn)?;
    Ok(())
}

impl Stored {
    /// What makes it the same row at another moment: its key, or all of it when it has none.
    pub fn key(&self) -> (&'static str, Option<i64>, String) {
        match self.id {
            Some(id) => (self.table, Some(id), String::new()),
            None => (self.table, None, Value::Object(self.values.clone()).to_string()),
        }
    }
}

impl Snapshot {
    /// Whether the object itself is there.
    pub fn holds(&self, model: &Tracked) -> bool {
        self.rows.first().is_some_and(|row| row.table == model.table)
    }
}

/// As histories keep it: the same on both databases.
fn to_json(value: Val) -> Value {
    match value {
        Val::Null => Value::Null,
        Val::Bool(yes) => Value::Bool(yes),
        Val::Int(number) => Value::from(number),
        Val::Float(number) => Value::from(number),
        Val::Text(text) => Value::String(text),
        Val::Time(time) => Value::String(time.format("%Y-%m-%d %H:%M:%S%.6f").to_string()),
        Val::Date(date) => Value::String(date.to_string()),
    }
}
