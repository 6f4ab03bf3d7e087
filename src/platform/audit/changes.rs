//! The difference between two moments of an object: as it is stored, and as pages read it.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::snapshot::{Snapshot, Stored};
use super::{Flag, Tracked};

/// What stands in an entry for the value of a secret column.
pub const HIDDEN: &str = "(hidden)";

/// What happened to one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its table: the object's own, or that of a part.
    pub table: String,
    /// Its key; a pair has none.
    pub id: Option<i64>,
    /// What happened.
    pub flag: Flag,
    /// Every column of a row that is new or gone, the changed columns of another one; in the order
    /// of the table.
    pub fields: Vec<FieldChange>,
}

/// One column before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The column.
    pub name: String,
    /// `None` in a new row.
    pub before: Option<Value>,
    /// `None` in a deleted row.
    pub after: Option<Value>,
}

/// What is different, or `None` when that is nothing worth an entry.
pub(super) fn difference(model: &Tracked, before: &Snapshot, after: &Snapshot) -> Option<Vec<Value>> {
    let known: HashMap<_, &Stored> = before.rows.iter().map(|row| (row.key(), row)).collect();
    let kept: HashMap<_, &Stored> = after.rows.iter().map(|row| (row.key(), row)).collect();
    let mut pieces = Vec::new();
    let mut is_loud = false;
    for row in &after.rows {
        match known.get(&row.key()) {
            None => {
                is_loud = true;
                pieces.push(whole(model, row, Flag::Add));
            }
            Some(earlier) => {
                let changed = changed_columns(model, earlier, row);
                is_loud |= changed.keys().any(|name| !model.quiet.contains(&name.as_str()));
                if !changed.is_empty() {
                    pieces.push(piece(row, Flag::Change, "change", changed));
                }
            }
        }
    }
    for row in before.rows.iter().filter(|row| !kept.contains_key(&row.key())) {
        is_loud = true;
        pieces.push(whole(model, row, Flag::Delete));
    }
    is_loud.then_some(pieces)
}

fn changed_columns(model: &Tracked, before: &Stored, after: &Stored) -> Map<String, Value> {
    let mut changed = Map::new();
    for (name, value) in &after.values {
        let earlier = before.values.get(name).unwrap_or(&Value::Null);
        if earlier != value {
            changed.insert(name.clone(), json!([shown(model, name, earlier), shown(model, name, value)]));
        }
    }
    changed
}

fn whole(model: &Tracked, row: &Stored, flag: Flag) -> Value {
    let values = row.values.iter().map(|(name, value)| (name.clone(), shown(model, name, value)));
    piece(row, flag, "row", values.collect())
}

fn piece(row: &Stored, flag: Flag, name: &str, values: Map<String, Value>) -> Value {
    let mut piece = Map::new();
    piece.insert("table".to_owned(), Value::from(row.table));
    if let Some(id) = row.id {
        piece.insert("id".to_owned(), Value::from(id));
    }
    piece.insert("flag".to_owned(), Value::from(flag.as_str()));
    piece.insert(name.to_owned(), Value::Object(values));
    Value::Object(piece)
}

fn shown(model: &Tracked, column: &str, value: &Value) -> Value {
    match model.secret.contains(&column) {
        true => Value::from(HIDDEN),
        false => value.clone(),
    }
}

/// What an entry says; nothing of what it could not have been written with: dumps bring any JSON.
pub(super) fn parse(text: &str) -> Vec<Change> {
    let pieces: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
    pieces.iter().filter_map(parse_piece).collect()
}

fn parse_piece(piece: &Value) -> Option<Change> {
    let flag = Flag::from_text(piece.get("flag")?.as_str()?)?;
    let values = piece.get(if flag == Flag::Change { "change" } else { "row" })?.as_object()?;
    let fields = values.iter().map(|(name, value)| {
        let (before, after) = match flag {
            Flag::Add => (None, Some(value.clone())),
            Flag::Delete => (Some(value.clone()), None),
            Flag::Change => (value.get(0).cloned(), value.get(1).cloned()),
        };
        FieldChange { name: name.clone(), before, after }
    });
    Some(Change {
        table: piece.get("table")?.as_str()?.to_owned(),
        id: piece.get("id").and_then(Value::as_i64),
        flag,
        fields: fields.collect(),
    })
}
