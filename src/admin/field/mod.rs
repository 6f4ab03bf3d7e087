//! Fields of forms: an accessor on the domain's change struct, and what the registration says of it.

mod limits;
mod words;

use std::sync::Arc;

use super::list::column::label_of;
use super::value::{Context, FormValue, Widget};
use super::views::Cell;
use crate::platform::web::form::REQUIRED;

pub use limits::{Amount, Limit};
pub use words::Words;

/// What is known of a field without its types.
#[derive(Debug, Clone)]
pub struct FieldMeta {
    /// The member of the change struct, and the name of the input.
    pub name: &'static str,
    /// What is read.
    pub label: String,
    /// May be empty.
    pub help: String,
    /// How it is edited.
    pub widget: Widget,
    /// Whether it must be filled in.
    pub required: bool,
    /// Whether it is only shown.
    pub read_only: bool,
    /// Whether it is only for making an object.
    pub only_new: bool,
    /// Most characters of a text.
    pub max_length: Option<usize>,
    /// HTML attributes that say the limits: `min`, `max`.
    pub limits: Vec<(&'static str, String)>,
    /// Fields that fill it until it is edited.
    pub filled_from: Vec<&'static str>,
    /// Whether its value is shown again after an error; a password is not.
    pub is_secret: bool,
}

type Check<V> = Arc<dyn Fn(&V, &Context) -> Option<String> + Send + Sync>;

/// A member of `T` of type `V` as a field.
pub struct FieldOf<T, V> {
    meta: FieldMeta,
    get: fn(&T) -> &V,
    get_mut: fn(&mut T) -> &mut V,
    checks: Vec<Check<V>>,
    cell: Option<fn(&T) -> Cell>,
}

type ShowText<T> = Box<dyn Fn(&T, &Context) -> Vec<String> + Send + Sync>;
type PutText<T> = Box<dyn Fn(&mut T, &[String], &Context) -> Result<(), String> + Send + Sync>;
type ShowCell<T> = Box<dyn Fn(&T, &Context) -> Cell + Send + Sync>;

/// A field of a form whose object is a `T`.
pub struct Field<T> {
    /// What is known of it without its types.
    pub meta: FieldMeta,
    pub(super) show: ShowText<T>,
    pub(super) put: PutText<T>,
    pub(super) cell: ShowCell<T>,
}

/// The field of a form that edits a member of the domain's change struct:
/// `field!(ProductChange.title)`.
#[macro_export]
macro_rules! field {
    ($form:ident . $member:ident) => {
        $crate::admin::field::FieldOf::new(
            stringify!($member),
            |form: &$form| &form.$member,
            |form: &mut $form| &mut form.$member,
        )
    };
}

impl<T: 'static, V: FormValue> FieldOf<T, V> {
    /// See [`field!`](crate::field).
    pub fn new(name: &'static str, get: fn(&T) -> &V, get_mut: fn(&mut T) -> &mut V) -> FieldOf<T, V> {
        let meta = FieldMeta {
            name,
            label: label_of(name),
            help: String::new(),
            widget: V::widget(),
            required: !V::OPTIONAL,
            read_only: false,
            only_new: false,
            max_length: None,
            limits: Vec::new(),
            filled_from: Vec::new(),
            is_secret: false,
        };
        FieldOf { meta, get, get_mut, checks: Vec::new(), cell: None }
    }

    /// Under this label.
    pub fn label(mut self, text: &str) -> Self {
        text.clone_into(&mut self.meta.label);
        self
    }

    /// With a sentence of help.
    pub fn help(mut self, text: &str) -> Self {
        text.clone_into(&mut self.meta.help);
        self
    }

    /// Edited in this way.
    pub fn widget(mut self, widget: Widget) -> Self {
        self.meta.widget = widget;
        self
    }

    /// Must be filled in, although nothing would be a value.
    pub fn required(mut self) -> Self {
        self.meta.required = true;
        self
    }

    /// Shown, never changed.
    pub fn read_only(mut self) -> Self {
        self.meta.read_only = true;
        self
    }

    /// Set when the object is made, shown afterwards.
    pub fn only_new(mut self) -> Self {
        self.meta.only_new = true;
        self
    }

    /// All choices visible at once.
    pub fn radio(mut self) -> Self {
        if let Widget::Select(choices) = self.meta.widget {
            self.meta.widget = Widget::Radio(choices);
        }
        self
    }

    /// Chosen from a list of every object of a small model.
    pub fn select(self, model: &'static str) -> Self {
        self.widget(Widget::RelationSelect(model))
    }

    /// Searched for among the objects of a model.
    pub fn autocomplete(self, model: &'static str) -> Self {
        self.widget(Widget::Autocomplete(model))
    }

    /// Typed as a key, or picked from a list in another window.
    pub fn raw_id(self, model: &'static str) -> Self {
        self.widget(Widget::RawId(model))
    }

    /// A picture that is uploaded here.
    pub fn picture(self) -> Self {
        self.widget(Widget::Picture)
    }

    /// Shown in the registration's own way where it cannot be edited.
    pub fn shown(mut self, cell: fn(&T) -> Cell) -> Self {
        self.cell = Some(cell);
        self
    }

    /// A rule: the sentence that it gives is the error.
    pub fn check(mut self, rule: impl Fn(&V, &Context) -> Option<String> + Send + Sync + 'static) -> Self {
        self.checks.push(Arc::new(rule));
        self
    }
}

impl<T: Send + Sync + 'static, V: FormValue> From<FieldOf<T, V>> for Field<T> {
    fn from(field: FieldOf<T, V>) -> Self {
        let FieldOf { meta, get, get_mut, checks, cell } = field;
        let cleaning = meta.clone();
        let names_object = meta.widget.model().is_some() || meta.widget == Widget::Picture;
        Field {
            meta,
            show: Box::new(move |value, context| {
                let mut texts = get(value).show(context);
                // No object has the key 0: it is what a required relation is before one is chosen.
                texts.retain(|text| !(names_object && text == "0"));
                texts
            }),
            put: Box::new(move |value, raw, context| {
                let raw = clean(&cleaning, raw)?;
                let parsed = V::parse(&raw, context)?;
                if let Some(problem) = checks.iter().find_map(|check| check(&parsed, context)) {
                    return Err(problem);
                }
                *get_mut(value) = parsed;
                Ok(())
            }),
            cell: Box::new(move |value, context| match cell {
                Some(cell) => cell(value),
                None => get(value).cell(context),
            }),
        }
    }
}

/// What was sent as the field takes it: trimmed, without what neither database stores.
fn clean(meta: &FieldMeta, raw: &[String]) -> Result<Vec<String>, String> {
    let is_long = matches!(meta.widget, Widget::Long | Widget::Code);
    let texts: Vec<String> = raw
        .iter()
        .map(|text| match (&meta.widget, is_long) {
            (Widget::Password, _) => text.clone(),
            (_, true) => text.replace("\r\n", "\n").trim_end().to_owned(),
            (_, false) => text.trim().to_owned(),
        })
        .collect();
    let forbidden = |letter: char| letter.is_control() && !(is_long && matches!(letter, '\n' | '\t'));
    if texts.iter().any(|text| text.chars().any(forbidden)) {
        return Err("Control characters and line breaks are not allowed here.".to_owned());
    }
    if meta.required && texts.iter().all(String::is_empty) {
        return Err(REQUIRED.to_owned());
    }
    Ok(texts)
}
