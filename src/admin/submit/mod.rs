//! Storing what a form sent: one writing transaction, all of it or nothing.

mod refusals;
mod rows;
mod who;

use diesel::QueryResult;
use diesel::result::Error;

pub use refusals::explain;
pub use rows::{MOST_ROWS, inline_may};
pub use who::name_who_in_list;

use super::desk::Desk;
use super::errors::Errors;
use super::field::FieldMeta;
use super::form::{AnyForm, Draft, Stored};
use super::inline::{AnyInline, DraftRows, Many};
use super::list::query;
use super::merge::{Base, Merge, merge};
use super::model::Model;
use super::posted::Posted;
use super::preparation::Prepared;
use super::staff::Right;
use super::views::ConflictView;
use crate::platform::audit::{self, Source};
use crate::platform::db::Conn;
use crate::platform::editing::{Chosen, Edit, Refused};
use crate::platform::web::form::NOT_A_CHOICE;
use rows::read_rows;
use who::name_who;

/// What came of a form.
pub enum Outcome {
    /// Stored under this key, and whether anything changed, for the message.
    Saved(Stored, bool),
    /// The object is gone, or may not be seen.
    Gone,
    /// Not stored: what is wrong, or what others changed meanwhile.
    Again(Errors, Vec<ConflictView>),
}

/// Rows of an inline that are to be stored, once everything is right.
struct InlineWork<'a> {
    inline: &'a dyn AnyInline,
    rows: DraftRows,
}

/// Checks and stores a form with everything in it.
///
/// `id` is the object, or `None` for a new one; `made` is what was prepared for it. The caller rolls
/// the transaction back unless the outcome is [`Outcome::Saved`].
pub fn submit(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    id: Option<i64>,
    posted: &Posted,
    made: Option<&Prepared>,
) -> QueryResult<Outcome> {
    let Some(form) = model.form_for(id) else { return Ok(Outcome::Gone) };
    let edit = desk.edit();
    let mut draft = match id {
        None => form.blank(),
        Some(id) => match hold(conn, desk, model, form.as_ref(), id)? {
            Some(draft) => draft,
            None => return Ok(Outcome::Gone),
        },
    };
    let mut errors = Errors::default();
    let mut conflicts = Vec::new();
    let locked = model.locked_fields(&desk.staff, id);
    let base = Base::read(posted, "_base").filter(|_| id.is_some());
    let is_locked = |meta: &FieldMeta| locked.contains(&meta.name) || (id.is_some() && meta.only_new);
    let how = Merge { posted, prefix: "", base: base.as_ref(), locked: &is_locked, partial: false };
    let merged = merge(draft.as_mut(), &how, &desk.context, &mut errors);
    conflicts.extend(merged.conflicts);
    let fields_changed = id.is_none() || !merged.changed.is_empty();

    let mut inlines = Vec::new();
    if id.is_some() || model.add_form.is_none() {
        for inline in model.inlines.iter().filter(|inline| id.is_some() || inline.meta().on_add) {
            let rows = read_rows(conn, desk, inline.as_ref(), id, posted, &mut errors, &mut conflicts)?;
            inlines.push(InlineWork { inline: inline.as_ref(), rows });
        }
    }
    let chosen = read_choices(conn, desk, model, id, posted, &mut errors)?;
    draft.check(&mut errors);
    check_relations(conn, desk, draft.as_ref(), &merged.changed, &mut errors)?;
    if !errors.is_empty() || !conflicts.is_empty() {
        if let Some(id) = id {
            name_who(conn, model, id, posted, &mut conflicts)?;
        }
        return Ok(Outcome::Again(errors, conflicts));
    }
    let changes = fields_changed
        || inlines.iter().any(|work| !work.rows.is_empty())
        || chosen.iter().any(|(_, chosen)| !chosen.is_empty());
    if let (Some(id), false) = (id, changes) {
        return Ok(Outcome::Saved(id.into(), false));
    }
    let saved = audit::tracked(conn, &edit, Source::Form, &model.tracked, id, |conn| {
        store(conn, &edit, form.as_ref(), id, fields_changed, (draft.as_ref(), made), inlines, &chosen)
    });
    match saved {
        Ok((id, note)) => Ok(Outcome::Saved(Stored { id, note }, true)),
        Err(Failed(prefix, refused)) => Ok(Outcome::Again(explain(refused, &prefix, model)?, Vec::new())),
    }
}

#[expect(clippy::too_many_arguments, reason = "everything that one save stores")]
fn store(
    conn: &mut Conn,
    edit: &Edit,
    form: &dyn AnyForm,
    id: Option<i64>,
    fields_changed: bool,
    (draft, made): (&dyn Draft, Option<&Prepared>),
    inlines: Vec<InlineWork<'_>>,
    chosen: &[(&Many, Chosen)],
) -> Result<(i64, Option<String>), Failed> {
    let Stored { id: key, note } = match (id, fields_changed) {
        (Some(id), false) => id.into(),
        (id, _) => form.save(conn, edit, id, draft, made).map_err(Failed::in_form)?,
    };
    for InlineWork { inline, rows } in inlines {
        if !rows.is_empty() {
            let prefix = inline.meta().prefix;
            inline.save(conn, edit, key, rows).map_err(|refused| Failed(prefix.to_owned(), refused))?;
        }
    }
    for (many, chosen) in chosen.iter().filter(|(_, chosen)| !chosen.is_empty()) {
        (many.save)(conn, edit, key, chosen).map_err(|refused| match refused {
            Refused::Whole(message) => Failed(String::new(), Refused::Field(many.meta.name, message)),
            refused => Failed(String::new(), refused),
        })?;
    }
    Ok((key, note))
}

/// A refusal with the inline that it came from.
struct Failed(String, Refused);

impl Failed {
    fn in_form(refused: Refused) -> Failed {
        Failed(String::new(), refused)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed(String::new(), Refused::Database(error))
    }
}

/// The object as it is stored, held until the end of the transaction; `None` when it is gone or may
/// not be seen.
fn hold(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    form: &dyn AnyForm,
    id: i64,
) -> QueryResult<Option<Box<dyn Draft>>> {
    if !model.is_single && query::visible(conn, &model.list, &desk.staff, &[id])?.is_empty() {
        return Ok(None);
    }
    audit::hold(conn, &model.tracked, &[id])?;
    form.load(conn, id)
}

/// What becomes of the choices: the difference to what the form showed.
fn read_choices<'a>(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &'a Model,
    id: Option<i64>,
    posted: &Posted,
    errors: &mut Errors,
) -> QueryResult<Vec<(&'a Many, Chosen)>> {
    let mut all = Vec::new();
    if id.is_none() && model.add_form.is_some() {
        return Ok(all);
    }
    let locked = model.locked_fields(&desk.staff, id);
    for many in model.manies.iter().filter(|many| !locked.contains(&many.meta.name)) {
        let base_input = format!("{}-base", many.meta.name);
        // A script that sends neither says nothing about the choice.
        if !posted.has(many.meta.name) && !posted.has(&base_input) {
            continue;
        }
        let stored = match id {
            Some(id) => (many.load)(conn, id)?,
            None => Vec::new(),
        };
        let base = if posted.has(&base_input) { posted.keys(&base_input) } else { stored.clone() };
        let mine = posted.keys(many.meta.name);
        let chosen = Chosen {
            added: mine.iter().copied().filter(|key| !base.contains(key) && !stored.contains(key)).collect(),
            removed: base.iter().copied().filter(|key| !mine.contains(key) && stored.contains(key)).collect(),
        };
        let target = many.meta.widget.model().and_then(|name| desk.site.find(name));
        if let Some(target) = target.filter(|_| !chosen.added.is_empty()) {
            let visible = match target.may(&desk.staff, Right::View) {
                true => query::visible(conn, &target.list, &desk.staff, &chosen.added)?,
                false => Vec::new(),
            };
            if visible.len() != chosen.added.len() {
                errors.add_labelled(many.meta.name, &many.meta.label, NOT_A_CHOICE);
            }
        }
        all.push((many, chosen));
    }
    Ok(all)
}

/// Objects that changed relations point at must be there and visible to this person; what was there
/// before stays, whoever may see it.
pub(super) fn check_relations(
    conn: &mut Conn,
    desk: &Desk<'_>,
    draft: &dyn Draft,
    changed: &[&'static str],
    errors: &mut Errors,
) -> QueryResult<()> {
    for (field, meta) in draft.metas().iter().enumerate().filter(|(_, meta)| changed.contains(&meta.name)) {
        let Some(target) = meta.widget.model().and_then(|name| desk.site.find(name)) else { continue };
        let keys: Vec<i64> =
            draft.show(field, &desk.context).iter().filter_map(|text| text.parse().ok()).collect();
        if keys.is_empty() {
            continue;
        }
        if query::visible(conn, &target.list, &desk.staff, &keys)?.len() != keys.len() {
            errors.add_labelled(meta.name, &meta.label, NOT_A_CHOICE);
        }
    }
    Ok(())
}
