//! Storing what a form sent: one writing transaction, all of it or nothing.

use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind, Error};

use super::desk::Desk;
use super::errors::Errors;
use super::field::FieldMeta;
use super::form::{AnyForm, Draft};
use super::inline::{AnyInline, DraftRows, InlineMeta, Many};
use super::list::query;
use super::merge::{Base, Merge, merge};
use super::model::Model;
use super::posted::Posted;
use super::staff::Right;
use super::views::ConflictView;
use crate::platform::audit::{self, Source};
use crate::platform::db::Conn;
use crate::platform::editing::{Chosen, Edit, Refused};

/// Most rows that one inline sends.
pub const MOST_ROWS: usize = 5_000;

/// What came of a form.
pub enum Outcome {
    /// Stored under this key; names of what changed, for the message.
    Saved(i64, bool),
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
/// `id` is the object, or `None` for a new one. The caller rolls the transaction back unless the
/// outcome is [`Outcome::Saved`].
pub fn submit(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    id: Option<i64>,
    posted: &Posted,
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
    let how = Merge { posted, prefix: "", base: base.as_ref(), locked: &is_locked, partial: false, who: "" };
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
        return Ok(Outcome::Again(errors, conflicts));
    }
    let changes = fields_changed
        || inlines.iter().any(|work| !work.rows.is_empty())
        || chosen.iter().any(|(_, chosen)| !chosen.is_empty());
    if let (Some(id), false) = (id, changes) {
        return Ok(Outcome::Saved(id, false));
    }
    let saved = audit::tracked(conn, &edit, Source::Form, &model.tracked, id, |conn| {
        store(conn, &edit, form.as_ref(), id, fields_changed, draft.as_ref(), inlines, &chosen)
    });
    match saved {
        Ok((id, ())) => Ok(Outcome::Saved(id, true)),
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
    draft: &dyn Draft,
    inlines: Vec<InlineWork<'_>>,
    chosen: &[(&Many, Chosen)],
) -> Result<(i64, ()), Failed> {
    let key = match (id, fields_changed) {
        (Some(id), false) => id,
        (id, _) => form.save(conn, edit, id, draft).map_err(Failed::in_form)?,
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
    Ok((key, ()))
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
    if query::visible(conn, &model.list, &desk.staff, &[id])?.is_empty() && !model.is_single {
        return Ok(None);
    }
    audit::hold(conn, &model.tracked, &[id])?;
    form.load(conn, id)
}

/// What becomes of the rows of an inline.
fn read_rows(
    conn: &mut Conn,
    desk: &Desk<'_>,
    inline: &dyn AnyInline,
    parent: Option<i64>,
    posted: &Posted,
    errors: &mut Errors,
    conflicts: &mut Vec<ConflictView>,
) -> QueryResult<DraftRows> {
    let meta = inline.meta();
    let mut rows = DraftRows::default();
    let may = |right: Right| inline_may(desk, meta, right);
    if !posted.has(&format!("{}-TOTAL_FORMS", meta.prefix)) {
        return Ok(rows);
    }
    let mut stored = match parent {
        Some(parent) => inline.load(conn, parent)?,
        None => Vec::new(),
    };
    let had = stored.len();
    let total = posted.count(&format!("{}-TOTAL_FORMS", meta.prefix), MOST_ROWS);
    let mut kept = had;
    if posted.number(&format!("{}-TOTAL_FORMS", meta.prefix)).is_some_and(|sent| sent > most_rows()) {
        let message = format!("Please submit at most {MOST_ROWS} forms.");
        errors.add_labelled(meta.prefix, &meta.title, message);
        return Ok(rows);
    }
    for number in 0..total {
        let prefix = format!("{}-{number}-", meta.prefix);
        let id = posted.number(&format!("{prefix}id"));
        let removes = posted.is_ticked(&format!("{prefix}DELETE"));
        match id {
            None if removes => {}
            None => {
                let draft = inline.blank();
                if may(Right::Add) && is_filled(draft.as_ref(), posted, &prefix, desk) {
                    let entry = RowEntry { prefix: &prefix, is_stored: false, base: None };
                    rows.added.push(read_row(conn, desk, draft, &entry, posted, errors, conflicts)?.0);
                    kept += 1;
                }
            }
            Some(id) => {
                let Some(place) = stored.iter().position(|(known, _)| *known == id) else {
                    let row = Gone { inline, prefix: &prefix, number, removes, posted };
                    if row.is_wanted() && may(Right::Add) {
                        let entry = RowEntry { prefix: &prefix, is_stored: false, base: None };
                        let blank = inline.blank();
                        rows.added.push(read_row(conn, desk, blank, &entry, posted, errors, conflicts)?.0);
                        kept += 1;
                    } else {
                        conflicts.extend(row.conflict(desk));
                    }
                    continue;
                };
                let (_, draft) = stored.swap_remove(place);
                if removes {
                    if may(Right::Delete) && meta.can_delete {
                        rows.removed.push(id);
                        kept -= 1;
                    }
                    continue;
                }
                if !may(Right::Change) {
                    continue;
                }
                let base = Base::read(posted, &format!("{prefix}_base"));
                let entry = RowEntry { prefix: &prefix, is_stored: true, base: base.as_ref() };
                let (draft, changed) = read_row(conn, desk, draft, &entry, posted, errors, conflicts)?;
                if changed {
                    rows.changed.push((id, draft));
                }
            }
        }
    }
    if kept < meta.min && may(Right::Add) {
        errors.add_labelled(meta.prefix, &meta.title, least(meta));
    }
    if meta.max.is_some_and(|most| kept > most.max(had)) {
        errors.add_labelled(meta.prefix, &meta.title, most(meta));
    }
    Ok(rows)
}

fn most_rows() -> i64 {
    i64::try_from(MOST_ROWS).unwrap_or(i64::MAX)
}

/// Whether a person may do this with the rows of an inline.
pub fn inline_may(desk: &Desk<'_>, meta: &InlineMeta, right: Right) -> bool {
    desk.staff.may_do(right, meta.model)
}

fn least(meta: &InlineMeta) -> String {
    format!("Please submit at least {} {}.", meta.min, if meta.min == 1 { "form" } else { "forms" })
}

fn most(meta: &InlineMeta) -> String {
    let most = meta.max.unwrap_or_default();
    format!("Please submit at most {most} {}.", if most == 1 { "form" } else { "forms" })
}

/// A row that somebody else removed meanwhile.
struct Gone<'a> {
    inline: &'a dyn AnyInline,
    prefix: &'a str,
    number: usize,
    removes: bool,
    posted: &'a Posted,
}

impl Gone<'_> {
    fn input(&self) -> String {
        format!("{}id", self.prefix)
    }

    /// Whether it shall be made once more.
    fn is_wanted(&self) -> bool {
        !self.removes && self.posted.get(&format!("{}-resolve", self.input())) == "mine"
    }

    /// Leaving it alone or removing it is no conflict.
    fn conflict(&self, desk: &Desk<'_>) -> Option<ConflictView> {
        if self.removes || self.posted.get(&format!("{}-resolve", self.input())) == "theirs" {
            return None;
        }
        let base = Base::read(self.posted, &format!("{}_base", self.prefix));
        let mut blank = self.inline.blank();
        let metas = blank.metas().to_vec();
        let (mut mine, mut touched) = (Vec::new(), base.is_none());
        for (field, meta) in metas.iter().enumerate().filter(|(_, meta)| !meta.read_only && !meta.only_new) {
            let input = format!("{}{}", self.prefix, meta.name);
            let sent = self.posted.all(&input);
            let entered = match blank.put(field, sent, &desk.context) {
                Ok(()) => blank.show(field, &desk.context),
                Err(_) => sent.to_vec(),
            };
            touched = touched || base.as_ref().is_some_and(|base| !base.shows(meta.name, &entered));
            mine.extend(entered.into_iter().filter(|text| !text.is_empty()));
        }
        touched.then(|| ConflictView {
            input: self.input(),
            label: format!("{} {}", self.inline.meta().noun, self.number + 1),
            base: base.map(|_| "this row".to_owned()),
            mine: mine.join(", "),
            theirs: "(deleted)".to_owned(),
            who: String::new(),
        })
    }
}

/// Where a row comes from.
struct RowEntry<'a> {
    /// Names of its inputs begin with this.
    prefix: &'a str,
    /// Whether there is such a row already.
    is_stored: bool,
    /// What it showed.
    base: Option<&'a Base>,
}

/// Reads one row onto what is stored; whether that changed anything.
fn read_row(
    conn: &mut Conn,
    desk: &Desk<'_>,
    mut draft: Box<dyn Draft>,
    entry: &RowEntry<'_>,
    posted: &Posted,
    errors: &mut Errors,
    conflicts: &mut Vec<ConflictView>,
) -> QueryResult<(Box<dyn Draft>, bool)> {
    let prefix = entry.prefix;
    let mut own = Errors::of(prefix);
    let locked = |meta: &FieldMeta| entry.is_stored && meta.only_new;
    let how = Merge { posted, prefix, base: entry.base, locked: &locked, partial: false, who: "" };
    let merged = merge(draft.as_mut(), &how, &desk.context, &mut own);
    if own.is_empty() {
        draft.check(&mut own);
        check_relations(conn, desk, draft.as_ref(), &merged.changed, &mut own)?;
    }
    errors.extend(own);
    conflicts.extend(merged.conflicts);
    Ok((draft, !merged.changed.is_empty()))
}

/// Whether anything was entered into an empty row.
fn is_filled(blank: &dyn Draft, posted: &Posted, prefix: &str, desk: &Desk<'_>) -> bool {
    blank.metas().iter().enumerate().filter(|(_, meta)| !meta.read_only).any(|(field, meta)| {
        let sent: Vec<&str> =
            posted.all(&format!("{prefix}{}", meta.name)).iter().map(|text| text.trim()).collect();
        let shown = blank.show(field, &desk.context);
        let shown: Vec<&str> = shown.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let sent: Vec<&str> = sent.into_iter().filter(|text| !text.is_empty()).collect();
        // A place by itself is no row: the script of the page numbers empty rows as well.
        sent != shown && meta.name != "position"
    })
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
                errors.add_labelled(
                    many.meta.name,
                    &many.meta.label,
                    crate::platform::web::form::NOT_A_CHOICE,
                );
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
            errors.add_labelled(meta.name, &meta.label, crate::platform::web::form::NOT_A_CHOICE);
        }
    }
    Ok(())
}

/// A refusal as messages at inputs; a fault of the database stays one.
pub fn explain(refused: Refused, prefix: &str, model: &Model) -> QueryResult<Errors> {
    let mut errors = Errors::default();
    match refused {
        Refused::Field(field, message) if prefix.is_empty() => errors.add(field, message),
        Refused::Field(field, message) => {
            let label = super::list::column::label_of(field);
            errors.add_labelled("", prefix, format!("{label}: {message}"));
        }
        Refused::Whole(message) => errors.add_labelled("", "", message),
        Refused::Database(error) => match constraint(&error, model) {
            Some((field, message)) => errors.add(&field, message),
            None => return Err(error),
        },
    }
    Ok(errors)
}

/// What a broken constraint says to the person; `None` for a fault.
fn constraint(error: &Error, model: &Model) -> Option<(String, String)> {
    let Error::DatabaseError(kind, info) = error else { return None };
    let message = info.message();
    match kind {
        DatabaseErrorKind::UniqueViolation => {
            // "UNIQUE constraint failed: products.slug", or the constraint `products_slug_key`.
            let named = info.constraint_name().unwrap_or(message);
            let metas = model.form.as_ref().map(|form| form.metas().to_vec()).unwrap_or_default();
            let meta = metas.iter().find(|meta| {
                let column = format!("{}.{}", model.tracked.table, meta.name);
                named.ends_with(&column) || named.contains(&format!("{}_{}_", model.tracked.table, meta.name))
            });
            let noun = super::model::capitalised(model.noun);
            Some(match meta {
                Some(meta) => {
                    (meta.name.to_owned(), format!("{noun} with this {} already exists.", meta.label))
                }
                None => (String::new(), format!("{noun} with these values already exists.")),
            })
        }
        DatabaseErrorKind::ForeignKeyViolation => Some((
            String::new(),
            "Something that this refers to is gone, or something else still refers to it.".to_owned(),
        )),
        DatabaseErrorKind::CheckViolation => {
            Some((String::new(), "The database does not take these values together.".to_owned()))
        }
        DatabaseErrorKind::NotNullViolation => {
            Some((String::new(), "A value that must be there is missing.".to_owned()))
        }
        _ => None,
    }
}
