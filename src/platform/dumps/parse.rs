//! From the text of a dump to rows of cells.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::load::{LoadError, Refusal};
use super::model::{Field, List, Model, Placeholder, Target, WhenMissing};
use super::value::{Cell, Column, Kind, plain_text, shown};
use crate::platform::clock::Time;
use crate::platform::money::Currency;

/// A row ready to be stored.
#[derive(Debug)]
pub(super) struct Row {
    /// Its number in the file, from 1.
    pub number: usize,
    pub key: Cell,
    /// In the order of the model's fields.
    pub cells: Vec<Cell>,
    /// In the order of the model's lists.
    pub lists: Vec<Vec<Cell>>,
    /// Fields that it left out and the caller fills in.
    pub unfilled: Vec<&'static str>,
}

/// The rows of each model, in the order of the models.
pub(super) type Batches = Vec<Vec<Row>>;

/// What rows are read against.
pub(super) struct Rules<'a> {
    pub models: &'a [Model],
    pub currency: Currency,
    pub now: Time,
}

/// The fields of the row with this text key, if the file has it; reads nothing else.
pub fn find_row(text: &str, model: &str, pk: &str) -> Result<Option<Map<String, Value>>, LoadError> {
    let mut found = None;
    each_row(text, |_, value| {
        if value.get("model").and_then(Value::as_str) == Some(model)
            && value.get("pk").and_then(Value::as_str) == Some(pk)
        {
            found = value.get("fields").and_then(Value::as_object).cloned();
        }
        Ok(())
    })?;
    Ok(found)
}

/// Every row of the file, checked against its model.
pub(super) fn read_rows(text: &str, rules: &Rules<'_>) -> Result<Batches, LoadError> {
    let positions: HashMap<&str, usize> =
        rules.models.iter().enumerate().map(|(position, model)| (model.name, position)).collect();
    let mut batches: Batches = rules.models.iter().map(|_| Vec::new()).collect();
    let mut seen: HashSet<(usize, Cell)> = HashSet::new();
    each_row(text, |number, value| {
        let (name, pk, fields) =
            parts(value).map_err(|reason| Refusal::new(number, "", &Value::Null, reason))?;
        let refuse = |reason: String| Refusal::new(number, &name, &pk, reason);
        let found = positions.get(name.as_str()).and_then(|position| {
            Some((*position, rules.models.get(*position)?, batches.get_mut(*position)?))
        });
        let Some((position, model, batch)) = found else {
            return Err(refuse(format!("there is no model “{name}”")));
        };
        let key = read_key(model, &pk).map_err(refuse)?;
        if key != Cell::Null && !seen.insert((position, key.clone())) {
            return Err(refuse("the file has another row with this model and pk".to_owned()));
        }
        batch.push(read_row(model, number, key, &fields, rules).map_err(refuse)?);
        Ok(())
    })?;
    Ok(batches)
}

fn parts(value: Value) -> Result<(String, Value, Map<String, Value>), String> {
    let Value::Object(mut row) = value else {
        return Err(format!("an object with model, pk and fields expected, not {}", shown(&value)));
    };
    let model = match row.remove("model") {
        Some(Value::String(name)) => name,
        Some(other) => return Err(format!("the model must be a text, not {}", shown(&other))),
        None => return Err("it has no model".to_owned()),
    };
    let pk = row.remove("pk").unwrap_or(Value::Null);
    let fields = match row.remove("fields") {
        Some(Value::Object(fields)) => fields,
        Some(other) => return Err(format!("the fields must be an object, not {}", shown(&other))),
        None => return Err("it has no fields".to_owned()),
    };
    match row.keys().next() {
        None => Ok((model, pk, fields)),
        Some(unknown) => Err(format!("“{unknown}” is none of model, pk and fields")),
    }
}

fn read_key(model: &Model, pk: &Value) -> Result<Cell, String> {
    match (model.key.kind, pk) {
        (Column::Integer, Value::Null) => Ok(Cell::Null),
        (Column::Integer, Value::Number(number)) => match number.as_i64() {
            Some(key) if (1..i64::MAX).contains(&key) => Ok(Cell::Integer(key)),
            _ => Err("the pk must be a whole number from 1".to_owned()),
        },
        (Column::Text, Value::String(text)) if !text.is_empty() => plain_text(text),
        (Column::Text, Value::Null) if model.key.make.is_some() => {
            Ok(model.key.make.map_or(Cell::Null, |make| Cell::Text(make())))
        }
        (Column::Text, _) => Err("the pk must be a text".to_owned()),
        _ => Err("the pk must be a whole number from 1, or null for a new one".to_owned()),
    }
}

fn read_row(
    model: &Model,
    number: usize,
    key: Cell,
    fields: &Map<String, Value>,
    rules: &Rules<'_>,
) -> Result<Row, String> {
    let known =
        |name: &str| model.position(name).is_some() || model.lists.iter().any(|list| list.name == name);
    if let Some(unknown) = fields.keys().find(|name| !known(name)) {
        return Err(format!("{} has no field “{unknown}”", model.name));
    }
    let mut cells: Vec<Cell> = Vec::with_capacity(model.fields.len());
    let mut unfilled = Vec::new();
    for field in &model.fields {
        let cell = match fields.get(field.name) {
            Some(Value::Null) if field.nullable => Cell::Null,
            Some(Value::Null) if field.kind != Kind::Json => {
                return Err(format!("field {} must not be null", field.name));
            }
            Some(value) => read_field(model, field, value, &cells, rules)
                .map_err(|reason| format!("field {}: {reason}", field.name))?,
            None => {
                if let WhenMissing::Filled(_) = field.default {
                    unfilled.push(field.name);
                }
                missing(model, field, fields, rules)?
            }
        };
        cells.push(cell);
    }
    let lists = model
        .lists
        .iter()
        .map(|list| {
            read_list(list, fields.get(list.name)).map_err(|reason| format!("field {}: {reason}", list.name))
        })
        .collect::<Result<_, _>>()?;
    Ok(Row { number, key, cells, lists, unfilled })
}

fn read_field(
    model: &Model,
    field: &Field,
    value: &Value,
    earlier: &[Cell],
    rules: &Rules<'_>,
) -> Result<Cell, String> {
    let kind = match &field.kind {
        Kind::ByChoice { field, value, then, otherwise } => {
            let chosen = model.position(field).and_then(|position| earlier.get(position));
            if chosen == Some(&Cell::from(*value)) { then } else { otherwise }
        }
        kind => kind,
    };
    kind.read(value, &rules.currency)
}

fn missing(
    model: &Model,
    field: &Field,
    fields: &Map<String, Value>,
    rules: &Rules<'_>,
) -> Result<Cell, String> {
    let now = match field.kind {
        Kind::Date => Cell::Date(rules.now.date()),
        _ => Cell::Time(rules.now),
    };
    match &field.default {
        WhenMissing::Required => Err(format!("field {} is missing", field.name)),
        WhenMissing::Value(cell) | WhenMissing::Filled(cell) => Ok(cell.clone()),
        WhenMissing::Made(make) => Ok(make()),
        WhenMissing::Now => Ok(now),
        WhenMissing::Like(other) => {
            match (fields.get(*other), model.position(other).and_then(|at| model.fields.get(at))) {
                (Some(value), Some(other)) if !value.is_null() => other
                    .kind
                    .read(value, &rules.currency)
                    .map_err(|reason| format!("field {}: {reason}", other.name)),
                _ => Ok(now),
            }
        }
    }
}

fn read_list(list: &List, value: Option<&Value>) -> Result<Vec<Cell>, String> {
    let entries = match value {
        None => return Ok(Vec::new()),
        Some(Value::Array(entries)) => entries,
        Some(other) => return Err(format!("a list expected, not {}", shown(other))),
    };
    let mut cells = Vec::with_capacity(entries.len());
    let mut seen = HashSet::new();
    for entry in entries {
        let cell = match (&list.target, entry) {
            (Target::Model(_), Value::Number(number)) if number.as_i64().is_some() => {
                Cell::Integer(number.as_i64().unwrap_or_default())
            }
            (Target::Named { .. }, Value::String(text)) => plain_text(text)?,
            (Target::Model(_), other) => return Err(format!("keys expected, not {}", shown(other))),
            (Target::Named { .. }, other) => return Err(format!("names expected, not {}", shown(other))),
        };
        if seen.insert(cell.clone()) {
            cells.push(cell);
        }
    }
    Ok(cells)
}

/// The cells of the computed and derived columns of a row, in their order.
pub(super) fn further_cells(model: &Model, row: &Row) -> Vec<Cell> {
    let cell = |field: &str| model.position(field).and_then(|position| row.cells.get(position));
    let computed = model.computed.iter().map(|computed| match cell(computed.from) {
        Some(Cell::Text(text)) => Cell::Text((computed.with)(text)),
        _ => Cell::Null,
    });
    let derived = model.derived.iter().map(|derived| match &derived.placeholder {
        Placeholder::Value(value) => value.clone(),
        Placeholder::Field(field) => cell(field).cloned().unwrap_or(Cell::Null),
    });
    computed.chain(derived).collect()
}

/// Calls `work` with the number and value of each row, holding one at a time.
fn each_row(text: &str, work: impl FnMut(usize, Value) -> Result<(), Refusal>) -> Result<(), LoadError> {
    struct Rows<W> {
        work: W,
        refused: Option<Refusal>,
    }
    impl<'de, W: FnMut(usize, Value) -> Result<(), Refusal>> Visitor<'de> for &mut Rows<W> {
        type Value = ();

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            out.write_str("an array of rows")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
            let mut number = 0;
            while let Some(value) = rows.next_element::<Value>()? {
                number += 1;
                if let Err(refusal) = (self.work)(number, value) {
                    self.refused = Some(refusal);
                    return Err(A::Error::custom("refused"));
                }
            }
            Ok(())
        }
    }
    let mut rows = Rows { work, refused: None };
    let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let outcome = (&mut json).deserialize_seq(&mut rows).and_then(|()| json.end());
    match (rows.refused, outcome) {
        (Some(refusal), _) => Err(LoadError::Refused(refusal)),
        (None, Err(error)) => Err(LoadError::NotADump(error.to_string())),
        (None, Ok(())) => Ok(()),
    }
}
