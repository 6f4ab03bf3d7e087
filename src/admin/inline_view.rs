//! Rows inside a form as they are shown.

use diesel::QueryResult;

use super::desk::Desk;
use super::errors::Errors;
use super::form::Draft;
use super::form_view::Sent;
use super::inline::{AnyInline, InlineMeta};
use super::merge::Base;
use super::posted::Posted;
use super::staff::Right;
use super::submit::{MOST_ROWS, inline_may};
use super::views::{InlineRow, InlineView};
use super::widgets::{Lookups, Shown, fields};
use crate::platform::db::Conn;

/// One row with its place in the names of inputs.
struct Line {
    number: String,
    id: Option<i64>,
    draft: Box<dyn Draft>,
    is_sent: bool,
}

/// The rows of one inline.
pub struct Group {
    lines: Vec<Line>,
    stored: usize,
}

/// Reads the rows of every inline, and notes what their fields need.
pub fn read(
    conn: &mut Conn,
    desk: &Desk<'_>,
    inlines: &[&dyn AnyInline],
    parent: Option<i64>,
    posted: Option<&Posted>,
    lookups: &mut Lookups,
) -> QueryResult<Vec<Group>> {
    let mut groups = Vec::new();
    for inline in inlines {
        let meta = inline.meta();
        let mut group = Group { lines: Vec::new(), stored: 0 };
        let is_shown = (parent.is_some() || meta.on_add)
            && [Right::View, Right::Add, Right::Change].iter().any(|right| inline_may(desk, meta, *right));
        if is_shown {
            // Who may only add rows sees none of those that there are.
            let stored = match parent.filter(|_| inline_may(desk, meta, Right::View)) {
                Some(parent) => inline.load(conn, parent)?,
                None => Vec::new(),
            };
            group.stored = stored.len();
            group.lines = lines(*inline, stored, posted);
        }
        let template = Line { number: String::new(), id: None, draft: inline.blank(), is_sent: false };
        for line in group.lines.iter().chain([&template]) {
            lookups.need(&shown(meta, line, posted, Vec::new()), desk);
        }
        groups.push(group);
    }
    Ok(groups)
}

fn lines(
    inline: &dyn AnyInline,
    mut stored: Vec<(i64, Box<dyn Draft>)>,
    posted: Option<&Posted>,
) -> Vec<Line> {
    let meta = inline.meta();
    let total = format!("{}-TOTAL_FORMS", meta.prefix);
    let Some(posted) = posted.filter(|posted| posted.has(&total)) else {
        let kept = stored.len();
        let wanted = (kept + meta.extra).max(meta.min);
        let wanted = meta.max.map_or(wanted, |most| wanted.min(most.max(kept)));
        let blank = (kept..wanted).map(|_| (None, inline.blank()));
        let rows = stored.into_iter().map(|(id, draft)| (Some(id), draft)).chain(blank);
        return rows
            .enumerate()
            .map(|(number, (id, draft))| Line { number: number.to_string(), id, draft, is_sent: false })
            .collect();
    };
    (0..posted.count(&total, MOST_ROWS))
        .map(|number| {
            let id = posted.number(&format!("{}-{number}-id", meta.prefix));
            let place = stored.iter().position(|(known, _)| Some(*known) == id);
            let draft = place.map_or_else(|| inline.blank(), |place| stored.swap_remove(place).1);
            Line { number: number.to_string(), id, draft, is_sent: true }
        })
        .collect()
}

fn shown<'a>(
    meta: &InlineMeta,
    line: &'a Line,
    posted: Option<&'a Posted>,
    locked: Vec<&'static str>,
) -> Shown<'a> {
    Shown {
        prefix: format!("{}-{}-", meta.prefix, line.number),
        draft: line.draft.as_ref(),
        posted: posted.filter(|_| line.is_sent),
        locked,
    }
}

/// The inlines of a form; those of which this person may see nothing are left out.
pub fn views(
    desk: &Desk<'_>,
    inlines: &[&dyn AnyInline],
    groups: Vec<Group>,
    parent: Option<i64>,
    can_save: bool,
    sent: Option<Sent<'_>>,
    lookups: &Lookups,
) -> Vec<InlineView> {
    let none = Errors::default();
    let errors = sent.map_or(&none, |sent| sent.errors);
    let mut views = Vec::new();
    for (inline, group) in inlines.iter().zip(groups) {
        let meta = inline.meta();
        let may = |right: Right| can_save && inline_may(desk, meta, right);
        let can_see = inline_may(desk, meta, Right::View) || may(Right::Add) || may(Right::Change);
        if !can_see || (parent.is_none() && !meta.on_add) {
            continue;
        }
        let rows: Vec<InlineRow> = group
            .lines
            .iter()
            .filter(|line| line.id.is_some() || may(Right::Add))
            .map(|line| row(desk, *inline, line, can_save, sent, lookups, errors))
            .collect();
        let template =
            Line { number: "__prefix__".to_owned(), id: None, draft: inline.blank(), is_sent: false };
        let template = may(Right::Add).then(|| row(desk, *inline, &template, can_save, None, lookups, &none));
        let hidden = [("TOTAL_FORMS", rows.len()), ("INITIAL_FORMS", group.stored)]
            .map(|(name, count)| (format!("{}-{name}", meta.prefix), count.to_string()));
        views.push(InlineView {
            prefix: meta.prefix.to_owned(),
            title: meta.title.clone(),
            noun: meta.noun.clone(),
            description: meta.description.clone(),
            is_stacked: meta.is_stacked,
            collapses: meta.collapses,
            heads: inline
                .fields()
                .iter()
                .map(|field| (field.label.clone(), field.help.clone(), field.required))
                .collect(),
            template: template.filter(|_| meta.max.is_none_or(|most| rows.len() < most || sent.is_none())),
            max: meta.max,
            min: meta.min,
            sorts: meta.position.is_some() && may(Right::Change),
            errors: messages(meta, errors),
            hidden: if can_save { hidden.to_vec() } else { Vec::new() },
            rows,
        });
    }
    views
}

/// Messages about the list as a whole.
fn messages(meta: &InlineMeta, errors: &Errors) -> Vec<String> {
    errors
        .list()
        .iter()
        .filter(|error| error.input == meta.prefix || (error.input.is_empty() && error.label == meta.prefix))
        .map(|error| error.message.clone())
        .collect()
}

fn row(
    desk: &Desk<'_>,
    inline: &dyn AnyInline,
    line: &Line,
    can_save: bool,
    sent: Option<Sent<'_>>,
    lookups: &Lookups,
    errors: &Errors,
) -> InlineRow {
    let meta = inline.meta();
    let may = |right: Right| can_save && inline_may(desk, meta, right);
    let can_edit = if line.id.is_some() { may(Right::Change) } else { may(Right::Add) };
    let locked = inline
        .fields()
        .iter()
        .filter(|field| !can_edit || (line.id.is_some() && field.only_new))
        .map(|field| field.name)
        .collect();
    let posted = sent.map(|sent| sent.posted);
    let shown = shown(meta, line, posted, locked);
    let prefix = shown.prefix.clone();
    let mut hidden = Vec::new();
    if let Some(id) = line.id.filter(|_| can_save) {
        hidden.push((format!("{prefix}id"), id.to_string()));
        let now = Base::of(line.draft.as_ref(), &desk.context);
        let base = match sent.filter(|_| line.is_sent) {
            Some(sent) => Base::read(sent.posted, &format!("{prefix}_base"))
                .map(|old| old.renewed(&now, &prefix, sent.conflicts)),
            None => Some(now),
        };
        hidden.extend(base.map(|base| (format!("{prefix}_base"), base.write())));
    }
    InlineRow {
        id: line.id,
        number: line.number.clone(),
        label: line.id.map(|_| title(inline, line, desk, lookups)).unwrap_or_default(),
        change_href: line.id.filter(|_| meta.show_change_link).and_then(|id| {
            let model = desk.site.find(meta.model)?;
            desk.door(&model.change_href(id))
        }),
        fields: fields(&shown, lookups, errors, desk),
        hidden,
        can_delete: line.id.is_some() && meta.can_delete && may(Right::Delete),
        is_deleted: posted.is_some_and(|posted| line.is_sent && posted.is_ticked(&format!("{prefix}DELETE"))),
        problem: errors.on(&format!("{prefix}id")).map(str::to_owned),
    }
}

/// How a stored row is called: by its first field.
fn title(inline: &dyn AnyInline, line: &Line, desk: &Desk<'_>, lookups: &Lookups) -> String {
    let meta = inline.fields().first();
    let text = line.draft.show(0, &desk.context).join(", ");
    let named = meta.and_then(|meta| meta.widget.model()).zip(text.parse::<i64>().ok());
    match named {
        Some((model, key)) => lookups.label(model, key),
        None if text.is_empty() || meta.is_some_and(|meta| meta.widget == super::value::Widget::Picture) => {
            format!("{} {}", inline.meta().noun, line.number.parse::<usize>().map_or(0, |number| number + 1))
        }
        None => text,
    }
}
