//! Fields of forms: an accessor on the domain's change struct, and what the registration says of it.

use std::fmt::Display;
use std::sync::Arc;

use super::list::column::label_of;
use super::value::{Context, FormValue, Widget};
use super::views::Cell;
use crate::platform::money::Money;
use crate::platform::web::form::REQUIRED;

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

/// A field of a form whose object is a `T`.
pub struct Field<T> {
    /// What is known of it without its types.
    pub meta: FieldMeta,
    pub(super) show: Box<dyn Fn(&T, &Context) -> Vec<String> + Send + Sync>,
    pub(super) put: Box<dyn Fn(&mut T, &[String], &Context) -> Result<(), String> + Send + Sync>,
    pub(super) cell: Box<dyn Fn(&T, &Context) -> Cell + Send + Sync>,
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

impl<T: 'static, V: FormValue + PartialOrd> FieldOf<T, V> {
    /// "Ensure this value is greater than or equal to …."
    pub fn min(mut self, least: V) -> Self
    where
        V: Limit,
    {
        self.meta.limits.push(("min", least.limit()));
        self.check(move |value, context| {
            let low = !value.is_blank() && *value < least;
            low.then(|| too_low(least.show(context).join(" ")))
        })
    }

    /// "Ensure this value is less than or equal to …."
    pub fn max(mut self, most: V) -> Self
    where
        V: Limit,
    {
        self.meta.limits.push(("max", most.limit()));
        self.check(move |value, context| {
            let high = !value.is_blank() && *value > most;
            high.then(|| too_high(most.show(context).join(" ")))
        })
    }
}

/// Numbers whose limits an HTML attribute can say.
pub trait Limit {
    /// The attribute's value; empty for none.
    fn limit(&self) -> String;
}

macro_rules! limits {
    ($($number:ty),+) => { $(
        impl Limit for $number {
            fn limit(&self) -> String {
                self.to_string()
            }
        }
    )+ };
}

limits!(i32, i64, rust_decimal::Decimal);

impl<V: Limit> Limit for Option<V> {
    fn limit(&self) -> String {
        self.as_ref().map(Limit::limit).unwrap_or_default()
    }
}

impl Limit for Money {
    /// Depends on the currency's digits: the message says it.
    fn limit(&self) -> String {
        String::new()
    }
}

fn too_low(least: impl Display) -> String {
    format!("Ensure this value is greater than or equal to {least}.")
}

fn too_high(most: impl Display) -> String {
    format!("Ensure this value is less than or equal to {most}.")
}

/// An amount as the messages about limits write it: `1`, not `1.00`, as Django does.
fn short(amount: Money, context: &Context) -> String {
    let text = context.currency.plain(amount);
    match text.split_once('.') {
        Some((whole, zeros)) if zeros.chars().all(|digit| digit == '0') => whole.to_owned(),
        _ => text,
    }
}

/// Types that hold an amount.
pub trait Amount: FormValue {
    /// The amount, if there is one.
    fn amount(&self) -> Option<Money>;
}

impl Amount for Money {
    fn amount(&self) -> Option<Money> {
        Some(*self)
    }
}

impl Amount for Option<Money> {
    fn amount(&self) -> Option<Money> {
        *self
    }
}

impl<T: 'static, V: Amount> FieldOf<T, V> {
    /// A price: from the shop's lowest one to [`Money::MAX_PRICE`].
    pub fn price(self) -> Self {
        self.check(|value, context| {
            let amount = value.amount()?;
            let (least, most) = (context.min_unit_price, Money::MAX_PRICE);
            match amount {
                amount if amount < least => Some(too_low(short(least, context))),
                amount if amount > most => Some(too_high(short(most, context))),
                _ => None,
            }
        })
    }

    /// An amount from nothing to [`Money::MAX_PRICE`].
    pub fn amount(self) -> Self {
        self.check(|value, context| {
            let amount = value.amount()?;
            match amount {
                amount if amount < Money(0) => Some(too_low(0)),
                amount if amount > Money::MAX_PRICE => Some(too_high(short(Money::MAX_PRICE, context))),
                _ => None,
            }
        })
    }
}

/// Types that hold a text.
pub trait Words: FormValue {
    /// The text.
    fn words(&self) -> &str;
}

impl Words for String {
    fn words(&self) -> &str {
        self
    }
}

impl Words for Option<String> {
    fn words(&self) -> &str {
        self.as_deref().unwrap_or_default()
    }
}

impl<T: 'static, V: Words> FieldOf<T, V> {
    /// Of several lines.
    pub fn long(self) -> Self {
        self.widget(Widget::Long)
    }

    /// An e-mail address.
    pub fn email(self) -> Self {
        self.widget(Widget::Email).check(|value, _| {
            let mut errors = crate::platform::web::form::FieldErrors::default();
            errors.email("email", value.words());
            errors.on("email").filter(|_| !value.is_blank()).map(str::to_owned)
        })
    }

    /// An address of the web, with http or https.
    pub fn url(self) -> Self {
        self.widget(Widget::Url).check(|value, _| {
            let parsed = url::Url::parse(value.words()).ok();
            let valid = parsed.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            (!value.is_blank() && !valid).then(|| "Enter a valid URL.".to_owned())
        })
    }

    /// Letters, digits, hyphens and underscores, filled from other fields until it is edited.
    pub fn slug(mut self, from: &[&'static str]) -> Self {
        self.meta.filled_from = from.to_vec();
        self.meta.required = true;
        self.check(|value, _| {
            let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
            let valid = value.words().chars().all(fits);
            (!valid).then(|| {
                "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.".to_owned()
            })
        })
    }

    /// JSON, as it is.
    pub fn json(self) -> Self {
        self.widget(Widget::Code).check(|value, _| {
            let valid = serde_json::from_str::<serde_json::Value>(value.words()).is_ok();
            (!value.is_blank() && !valid).then(|| "Enter a valid JSON.".to_owned())
        })
    }

    /// At most so many characters.
    pub fn max_length(mut self, most: usize) -> Self {
        self.meta.max_length = Some(most);
        self.check(move |value, _| {
            let length = value.words().chars().count();
            (length > most)
                .then(|| format!("Ensure this value has at most {most} characters (it has {length})."))
        })
    }

    /// At least so many characters.
    pub fn min_length(self, least: usize) -> Self {
        self.check(move |value, _| {
            let length = value.words().chars().count();
            (length < least)
                .then(|| format!("Ensure this value has at least {least} characters (it has {length})."))
        })
    }

    /// Typed unseen, never shown again and never trimmed.
    pub fn password(mut self) -> Self {
        self.meta.is_secret = true;
        self.widget(Widget::Password)
    }
}

impl<T: Send + Sync + 'static, V: FormValue> From<FieldOf<T, V>> for Field<T> {
    fn from(field: FieldOf<T, V>) -> Self {
        let FieldOf { meta, get, get_mut, checks, cell } = field;
        let cleaning = meta.clone();
        Field {
            meta,
            show: Box::new(move |value, context| get(value).show(context)),
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
