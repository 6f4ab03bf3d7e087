//! Rows of a list as they are shown, with the cells that are edited in place.

use super::ListSpec;
use super::asked::Asked;
use super::column::{Column, Show};
use super::page::{Entered, Found};
use crate::admin::desk::Desk;
use crate::admin::errors::Errors;
use crate::admin::field::FieldMeta;
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::admin::value;
use crate::admin::views::{Cell, ListCell, RowView};
use crate::admin::widgets::{Lookups, field_view};
use crate::platform::db::Conn;
use crate::platform::db::value::{DynRow, Val};
use crate::platform::money::{Currency, Money};

/// The fields that this person edits in this list, with the column of each.
pub(super) fn editing<'a>(desk: &Desk<'_>, model: &'a Model, asked: &Asked) -> Vec<(usize, &'a FieldMeta)> {
    if !model.may(&desk.staff, Right::Change) || asked.has("_pick") {
        return Vec::new();
    }
    let Some(form) = &model.form else { return Vec::new() };
    let locked = model.locked_fields(&desk.staff, None);
    let columns = model.list.columns.iter().enumerate();
    columns
        .filter_map(|(position, column)| {
            let name = column.editable.filter(|name| !locked.contains(name))?;
            form.metas().iter().find(|meta| meta.name == name).map(|meta| (position, meta))
        })
        .collect()
}

/// The rows of a page, and the hidden inputs that belong to their cells.
pub(super) fn rows(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    found: &Found,
    editing: &[(usize, &FieldMeta)],
    entered: Option<&Entered<'_>>,
) -> diesel::QueryResult<(Vec<RowView>, Vec<(String, String)>)> {
    let (list, currency) = (&model.list, desk.context.currency);
    let mut lookups = Lookups::default();
    for row in &found.rows {
        for (position, meta) in editing {
            let column = list.columns.get(*position);
            let value = |column: &Column| texts(column, row.at(position + 1), currency);
            lookups.need_field(meta, &column.map(value).unwrap_or_default());
        }
    }
    lookups.load(conn, desk)?;
    let none = Errors::default();
    let errors = entered.map_or(&none, |entered| entered.errors);
    let mut hidden = Vec::new();
    let mut views = Vec::with_capacity(found.rows.len());
    for (number, row) in found.rows.iter().enumerate() {
        let id = row.at(0).int();
        let prefix = format!("form-{number}-");
        let mut base = serde_json::Map::new();
        let mut cells = Vec::with_capacity(list.columns.len());
        for (position, column) in list.columns.iter().enumerate() {
            let value = row.at(position + 1).clone().typed(column.term.kind);
            match editing.iter().find(|(edited, _)| *edited == position) {
                Some((_, meta)) => {
                    let stored = texts(column, &value, currency);
                    base.insert(meta.name.to_owned(), stored.clone().into());
                    let shown = match entered {
                        Some(entered) => entered.posted.all(&format!("{prefix}{}", meta.name)).to_vec(),
                        None => stored,
                    };
                    let mut field = field_view(meta, &prefix, &shown, None, &lookups, errors, desk);
                    field.label = format!("{} of {}", column.label, called(list, row));
                    cells.push(ListCell::Edit(field));
                }
                None => cells.push(shown(desk, model, column, position, id, &value)),
            }
        }
        if !editing.is_empty() {
            hidden.push((format!("{prefix}id"), id.to_string()));
            let kept = entered.map(|entered| entered.posted.get(&format!("{prefix}_base")).to_owned());
            let base = kept.unwrap_or_else(|| serde_json::Value::Object(base).to_string());
            hidden.push((format!("{prefix}_base"), base));
        }
        views.push(RowView {
            id,
            label: called(list, row),
            is_selected: false,
            cells,
            problem: errors.on(&format!("{prefix}id")).map(str::to_owned),
        });
    }
    if !editing.is_empty() {
        let total = views.len().to_string();
        hidden.push(("form-TOTAL_FORMS".to_owned(), total.clone()));
        hidden.push(("form-INITIAL_FORMS".to_owned(), total));
    }
    Ok((views, hidden))
}

/// A stored value as the input of its field shows it.
pub fn texts(column: &Column, value: &Val, currency: Currency) -> Vec<String> {
    match (&column.show, value.clone().typed(column.term.kind)) {
        (_, Val::Null) => Vec::new(),
        (Show::Money, value) => vec![currency.plain(Money(value.int()))],
        (_, Val::Bool(yes)) => {
            if yes {
                vec!["on".to_owned()]
            } else {
                Vec::new()
            }
        }
        (_, Val::Time(time)) => vec![value::moment(time)],
        (_, value) => vec![value.to_string()],
    }
}

fn called(list: &ListSpec, row: &DynRow) -> String {
    match row.at(list.columns.len() + 1).to_string() {
        empty if empty.trim().is_empty() => format!("#{}", row.at(0).int()),
        text => text,
    }
}

fn shown(desk: &Desk<'_>, model: &Model, column: &Column, position: usize, id: i64, value: &Val) -> ListCell {
    let list = &model.list;
    let cell = match column.cell(value, id, &desk.context) {
        Cell::Empty => Cell::Text(list.empty.to_owned()),
        Cell::Link { href, text } => match desk.door(&href) {
            Some(href) => Cell::Link { href, text },
            None => Cell::Text(text),
        },
        cell => cell,
    };
    let opens =
        list.is_link(column, position) && (model.form.is_some() && model.may(&desk.staff, Right::View));
    ListCell::Show { cell, href: opens.then(|| model.change_href(id)) }
}
