//! Entries of the history as they are shown.

use serde_json::Value;

use super::desk::Desk;
use super::list::column::label_of;
use super::model::{Model, capitalised};
use super::staff::Right;
use super::views::{ChangeView, EntryView};
use crate::platform::audit::{Change, Entry, Flag, Source};

/// One entry; `with_object` on pages about more than one object.
pub fn entry(desk: &Desk<'_>, entry: &Entry, with_object: bool) -> EntryView {
    let model = desk.site.find(&entry.model);
    let may_open = entry.flag != Flag::Delete
        && model.is_some_and(|model| model.form.is_some() && model.may(&desk.staff, Right::View));
    let href = model.filter(|_| may_open).map(|model| model.change_href(entry.object_id));
    let (what, flag) = match entry.flag {
        Flag::Add => ("Added", "add"),
        Flag::Change => ("Changed", "change"),
        Flag::Delete => ("Deleted", "delete"),
    };
    EntryView {
        at: entry.created_at.format("%-d %b %Y, %H:%M:%S UTC").to_string(),
        at_iso: entry.created_at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        actor: entry.actor.clone(),
        what: what.to_owned(),
        flag,
        how: how(entry.source).to_owned(),
        noun: match with_object {
            true => model.map_or_else(|| entry.model.clone(), |model| capitalised(model.noun)),
            false => String::new(),
        },
        object: (entry.label.clone(), href.filter(|_| with_object)),
        changes: entry.changes.iter().flat_map(|change| changes(desk, model, change)).collect(),
    }
}

fn how(source: Source) -> &'static str {
    match source {
        Source::Form => "",
        Source::List => "in the list",
        Source::Action => "by an action",
        Source::Import => "by an import",
        Source::Api => "through the API",
        Source::Command => "by a command",
    }
}

/// The values that changed in a row, without those that follow from others; of a new or deleted object
/// only what is not empty.
fn changes(desk: &Desk<'_>, model: Option<&Model>, change: &Change) -> Vec<ChangeView> {
    let own = model.is_some_and(|model| model.tracked.table == change.table);
    let row = match own {
        true => String::new(),
        false => {
            let noun = desk
                .site
                .of_table(&change.table)
                .map_or_else(|| singular(&change.table), |model| capitalised(model.noun));
            let key = change.id.map(|id| format!(" {id}")).unwrap_or_default();
            format!("{noun}{key}: ")
        }
    };
    let follows = |name: &str| own && model.is_some_and(|model| model.tracked.quiet.contains(&name));
    change
        .fields
        .iter()
        .filter(|field| !follows(&field.name))
        .filter(|field| {
            change.flag == Flag::Change || is_told(field.before.as_ref().or(field.after.as_ref()))
        })
        .map(|field| ChangeView {
            label: format!("{row}{}", label_of(&field.name)),
            before: field.before.as_ref().map(text),
            after: field.after.as_ref().map(text),
        })
        .collect()
}

fn is_told(value: Option<&Value>) -> bool {
    !matches!(value, None | Some(Value::Null)) && value.and_then(Value::as_str) != Some("")
}

fn singular(table: &str) -> String {
    label_of(table.strip_suffix('s').unwrap_or(table))
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "(nothing)".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) if text.is_empty() => "(nothing)".to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
