//! Saving the cells of a list: all rows or none, each by the fields, checks and functions of its form.

use super::desk::Desk;
use super::errors::Errors;
use super::field::FieldMeta;
use super::list::query;
use super::merge::{Base, Merge, merge};
use super::model::Model;
use super::posted::Posted;
use super::reply::Undone;
use super::staff::Right;
use super::submit::{check_relations, explain as explain_refusal, name_who_in_list};
use super::views::ConflictView;
use crate::platform::audit::{self, Source};
use crate::platform::db::Conn;
use crate::platform::web::error::AppError;

/// Rows that one page sends.
const MOST_ROWS: usize = 1_000;

/// A row of which something was entered.
struct Row {
    number: usize,
    id: i64,
}

/// Stores what was entered; how many rows really changed.
pub fn save(conn: &mut Conn, desk: &Desk<'_>, model: &Model, posted: &Posted) -> Result<usize, Undone> {
    let Some(form) = &model.form else { return Err(AppError::Forbidden.into()) };
    let editable = model.list.editable();
    let locked_names = model.locked_fields(&desk.staff, None);
    let locked = |meta: &FieldMeta| !editable.contains(&meta.name) || locked_names.contains(&meta.name);
    let rows = touched(posted, &editable);
    let keys: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let visible = query::visible(conn, &model.list, &desk.staff, &keys)?;
    audit::hold(conn, &model.tracked, &visible)?;
    let (mut errors, mut conflicts) = (Errors::default(), Vec::new());
    let mut drafts = Vec::new();
    for row in &rows {
        let prefix = format!("form-{}-", row.number);
        let stored =
            match visible.contains(&row.id) && model.may_with(conn, &desk.staff, Right::Change, row.id)? {
                true => form.load(conn, row.id)?,
                false => None,
            };
        let mut own = Errors::of(&prefix);
        let Some(mut draft) = stored else {
            own.add("id", "This row was deleted meanwhile, or you may not change it.");
            errors.extend(own);
            continue;
        };
        let base = Base::read(posted, &format!("{prefix}_base"));
        let how = Merge { posted, prefix: &prefix, base: base.as_ref(), locked: &locked, partial: true };
        let mut merged = merge(draft.as_mut(), &how, &desk.context, &mut own);
        if own.is_empty() && !merged.changed.is_empty() {
            draft.check(&mut own);
            check_relations(conn, desk, draft.as_ref(), &merged.changed, &mut own)?;
            own = at_cells(own, &prefix, &prefix, &editable);
        }
        errors.extend(own);
        name_who_in_list(conn, model, row.id, &prefix, &mut merged.conflicts)?;
        conflicts.extend(merged.conflicts);
        if !merged.changed.is_empty() {
            drafts.push((row, prefix, draft));
        }
    }
    if !errors.is_empty() || !conflicts.is_empty() {
        return Err(Undone::Again(errors, conflicts));
    }
    let edit = desk.edit();
    let changed: Vec<i64> = drafts.iter().map(|(row, ..)| row.id).collect();
    audit::tracked_many(conn, &edit, Source::List, &model.tracked, &changed, |conn| {
        for (row, prefix, draft) in &drafts {
            if let Err(refused) = form.save(conn, &edit, Some(row.id), draft.as_ref(), None) {
                let said = explain_refusal(refused, "", model)?;
                return Err(Undone::Again(at_cells(said, "", prefix, &editable), Vec::new()));
            }
        }
        Ok(())
    })?;
    Ok(changed.len())
}

/// What is wrong with a row, found at inputs that begin with `found`, where the list shows the row: at
/// its cell, or at the row as a whole for a field that has none.
fn at_cells(errors: Errors, found: &str, row: &str, editable: &[&'static str]) -> Errors {
    let mut shown = Errors::of(row);
    for error in errors.list() {
        match error.input.strip_prefix(found).filter(|name| editable.contains(name)) {
            Some(name) => shown.add_labelled(name, &error.label, &error.message),
            None if error.label.is_empty() => shown.add_labelled("id", "", &error.message),
            None => shown.add_labelled("id", "", format!("{}: {}", error.label, error.message)),
        }
    }
    shown
}

/// The rows of which an input differs from what it showed; all of them where nothing says what that
/// was.
fn touched(posted: &Posted, editable: &[&'static str]) -> Vec<Row> {
    let total = posted.count("form-TOTAL_FORMS", MOST_ROWS);
    (0..total)
        .filter_map(|number| {
            let prefix = format!("form-{number}-");
            let id = posted.number(&format!("{prefix}id"))?;
            let base = Base::read(posted, &format!("{prefix}_base"));
            let is_same = |name: &&'static str| {
                let sent = posted.all(&format!("{prefix}{name}"));
                base.as_ref().is_some_and(|base| base.shows(name, sent))
            };
            (!editable.iter().all(is_same)).then_some(Row { number, id })
        })
        .collect()
}

/// Says at the cells what others changed meanwhile, and has the next attempt compare with that.
pub fn explain(errors: &mut Errors, posted: &mut Posted, conflicts: &[ConflictView]) {
    for conflict in conflicts {
        let mut own = Errors::default();
        let who = if conflict.who.is_empty() { "Somebody else" } else { &conflict.who };
        let message = format!(
            "{who} changed this to “{}” meanwhile. Save again to put “{}” in its place.",
            conflict.theirs, conflict.mine
        );
        own.add_labelled(&conflict.input, &conflict.label, message);
        errors.extend(own);
        let Some((prefix, name)) = conflict.input.rsplit_once('-') else { continue };
        let input = format!("{prefix}-_base");
        if let Some(base) = Base::read(posted, &input) {
            posted.set(&input, base.with(name, vec![conflict.theirs.clone()]).write());
        }
    }
}
