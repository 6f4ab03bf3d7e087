//! What would go with objects, in words; and deleting them.

use diesel::QueryResult;

use super::deletion::{Affected, preview_by};
use super::desk::Desk;
use super::list::column::label_of;
use super::list::query;
use super::model::Model;
use super::staff::Right;
use super::submit::explain;
use super::views::{AffectedView, DeleteView};
use crate::platform::audit::{self, Source};
use crate::platform::db::Conn;
use crate::platform::db::catalogue::Catalogue;
use crate::platform::editing::Refused;
use crate::platform::text::grouped;

/// Names that a page lists.
const MOST_NAMED: usize = 100;

/// Why objects are not deleted.
pub enum Refusal {
    /// The domain or what still refers to them says no.
    Said(String),
    /// A permission for what would go with them is missing.
    Missing,
    /// The database did not answer.
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for Refusal {
    fn from(error: diesel::result::Error) -> Self {
        Refusal::Database(error)
    }
}

/// The page that asks. What this person may not see is counted, never named.
pub fn view(conn: &mut Conn, desk: &Desk<'_>, model: &Model, keys: &[i64]) -> QueryResult<DeleteView> {
    let catalogue = Catalogue::read(conn)?;
    let found = preview_by(conn, &catalogue, &desk.site.generics, key_of(model), keys)?;
    let shown: Vec<i64> = keys.iter().copied().take(MOST_NAMED).collect();
    let labels = query::labels_of(conn, &model.list, &desk.staff, &shown)?;
    let more = keys.len().saturating_sub(labels.len());
    let mut view = DeleteView {
        question: match (labels.first(), keys.len()) {
            (Some((_, label)), 1) => format!("Are you sure you want to delete the {} “{label}”?", model.noun),
            (_, many) => format!(
                "Are you sure you want to delete the selected {} {}?",
                grouped(i64::try_from(many).unwrap_or(i64::MAX)),
                model.plural
            ),
        },
        missing: missing(desk, model, &found.goes),
        objects: labels.into_iter().map(|(key, label)| (label, Some(model.change_href(key)))).collect(),
        more,
        ..DeleteView::default()
    };
    // The objects themselves are named above.
    for affected in
        found.goes.iter().filter(|affected| affected.table != model.tracked.table || !affected.via.is_empty())
    {
        view.goes.push(affected_view(conn, desk, affected)?);
    }
    for affected in &found.cleared {
        view.cleared.push(affected_view(conn, desk, affected)?);
    }
    for affected in &found.blocks {
        view.blocks.push(affected_view(conn, desk, affected)?);
    }
    Ok(view)
}

/// The table of a model and the column of its key, which its list knows.
fn key_of(model: &Model) -> (&'static str, &'static str) {
    (model.tracked.table, model.list.key_name)
}

/// The nouns of what would go and this person may not delete. Rows of tables without a registration
/// belong to what they hang on.
fn missing(desk: &Desk<'_>, model: &Model, goes: &[Affected]) -> Vec<String> {
    let own = goes.iter().filter(|affected| affected.table != model.tracked.table);
    own.filter_map(|affected| desk.site.of_table(&affected.table))
        .filter(|model| !desk.staff.may_do(Right::Delete, model.name()))
        .map(|model| model.noun.to_owned())
        .collect()
}

fn affected_view(conn: &mut Conn, desk: &Desk<'_>, affected: &Affected) -> QueryResult<AffectedView> {
    let model = desk.site.of_table(&affected.table);
    let (noun, plural) = match model {
        Some(model) => (model.noun.to_owned(), model.plural.to_owned()),
        None => {
            let words = label_of(&affected.table).to_lowercase();
            (words.strip_suffix('s').unwrap_or(&words).to_owned(), words)
        }
    };
    let named = match model.filter(|model| model.may(&desk.staff, Right::View)) {
        Some(model) => query::labels_of(conn, &model.list, &desk.staff, &affected.keys)?
            .into_iter()
            .map(|(key, label)| (label, model.form.is_some().then(|| model.change_href(key))))
            .collect(),
        None => Vec::new(),
    };
    let count = i64::try_from(named.len()).unwrap_or(0);
    Ok(AffectedView {
        label: format!("{} {}", grouped(affected.count), if affected.count == 1 { noun } else { plural }),
        examples: named,
        more: affected.count - count,
    })
}

/// Deletes objects with everything that goes with them, and writes the history of it.
pub fn run(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    keys: &[i64],
    source: Source,
) -> Result<usize, Refusal> {
    let Some(delete) = model.delete else { return Err(Refusal::Missing) };
    for key in keys {
        if !model.may_with(conn, &desk.staff, Right::Delete, *key)? {
            return Err(Refusal::Missing);
        }
    }
    let catalogue = Catalogue::read(conn)?;
    let found = preview_by(conn, &catalogue, &desk.site.generics, key_of(model), keys)?;
    if !missing(desk, model, &found.goes).is_empty() {
        return Err(Refusal::Missing);
    }
    if let Some(blocking) = found.blocks.first() {
        let blocking = affected_view(conn, desk, blocking)?;
        return Err(Refusal::Said(format!(
            "Cannot delete {}: {} still refer to them.",
            if keys.len() == 1 { format!("the {}", model.noun) } else { format!("these {}", model.plural) },
            blocking.label
        )));
    }
    let edit = desk.edit();
    let deleted =
        audit::tracked_many(conn, &edit, source, &model.tracked, keys, |conn| delete(conn, &edit, keys));
    deleted.map_err(|refused: Refused| match explain(refused, "", model) {
        Ok(errors) => {
            Refusal::Said(errors.list().first().map(|error| error.message.clone()).unwrap_or_default())
        }
        Err(error) => Refusal::Database(error),
    })
}
