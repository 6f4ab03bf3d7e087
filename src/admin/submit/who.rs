//! Who changed what a person was about to change, as far as the recent history tells.

use diesel::QueryResult;

use crate::admin::model::Model;
use crate::admin::posted::Posted;
use crate::admin::views::ConflictView;
use crate::platform::audit::{self, Change, Flag};
use crate::platform::db::Conn;

/// Entries of the history that are searched.
const RECENT: i64 = 50;

/// What a conflict is about.
struct Place<'a> {
    table: &'a str,
    /// The row of an inline; `None` for the object itself.
    row: Option<i64>,
    /// `None` when the whole row is gone.
    field: Option<&'a str>,
}

impl Place<'_> {
    fn is_meant_by(&self, change: &Change) -> bool {
        let is_row = change.table == self.table && (self.row.is_none() || change.id == self.row);
        is_row
            && match self.field {
                Some(name) => change.fields.iter().any(|field| field.name == name),
                None => change.flag == Flag::Delete,
            }
    }
}

/// Says of each conflict of a form who changed the field, or removed the row, last.
pub(super) fn name_who(
    conn: &mut Conn,
    model: &Model,
    id: i64,
    posted: &Posted,
    conflicts: &mut [ConflictView],
) -> QueryResult<()> {
    name_each(conn, model, id, conflicts, |input| {
        in_inline(model, posted, input).unwrap_or_else(|| of_object(model, input))
    })
}

/// The same for cells of a list, whose inputs begin with `prefix`.
pub fn name_who_in_list(
    conn: &mut Conn,
    model: &Model,
    id: i64,
    prefix: &str,
    conflicts: &mut [ConflictView],
) -> QueryResult<()> {
    name_each(conn, model, id, conflicts, |input| {
        of_object(model, input.strip_prefix(prefix).unwrap_or(input))
    })
}

fn name_each(
    conn: &mut Conn,
    model: &Model,
    id: i64,
    conflicts: &mut [ConflictView],
    place: impl for<'i> Fn(&'i str) -> Place<'i>,
) -> QueryResult<()> {
    if conflicts.is_empty() {
        return Ok(());
    }
    let recent = audit::page_of_object(conn, model.name(), id, 1, RECENT)?.entries;
    for conflict in conflicts {
        let place = place(&conflict.input);
        let last = recent.iter().find(|entry| entry.changes.iter().any(|change| place.is_meant_by(change)));
        conflict.who = last.map(|entry| entry.actor.clone()).unwrap_or_default();
    }
    Ok(())
}

fn of_object<'i>(model: &Model, input: &'i str) -> Place<'i> {
    Place { table: model.tracked.table, row: None, field: Some(input) }
}

/// `variants-0-sku` is the field of a row, `variants-0-id` the row itself.
fn in_inline<'i>(model: &Model, posted: &Posted, input: &'i str) -> Option<Place<'i>> {
    model.inlines.iter().find_map(|inline| {
        let (prefix, table) = (inline.meta().prefix, inline.meta().table?);
        let (number, field) = input.strip_prefix(prefix)?.strip_prefix('-')?.split_once('-')?;
        let row = posted.number(&format!("{prefix}-{number}-id"))?;
        Some(Place { table, row: Some(row), field: (field != "id").then_some(field) })
    })
}
