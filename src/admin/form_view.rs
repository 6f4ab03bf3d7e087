//! The form of an object as it is shown: opened, or once more with what was typed.

use std::collections::HashMap;

use super::desk::Desk;
use super::errors::Errors;
use super::form::{AnyForm, Draft, Fieldset};
use super::inline::AnyInline;
use super::inline_view;
use super::list::asked::Asked;
use super::list::query;
use super::merge::Base;
use super::model::Model;
use super::posted::Posted;
use super::staff::Right;
use super::views::{ConflictView, FieldView, FieldsetView, FormView, ToolView, WidgetView};
use super::widgets::{Lookups, Shown, field_view, fields};
use crate::platform::db::Conn;
use crate::platform::web::error::{AppError, OrNotFound};

/// What was sent and could not be stored.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// The form.
    pub posted: &'a Posted,
    /// What is wrong with it.
    pub errors: &'a Errors,
    /// What others changed meanwhile.
    pub conflicts: &'a [ConflictView],
}

/// The form of an object, or the empty one.
pub fn view(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    id: Option<i64>,
    asked: &Asked,
    sent: Option<Sent<'_>>,
) -> Result<FormView, AppError> {
    let form = model.form_for(id).or_not_found("page")?.clone();
    let draft = stored(conn, desk, model, form.as_ref(), id, asked)?;
    let right = if id.is_some() { Right::Change } else { Right::Add };
    let can_save = match id {
        Some(id) => model.may_with(conn, &desk.staff, Right::Change, id)?,
        None => model.may(&desk.staff, right),
    };
    let none = Errors::default();
    let errors = sent.map_or(&none, |sent| sent.errors);
    let shown = Shown {
        prefix: String::new(),
        draft: draft.as_ref(),
        posted: sent.map(|sent| sent.posted),
        locked: locked(model, desk, form.as_ref(), id, can_save),
    };
    let is_full = id.is_some() || model.add_form.is_none();
    let mut lookups = Lookups::default();
    lookups.need(&shown, desk);
    let choices = choices(conn, desk, model, id, asked, sent, &mut lookups)?;
    let inlines: Vec<&dyn AnyInline> = model.inlines.iter().map(AsRef::as_ref).filter(|_| is_full).collect();
    let groups = inline_view::read(conn, desk, &inlines, id, sent.map(|sent| sent.posted), &mut lookups)?;
    lookups.load(conn, desk)?;

    let mut named: HashMap<&str, FieldView> = HashMap::new();
    for (meta, field) in draft.metas().iter().zip(fields(&shown, &lookups, errors, desk)) {
        named.insert(meta.name, field);
    }
    for (many, keys) in model.manies.iter().zip(&choices) {
        let texts: Vec<String> = keys.iter().map(i64::to_string).collect();
        let is_locked = !can_save || shown.locked.contains(&many.meta.name);
        let cell = is_locked.then(|| names(many.meta.widget.model(), keys, &lookups));
        named.insert(many.meta.name, field_view(&many.meta, "", &texts, cell, &lookups, errors, desk));
    }
    if let Some(id) = id {
        for computed in &model.computed {
            let cell = (computed.compute)(conn, id, &desk.context)?;
            named.insert(computed.name, shown_field(computed.name, computed.label, cell));
        }
    }
    let fieldsets = fieldsets(form.as_ref(), model, named);
    let label = match id {
        Some(id) => label(conn, desk, model, id)?,
        None => String::new(),
    };
    let mut hidden = if can_save { hidden(desk, draft.as_ref(), id, sent) } else { Vec::new() };
    for (many, keys) in model.manies.iter().zip(&choices).filter(|_| is_full && can_save) {
        let kept = sent.map(|sent| sent.posted.get(&format!("{}-base", many.meta.name)).to_owned());
        let text = keys.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        hidden.push((format!("{}-base", many.meta.name), kept.unwrap_or(text)));
    }
    let inlines = inline_view::views(desk, &inlines, groups, id, can_save, sent, &lookups);
    let has_files = fieldsets
        .iter()
        .flat_map(|set| set.rows.iter().flatten())
        .chain(inlines.iter().flat_map(|inline| inline.template.iter().flat_map(|row| &row.fields)))
        .any(|field| matches!(field.widget, WidgetView::Picture { .. }));
    let may_add = model.may(&desk.staff, Right::Add) && !model.is_single;
    Ok(FormView {
        noun: model.noun.to_owned(),
        label,
        action: format!(
            "{}{}",
            id.map_or_else(|| model.add_href(), |id| model.change_href(id)),
            asked.query().trim_end_matches('?')
        ),
        has_files,
        hidden,
        errors: errors.list().to_vec(),
        conflicts: sent.map(|sent| sent.conflicts.to_vec()).unwrap_or_default(),
        fieldsets,
        inlines,
        can_save,
        can_continue: can_save && !asked.has("_popup"),
        can_add_another: can_save && may_add && !asked.has("_popup"),
        can_save_as_new: model.saves_as_new && id.is_some() && may_add,
        delete_href: match id {
            Some(id) if model.may_with(conn, &desk.staff, Right::Delete, id)? && !asked.has("_popup") => {
                Some(model.delete_href(id))
            }
            _ => None,
        },
        history_href: id.filter(|_| !asked.has("_popup")).map(|id| model.history_href(id)),
        view_href: match (id, model.on_site) {
            (Some(id), Some(on_site)) => on_site(conn, id)?,
            _ => None,
        },
        list_href: if model.is_single { String::new() } else { back(model, asked) },
        pages: id.map(|id| pages(desk, model, id, asked)).unwrap_or_default(),
        tools: id.map(|id| tools(desk, model, id, asked)).unwrap_or_default(),
    })
}

/// The list as it was before the form was opened.
pub fn back(model: &Model, asked: &Asked) -> String {
    match asked.get("_changelist_filters") {
        kept if !kept.is_empty() && model.list.preserves_filters => format!("{}?{kept}", model.href()),
        _ => model.href(),
    }
}

/// The object as it is stored, or a new one with what the address fills in.
fn stored(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    form: &dyn AnyForm,
    id: Option<i64>,
    asked: &Asked,
) -> Result<Box<dyn Draft>, AppError> {
    let Some(id) = id else {
        let mut draft = form.blank();
        let names: Vec<&'static str> = draft
            .metas()
            .iter()
            .filter(|meta| !meta.is_secret && !meta.read_only)
            .map(|meta| meta.name)
            .collect();
        for (field, meta) in form.metas().iter().enumerate().filter(|(_, meta)| names.contains(&meta.name)) {
            let given: Vec<String> = asked.all(meta.name).into_iter().map(str::to_owned).collect();
            // What makes no sense is left out: an address is no form.
            if !given.is_empty() && draft.put(field, &given, &desk.context).is_err() {
                tracing::debug!(field = meta.name, "a form cannot be filled in as its address asks");
            }
        }
        return Ok(draft);
    };
    if !model.is_single && query::visible(conn, &model.list, &desk.staff, &[id])?.is_empty() {
        return Err(AppError::NotFound("object"));
    }
    form.load(conn, id)?.or_not_found("object")
}

/// Names of the fields that cannot be edited by this person.
fn locked(
    model: &Model,
    desk: &Desk<'_>,
    form: &dyn AnyForm,
    id: Option<i64>,
    can_save: bool,
) -> Vec<&'static str> {
    if !can_save {
        return form.metas().iter().map(|meta| meta.name).collect();
    }
    let only_new = form.metas().iter().filter(|meta| id.is_some() && meta.only_new).map(|meta| meta.name);
    model.locked_fields(&desk.staff, id).into_iter().chain(only_new).collect()
}

/// The keys of every chooser.
fn choices(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    id: Option<i64>,
    asked: &Asked,
    sent: Option<Sent<'_>>,
    lookups: &mut Lookups,
) -> Result<Vec<Vec<i64>>, AppError> {
    let is_full = id.is_some() || model.add_form.is_none();
    let mut all = Vec::new();
    for many in model.manies.iter().filter(|_| is_full) {
        let keys = match (sent, id) {
            (Some(sent), _) => sent.posted.keys(many.meta.name),
            (None, Some(id)) => {
                // What this person may not see is neither shown nor taken away by saving.
                let keys = (many.load)(conn, id)?;
                match many.meta.widget.model().and_then(|name| desk.site.find(name)) {
                    Some(target) if !target.may(&desk.staff, Right::View) => Vec::new(),
                    Some(target) => query::visible(conn, &target.list, &desk.staff, &keys)?,
                    None => keys,
                }
            }
            (None, None) => {
                let given = asked.all(many.meta.name).into_iter();
                given.flat_map(|value| value.split(',')).filter_map(|value| value.parse().ok()).collect()
            }
        };
        let texts: Vec<String> = keys.iter().map(i64::to_string).collect();
        lookups.need_field(&many.meta, &texts);
        all.push(keys);
    }
    Ok(all)
}

fn names(model: Option<&'static str>, keys: &[i64], lookups: &Lookups) -> super::views::Cell {
    let labels: Vec<String> =
        model.map(|model| keys.iter().map(|key| lookups.label(model, *key)).collect()).unwrap_or_default();
    if labels.is_empty() { super::views::Cell::Empty } else { super::views::Cell::Lines(labels) }
}

fn shown_field(name: &str, label: &str, cell: super::views::Cell) -> FieldView {
    FieldView {
        input: name.to_owned(),
        label: label.to_owned(),
        help: String::new(),
        required: false,
        error: None,
        widget: WidgetView::Shown(cell),
    }
}

/// The groups; what no group names stands in a first one.
fn fieldsets(form: &dyn AnyForm, model: &Model, mut named: HashMap<&str, FieldView>) -> Vec<FieldsetView> {
    let mut sets: Vec<FieldsetView> = Vec::new();
    for fieldset in form.fieldsets() {
        let rows: Vec<Vec<FieldView>> = fieldset
            .rows
            .iter()
            .map(|row| row.iter().filter_map(|name| named.remove(name)).collect::<Vec<_>>())
            .filter(|row: &Vec<FieldView>| !row.is_empty())
            .collect();
        if !rows.is_empty() {
            sets.push(set(fieldset, rows));
        }
    }
    let order = form
        .metas()
        .iter()
        .map(|meta| meta.name)
        .chain(model.manies.iter().map(|many| many.meta.name))
        .chain(model.computed.iter().map(|computed| computed.name));
    let rest: Vec<Vec<FieldView>> =
        order.filter_map(|name| named.remove(name)).map(|field| vec![field]).collect();
    if !rest.is_empty() {
        sets.insert(0, set(&Fieldset::default(), rest));
    }
    sets
}

fn set(fieldset: &Fieldset, rows: Vec<Vec<FieldView>>) -> FieldsetView {
    FieldsetView {
        title: fieldset.title.to_owned(),
        description: fieldset.description.to_owned(),
        collapses: fieldset.collapses,
        is_open: rows.iter().flatten().any(|field| field.error.is_some()),
        rows,
    }
}

/// What the form showed when it was opened, for whoever saves it.
fn hidden(
    desk: &Desk<'_>,
    draft: &dyn Draft,
    id: Option<i64>,
    sent: Option<Sent<'_>>,
) -> Vec<(String, String)> {
    let mut hidden = Vec::new();
    if id.is_some() {
        let now = Base::of(draft, &desk.context);
        let base = match sent {
            Some(sent) => Base::read(sent.posted, "_base").map(|old| old.renewed(&now, "", sent.conflicts)),
            None => Some(now),
        };
        hidden.extend(base.map(|base| ("_base".to_owned(), base.write())));
    }
    for conflict in sent.map(|sent| sent.conflicts).unwrap_or_default() {
        hidden.push(("_conflicts".to_owned(), conflict.input.clone()));
    }
    hidden
}

/// How an object is called.
pub fn label(conn: &mut Conn, desk: &Desk<'_>, model: &Model, id: i64) -> Result<String, AppError> {
    if model.is_single {
        return Ok(super::model::capitalised(model.noun));
    }
    let found = query::labels_of(conn, &model.list, &desk.staff, &[id])?;
    found.into_iter().next().map(|(_, label)| label).or_not_found("object")
}

fn pages(desk: &Desk<'_>, model: &Model, id: i64, asked: &Asked) -> Vec<(String, String)> {
    let pages = model.pages.iter().filter(|page| !asked.has("_popup") && desk.staff.may(page.permission));
    pages.map(|page| (page.label.to_owned(), model.page_href(id, page))).collect()
}

fn tools(desk: &Desk<'_>, model: &Model, id: i64, asked: &Asked) -> Vec<ToolView> {
    if asked.has("_popup") {
        return Vec::new();
    }
    model
        .actions
        .iter()
        .filter(|action| action.meta.is_tool && desk.staff.may(action.meta.permission))
        .map(|action| ToolView {
            label: action.meta.label.to_owned(),
            name: action.meta.name.to_owned(),
            key: id.to_string(),
            href: model.href(),
            is_dangerous: action.meta.is_dangerous,
        })
        .collect()
}
