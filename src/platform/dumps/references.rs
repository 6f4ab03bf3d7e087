//! Checks that whatever a row points at is in the file or in the database.
//!
//! Done before anything is stored, so that both databases refuse with the same words and the row
//! is known; the foreign keys of the tables stay as the second line.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::load::{LoadError, Refusal};
use super::model::{Field, Model, Target};
use super::parse::{Batches, Row};
use super::store::{bind, placeholders};
use super::value::{Cell, Kind};
use crate::platform::db::Conn;

/// How many keys one statement looks for.
const CHUNK: usize = 500;

/// One pointer from a row of the file.
struct Pointer<'a> {
    from: &'a Model,
    row: &'a Row,
    field: &'static str,
    key: &'a Cell,
}

impl Pointer<'_> {
    fn refuse(&self, reason: String) -> LoadError {
        let reason = format!("field {}: {reason}", self.field);
        LoadError::Refused(Refusal::new(self.row.number, self.from.name, &self.row.key.to_key(), reason))
    }
}

/// Refuses the first row that points at nothing.
pub(super) fn check(conn: &mut Conn, models: &[Model], batches: &Batches) -> Result<(), LoadError> {
    let mut pointers: HashMap<&str, Vec<Pointer<'_>>> = HashMap::new();
    for (model, rows) in models.iter().zip(batches) {
        for row in rows {
            collect(models, model, row, &mut pointers)?;
        }
    }
    let mut missing: Vec<Pointer<'_>> = Vec::new();
    for (model, rows) in models.iter().zip(batches) {
        let Some(pointers) = pointers.remove(model.name) else { continue };
        let loaded: HashSet<&Cell> = rows.iter().map(|row| &row.key).collect();
        let outside: Vec<Pointer<'_>> =
            pointers.into_iter().filter(|pointer| !loaded.contains(pointer.key)).collect();
        let wanted: HashSet<&Cell> = outside.iter().map(|pointer| pointer.key).collect();
        let stored = find(conn, model, &wanted.into_iter().collect::<Vec<_>>())?;
        missing.extend(outside.into_iter().filter(|pointer| !stored.contains(&text_of(pointer.key))));
        if let Some(first) = missing.iter().min_by_key(|pointer| pointer.row.number) {
            return Err(first.refuse(format!("there is no {} {}", model.name, text_of(first.key))));
        }
    }
    Ok(())
}

fn collect<'a>(
    models: &'a [Model],
    model: &'a Model,
    row: &'a Row,
    pointers: &mut HashMap<&'a str, Vec<Pointer<'a>>>,
) -> Result<(), LoadError> {
    let filled = model.fields.iter().zip(&row.cells).filter(|(_, cell)| **cell != Cell::Null);
    for (field, key) in filled {
        let pointer = Pointer { from: model, row, field: field.name, key };
        if let Some(target) =
            target(models, model, row, field, key).map_err(|reason| pointer.refuse(reason))?
        {
            pointers.entry(target).or_default().push(pointer);
        }
    }
    for (list, keys) in model.lists.iter().zip(&row.lists) {
        if let Target::Model(target) = list.target {
            let of_list = keys.iter().map(|key| Pointer { from: model, row, field: list.name, key });
            pointers.entry(target).or_default().extend(of_list);
        }
    }
    Ok(())
}

/// The model that a field of a row points at, if it points at all.
fn target<'a>(
    models: &'a [Model],
    model: &Model,
    row: &Row,
    field: &Field,
    cell: &Cell,
) -> Result<Option<&'a str>, String> {
    let named = |name: &Cell| match name {
        Cell::Text(name) => models.iter().map(|model| model.name).find(|known| known == name),
        _ => None,
    };
    match &field.kind {
        Kind::Relation(name) | Kind::TextRelation(name) => Ok(Some(*name)),
        Kind::ContentType => match named(cell) {
            Some(_) => Ok(None),
            None => Err(format!("there is no model “{}”", text_of(cell))),
        },
        Kind::Object { content_type } => {
            Ok(model.position(content_type).and_then(|position| row.cells.get(position)).and_then(named))
        }
        _ => Ok(None),
    }
}

fn find(conn: &mut Conn, model: &Model, keys: &[&Cell]) -> Result<HashSet<String>, LoadError> {
    #[derive(QueryableByName)]
    struct Key {
        #[diesel(sql_type = Text)]
        key: String,
    }
    let mut found = HashSet::new();
    for chunk in keys.chunks(CHUNK) {
        let (table, column) = (model.table, model.key.column);
        let marks = placeholders(conn, 1, chunk.len());
        let mut query = diesel::sql_query(format!(
            "SELECT CAST({column} AS TEXT) AS key FROM {table} WHERE {column} IN {marks}"
        ))
        .into_boxed();
        for key in chunk {
            query = bind(query, model.key.kind, key);
        }
        found.extend(query.load::<Key>(conn)?.into_iter().map(|row| row.key));
    }
    Ok(found)
}

fn text_of(key: &Cell) -> String {
    match key {
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        _ => String::new(),
    }
}
