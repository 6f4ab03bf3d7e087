//! Fields with their values as pages show them.
//!
//! What the values of relations and pictures are called is read for all fields of a page together,
//! one statement for each model, so that the number of statements does not grow with the rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::QueryResult;

use super::desk::Desk;
use super::errors::Errors;
use super::field::FieldMeta;
use super::form::Draft;
use super::list::query;
use super::posted::Posted;
use super::staff::Right;
use super::value::Widget;
use super::views::{Cell, Choice, FieldView, RelatedView, WidgetView};
use crate::platform::db::Conn;

/// Objects of a small model that are offered in one list; beyond that they are searched.
const MOST_CHOICES: i64 = 1_000;
/// Digits before the point for which an input is made.
const ROWS_OF_TEXT: usize = 6;

/// One form or row whose fields are shown.
pub struct Shown<'a> {
    /// Names of its inputs begin with this.
    pub prefix: String,
    /// What is stored, or the empty one.
    pub draft: &'a dyn Draft,
    /// What was sent, when the form is shown once more.
    pub posted: Option<&'a Posted>,
    /// Names of fields that cannot be edited here.
    pub locked: Vec<&'static str>,
}

impl Shown<'_> {
    /// Whether a field is only shown.
    pub fn is_locked(&self, meta: &FieldMeta) -> bool {
        meta.read_only || self.locked.contains(&meta.name)
    }

    /// What an input shows: what was typed, else what is stored.
    pub fn texts(&self, field: usize, meta: &FieldMeta, desk: &Desk<'_>) -> Vec<String> {
        match self.posted {
            Some(posted) if !self.is_locked(meta) => {
                if meta.is_secret {
                    Vec::new()
                } else {
                    posted.all(&self.input(meta.name)).to_vec()
                }
            }
            _ => self.draft.show(field, &desk.context),
        }
    }

    /// The name of the input of a field.
    pub fn input(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// What related objects and pictures of a page are called.
#[derive(Debug, Default)]
pub struct Lookups {
    keys: BTreeMap<&'static str, BTreeSet<i64>>,
    whole: BTreeSet<&'static str>,
    pictures: BTreeSet<i64>,
    labels: HashMap<(&'static str, i64), String>,
    choices: HashMap<&'static str, Vec<(i64, String)>>,
    shown: HashMap<i64, (String, String)>,
}

impl Lookups {
    /// Notes what the fields of a form or row need.
    pub fn need(&mut self, shown: &Shown<'_>, desk: &Desk<'_>) {
        for (field, meta) in shown.draft.metas().iter().enumerate() {
            self.need_field(meta, &shown.texts(field, meta, desk));
        }
    }

    /// Notes what one field needs.
    pub fn need_field(&mut self, meta: &FieldMeta, texts: &[String]) {
        let keys =
            texts.iter().flat_map(|text| text.split(',')).filter_map(|text| text.trim().parse::<i64>().ok());
        match &meta.widget {
            Widget::Picture => self.pictures.extend(keys),
            Widget::RelationSelect(model) | Widget::Chooser(model) => {
                self.whole.insert(model);
                self.keys.entry(model).or_default().extend(keys);
            }
            widget => {
                if let Some(model) = widget.model() {
                    self.keys.entry(model).or_default().extend(keys);
                }
            }
        }
    }

    /// Reads what was noted: one statement for each model, one for each list of choices, one for
    /// all pictures. What a person may not see has no name here.
    pub fn load(&mut self, conn: &mut Conn, desk: &Desk<'_>) -> QueryResult<()> {
        for name in &self.whole {
            let Some(model) = desk.site.find(name).filter(|model| model.may(&desk.staff, Right::View)) else {
                continue;
            };
            let allowed = query::allowed(&model.list, &desk.staff);
            let choices = query::labels(conn, &model.list, &allowed, (MOST_CHOICES, 0), true)?;
            self.labels.extend(choices.iter().map(|(key, label)| ((*name, *key), label.clone())));
            self.choices.insert(name, choices);
        }
        for (name, keys) in &self.keys {
            let Some(model) = desk.site.find(name).filter(|model| model.may(&desk.staff, Right::View)) else {
                continue;
            };
            let missing: Vec<i64> =
                keys.iter().copied().filter(|key| !self.labels.contains_key(&(*name, *key))).collect();
            let found = query::labels_of(conn, &model.list, &desk.staff, &missing)?;
            self.labels.extend(found.into_iter().map(|(key, label)| ((*name, key), label)));
        }
        if !self.pictures.is_empty() {
            let keys: Vec<i64> = self.pictures.iter().copied().collect();
            self.shown = (desk.site.show_pictures)(conn, &keys)?;
        }
        Ok(())
    }

    /// How an object is called; its key when it is gone or may not be seen.
    pub fn label(&self, model: &'static str, key: i64) -> String {
        self.labels.get(&(model, key)).cloned().unwrap_or_else(|| format!("#{key}"))
    }
}

/// The fields of a form or row, in order.
pub fn fields(shown: &Shown<'_>, lookups: &Lookups, errors: &Errors, desk: &Desk<'_>) -> Vec<FieldView> {
    let metas = shown.draft.metas().iter().enumerate();
    metas
        .map(|(field, meta)| {
            let texts = shown.texts(field, meta, desk);
            let cell = || shown.draft.cell(field, &desk.context);
            let locked = shown.is_locked(meta);
            field_view(meta, &shown.prefix, &texts, locked.then(cell), lookups, errors, desk)
        })
        .collect()
}

/// One field; `locked` is how it is shown when it cannot be edited.
pub fn field_view(
    meta: &FieldMeta,
    prefix: &str,
    texts: &[String],
    locked: Option<Cell>,
    lookups: &Lookups,
    errors: &Errors,
    desk: &Desk<'_>,
) -> FieldView {
    let input = format!("{prefix}{}", meta.name);
    let widget = match locked {
        Some(cell) => WidgetView::Shown(shown_cell(meta, texts, cell, lookups, desk)),
        None => widget(meta, prefix, texts, lookups, desk),
    };
    FieldView {
        error: errors.on(&input).map(str::to_owned),
        input,
        label: meta.label.clone(),
        help: meta.help.clone(),
        required: meta.required && !meta.read_only,
        widget,
    }
}

/// Related objects as links, pictures as pictures.
fn shown_cell(meta: &FieldMeta, texts: &[String], cell: Cell, lookups: &Lookups, desk: &Desk<'_>) -> Cell {
    let key = texts.first().and_then(|text| text.trim().parse::<i64>().ok());
    match (&meta.widget, key) {
        (Widget::Picture, Some(key)) => match lookups.shown.get(&key) {
            Some((src, alt)) => Cell::Picture { src: src.clone(), alt: alt.clone() },
            None => Cell::Empty,
        },
        (Widget::Url, _) => {
            texts.first().filter(|text| !text.is_empty()).map_or(Cell::Empty, |text| Cell::Url(text.clone()))
        }
        (widget, Some(key)) => match widget.model() {
            Some(name) => {
                let text = lookups.label(name, key);
                match desk.site.find(name).filter(|model| model.may(&desk.staff, Right::View)) {
                    Some(model) => Cell::Link { href: model.change_href(key), text },
                    None => Cell::Text(text),
                }
            }
            None => cell,
        },
        _ => cell,
    }
}

fn widget(
    meta: &FieldMeta,
    prefix: &str,
    texts: &[String],
    lookups: &Lookups,
    desk: &Desk<'_>,
) -> WidgetView {
    let value = match meta.widget {
        // What was typed unseen is never shown, not even where the form is shown again.
        Widget::Password => String::new(),
        _ => texts.first().cloned().unwrap_or_default(),
    };
    let line = |kind: &'static str, inputmode: &'static str| WidgetView::Line {
        kind,
        value: value.clone(),
        inputmode,
        limits: limits(meta),
        filled_from: meta.filled_from.iter().map(|name| format!("{prefix}{name}")).collect(),
    };
    match &meta.widget {
        Widget::Line => line("text", ""),
        Widget::Email => line("email", "email"),
        Widget::Url => line("url", "url"),
        Widget::Phone => line("tel", "tel"),
        Widget::Password => line("password", ""),
        Widget::Colour => line("color", ""),
        Widget::Number => line("number", "numeric"),
        Widget::Decimal | Widget::Money => line("text", "decimal"),
        Widget::Date => line("date", ""),
        Widget::DateTime => line("datetime-local", ""),
        Widget::Long => WidgetView::Long { value, rows: ROWS_OF_TEXT, is_code: false },
        Widget::Code => WidgetView::Long { value, rows: ROWS_OF_TEXT, is_code: true },
        Widget::Checkbox => {
            WidgetView::Checkbox { checked: !matches!(value.as_str(), "" | "0" | "false" | "False" | "off") }
        }
        Widget::Select(choices) => WidgetView::Select(words(meta, choices, &value)),
        Widget::Radio(choices) => WidgetView::Radio(words(meta, choices, &value)),
        Widget::Picture => picture(meta, &value, lookups),
        Widget::RelationSelect(model) => relation_select(meta, model, &value, lookups, desk),
        Widget::Autocomplete(model) | Widget::RawId(model) => WidgetView::Relation {
            chosen: chosen(model, texts, lookups),
            multiple: false,
            searches: matches!(meta.widget, Widget::Autocomplete(_)),
            related: related(model, desk),
        },
        Widget::AutocompleteMany(model) => WidgetView::Relation {
            chosen: chosen(model, texts, lookups),
            multiple: true,
            searches: true,
            related: related(model, desk),
        },
        Widget::Chooser(model) => {
            let listed = lookups.choices.get(model).map(Vec::as_slice).unwrap_or_default();
            let choice = |key: i64, label: String| {
                let value = key.to_string();
                Choice { selected: texts.contains(&value), value, label }
            };
            // What is chosen stays chosen, however many others there are.
            let chosen = texts.iter().filter_map(|text| text.parse::<i64>().ok());
            let unlisted = chosen.filter(|key| listed.iter().all(|(known, _)| known != key));
            WidgetView::Chooser {
                choices: unlisted
                    .map(|key| choice(key, lookups.label(model, key)))
                    .chain(listed.iter().map(|(key, label)| choice(*key, label.clone())))
                    .collect(),
                related: related(model, desk),
            }
        }
    }
}

fn limits(meta: &FieldMeta) -> Vec<(&'static str, String)> {
    let mut limits: Vec<(&'static str, String)> =
        meta.limits.iter().filter(|(_, value)| !value.is_empty()).cloned().collect();
    if let Some(most) = meta.max_length {
        limits.push(("maxlength", most.to_string()));
    }
    if matches!(meta.widget, Widget::DateTime) {
        limits.push(("step", "any".to_owned()));
    }
    limits
}

/// The choices of a select; what may stay empty begins with an empty one, if it has none of its own.
fn words(meta: &FieldMeta, choices: &[(&'static str, &'static str)], value: &str) -> Vec<Choice> {
    let empty = Choice { value: String::new(), label: "---------".to_owned(), selected: value.is_empty() };
    let adds_empty = !meta.required && choices.iter().all(|(key, _)| !key.is_empty());
    let named = choices.iter().map(|(key, words)| Choice {
        value: (*key).to_owned(),
        label: (*words).to_owned(),
        selected: *key == value,
    });
    adds_empty.then_some(empty).into_iter().chain(named).collect()
}

fn picture(meta: &FieldMeta, value: &str, lookups: &Lookups) -> WidgetView {
    let found = value.parse().ok().and_then(|key: i64| lookups.shown.get(&key));
    WidgetView::Picture {
        value: value.to_owned(),
        src: found.map(|(src, _)| src.clone()),
        alt: found.map(|(_, alt)| alt.clone()).unwrap_or_default(),
        can_clear: !meta.required,
    }
}

fn relation_select(
    meta: &FieldMeta,
    model: &'static str,
    value: &str,
    lookups: &Lookups,
    desk: &Desk<'_>,
) -> WidgetView {
    match lookups.choices.get(model) {
        // Too many to list, or not to be seen: its key is shown and can be typed.
        Some(choices) if i64::try_from(choices.len()).unwrap_or(i64::MAX) < MOST_CHOICES => {
            let empty =
                Choice { value: String::new(), label: "---------".to_owned(), selected: value.is_empty() };
            let named = choices.iter().map(|(key, label)| Choice {
                value: key.to_string(),
                label: label.clone(),
                selected: key.to_string() == value,
            });
            // A required one without a value begins empty as well, or the first would be chosen unseen;
            // so it would be where the object that is stored may not be seen by this person.
            let begins_empty = !meta.required || value.is_empty();
            let is_listed = value.is_empty() || choices.iter().any(|(key, _)| key.to_string() == value);
            let unlisted = (!is_listed).then(|| Choice {
                value: value.to_owned(),
                label: value.parse().map_or_else(|_| value.to_owned(), |key| lookups.label(model, key)),
                selected: true,
            });
            let before = begins_empty.then_some(empty).into_iter().chain(unlisted);
            WidgetView::Select(before.chain(named).collect())
        }
        _ => WidgetView::Relation {
            chosen: chosen(model, &[value.to_owned()], lookups),
            multiple: false,
            searches: true,
            related: related(model, desk),
        },
    }
}

fn chosen(model: &'static str, texts: &[String], lookups: &Lookups) -> Vec<(String, String)> {
    texts
        .iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| {
            let label = text.parse().map_or_else(|_| text.to_owned(), |key| lookups.label(model, key));
            (text.to_owned(), label)
        })
        .collect()
}

/// Where related objects are found, made and changed, as far as this person may.
pub fn related(name: &str, desk: &Desk<'_>) -> RelatedView {
    let Some(model) = desk.site.find(name).filter(|model| model.may(&desk.staff, Right::View)) else {
        return RelatedView::default();
    };
    RelatedView {
        search_href: format!("/admin/autocomplete/?model={name}"),
        list_href: format!("{}?_pick=1&_popup=1", model.href()),
        add_href: model.may(&desk.staff, Right::Add).then(|| model.add_href()),
        change_href: Some(format!("{}__key__/change/", model.href())),
    }
}
