//! How values of Rust types are read from inputs and shown in them.

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use super::list::column::plain;
use super::views::Cell;
use crate::platform::clock::Time;
use crate::platform::db::value::{Val, parse_time};
use crate::platform::money::{Currency, Money, Price};

/// What reading and showing depend on.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// Of amounts of money.
    pub currency: Currency,
    /// The lowest price that a form takes.
    pub min_unit_price: Money,
    /// UTC.
    pub now: Time,
}

/// How a field is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Widget {
    /// One line of text.
    Line,
    /// Several lines of text.
    Long,
    /// Several lines of code, such as JSON.
    Code,
    /// A whole number.
    Number,
    /// A number with a fraction.
    Decimal,
    /// An amount of money.
    Money,
    /// Yes or no.
    Checkbox,
    /// A day.
    Date,
    /// A moment, UTC.
    DateTime,
    /// An e-mail address.
    Email,
    /// An address of the web.
    Url,
    /// A telephone number.
    Phone,
    /// Never shown again.
    Password,
    /// Such as `#2f6f5e`.
    Colour,
    /// One of a list: value and words.
    Select(Vec<(&'static str, &'static str)>),
    /// One of a few, all visible.
    Radio(Vec<(&'static str, &'static str)>),
    /// A stored picture.
    Picture,
    /// An object of this model, from a list of all.
    RelationSelect(&'static str),
    /// An object of this model, searched for.
    Autocomplete(&'static str),
    /// An object of this model, by its key or from a list in another window.
    RawId(&'static str),
    /// Objects of this model, in two panes.
    Chooser(&'static str),
    /// Objects of this model, searched for.
    AutocompleteMany(&'static str),
}

impl Widget {
    /// A country from the list of all.
    pub fn countries() -> Widget {
        let all = crate::platform::countries::all().iter().map(|country| (country.code, country.name));
        Widget::Select(std::iter::once(("", "---------")).chain(all).collect())
    }

    /// The model whose objects are chosen.
    pub fn model(&self) -> Option<&'static str> {
        match self {
            Widget::RelationSelect(model)
            | Widget::Autocomplete(model)
            | Widget::RawId(model)
            | Widget::Chooser(model)
            | Widget::AutocompleteMany(model) => Some(model),
            _ => None,
        }
    }
}

/// A type that a field of a form can have.
pub trait FormValue: Clone + PartialEq + Send + Sync + 'static {
    /// How it is edited unless the registration says otherwise.
    fn widget() -> Widget;
    /// Whether nothing is a value.
    const OPTIONAL: bool = false;
    /// Reads what an input sent; never called with nothing for a required field.
    fn parse(raw: &[String], context: &Context) -> Result<Self, String>;
    /// What its input shows.
    fn show(&self, context: &Context) -> Vec<String>;
    /// How it is shown where it cannot be edited.
    fn cell(&self, context: &Context) -> Cell;
    /// Whether it is nothing, so that limits say nothing about it.
    fn is_blank(&self) -> bool {
        false
    }
}

const NOT_A_NUMBER: &str = "Enter a whole number.";
const NOT_A_DECIMAL: &str = "Enter a number.";
const NOT_A_DATE: &str = "Enter a valid date.";
const NOT_A_TIME: &str = "Enter a valid date/time.";

fn first(raw: &[String]) -> &str {
    raw.first().map_or("", |text| text.trim())
}

impl FormValue for String {
    fn widget() -> Widget {
        Widget::Line
    }
    const OPTIONAL: bool = true;
    fn parse(raw: &[String], _: &Context) -> Result<Self, String> {
        Ok(raw.first().cloned().unwrap_or_default())
    }
    fn show(&self, _: &Context) -> Vec<String> {
        vec![self.clone()]
    }
    fn cell(&self, _: &Context) -> Cell {
        match self.lines().count() {
            0 | 1 => plain(&Val::Text(self.clone())),
            _ => Cell::Lines(self.lines().map(str::to_owned).collect()),
        }
    }
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

macro_rules! whole_numbers {
    ($($number:ty),+) => { $(
        impl FormValue for $number {
            fn widget() -> Widget {
                Widget::Number
            }
            fn parse(raw: &[String], _: &Context) -> Result<Self, String> {
                first(raw).parse().map_err(|_| NOT_A_NUMBER.to_owned())
            }
            fn show(&self, _: &Context) -> Vec<String> {
                vec![self.to_string()]
            }
            fn cell(&self, _: &Context) -> Cell {
                Cell::Number(self.to_string())
            }
        }
    )+ };
}

whole_numbers!(i32, i64);

impl FormValue for bool {
    fn widget() -> Widget {
        Widget::Checkbox
    }
    const OPTIONAL: bool = true;
    fn parse(raw: &[String], _: &Context) -> Result<Self, String> {
        Ok(!matches!(first(raw), "" | "0" | "false" | "False" | "off"))
    }
    fn show(&self, _: &Context) -> Vec<String> {
        if *self { vec!["on".to_owned()] } else { Vec::new() }
    }
    fn cell(&self, _: &Context) -> Cell {
        Cell::Bool(Some(*self))
    }
}

impl FormValue for Money {
    fn widget() -> Widget {
        Widget::Money
    }
    fn parse(raw: &[String], context: &Context) -> Result<Self, String> {
        context.currency.parse(first(raw)).map_err(|error| format!("{error}."))
    }
    fn show(&self, context: &Context) -> Vec<String> {
        vec![context.currency.plain(*self)]
    }
    fn cell(&self, context: &Context) -> Cell {
        Cell::Number(Price { amount: *self, currency: context.currency }.to_string())
    }
}

impl FormValue for Decimal {
    fn widget() -> Widget {
        Widget::Decimal
    }
    fn parse(raw: &[String], _: &Context) -> Result<Self, String> {
        let text = first(raw);
        // "1e5" and the like are numbers to some parsers and typing errors to people.
        let is_plain = text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '-'));
        let number = text.parse::<Decimal>().ok().filter(|_| is_plain);
        number.ok_or_else(|| NOT_A_DECIMAL.to_owned())
    }
    fn show(&self, _: &Context) -> Vec<String> {
        vec![self.normalize().to_string()]
    }
    fn cell(&self, _: &Context) -> Cell {
        Cell::Number(self.normalize().to_string())
    }
}

impl FormValue for NaiveDate {
    fn widget() -> Widget {
        Widget::Date
    }
    fn parse(raw: &[String], _: &Context) -> Result<Self, String> {
        let date = first(raw)
            .parse::<NaiveDate>()
            .ok()
            .filter(|date| is_usual(date.and_time(chrono::NaiveTime::MIN)));
        date.ok_or_else(|| NOT_A_DATE.to_owned())
    }
    fn show(&self, _: &Context) -> Vec<String> {
        vec![self.to_string()]
    }
    fn cell(&self, _: &Context) -> Cell {
        plain(&Val::Date(*self))
    }
}

/// As browsers write it: seconds only where there are any.
pub(super) fn moment(time: NaiveDateTime) -> String {
    let text = time.format("%Y-%m-%dT%H:%M:%S%.f").to_string();
    text.strip_suffix(":00").map_or(text.clone(), str::to_owned)
}

/// Years of four digits, which both databases and all browsers write the same.
fn is_usual(time: NaiveDateTime) -> bool {
    use chrono::Datelike;
    (1000..=9999).contains(&time.year())
}

impl FormValue for NaiveDateTime {
    fn widget() -> Widget {
        Widget::DateTime
    }
    /// `2026-11-27T10:30`, or date and time in two inputs as Django sends them.
    fn parse(raw: &[String], _: &Context) -> Result<Self, String> {
        let text = raw.iter().map(|part| part.trim()).collect::<Vec<_>>().join(" ");
        let text = text.trim_end_matches('Z').to_owned();
        let minutes = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok());
        let time = minutes.or_else(|| parse_time(&text)).filter(|time| is_usual(*time));
        time.ok_or_else(|| NOT_A_TIME.to_owned())
    }
    fn show(&self, _: &Context) -> Vec<String> {
        vec![moment(*self)]
    }
    fn cell(&self, _: &Context) -> Cell {
        plain(&Val::Time(*self))
    }
}

impl<V: FormValue> FormValue for Option<V> {
    fn widget() -> Widget {
        V::widget()
    }
    const OPTIONAL: bool = true;
    fn parse(raw: &[String], context: &Context) -> Result<Self, String> {
        if raw.iter().all(|text| text.trim().is_empty()) {
            return Ok(None);
        }
        V::parse(raw, context).map(Some)
    }
    fn show(&self, context: &Context) -> Vec<String> {
        self.as_ref().map(|value| value.show(context)).unwrap_or_default()
    }
    fn cell(&self, context: &Context) -> Cell {
        self.as_ref().map_or(Cell::Empty, |value| value.cell(context))
    }
    fn is_blank(&self) -> bool {
        self.is_none()
    }
}

/// Makes an enum of [`text_enum!`](crate::text_enum) a choice of a form, with words for each value.
#[macro_export]
macro_rules! form_choices {
    ($name:ty { $($variant:ident => $words:literal),+ $(,)? }) => {
        impl $crate::admin::value::FormValue for $name {
            fn widget() -> $crate::admin::value::Widget {
                $crate::admin::value::Widget::Select(vec![$((<$name>::$variant.as_str(), $words)),+])
            }
            fn parse(raw: &[String], _: &$crate::admin::value::Context) -> Result<Self, String> {
                let text = raw.first().map_or("", String::as_str);
                <$name>::from_text(text).ok_or_else(|| $crate::platform::web::form::NOT_A_CHOICE.to_owned())
            }
            fn show(&self, _: &$crate::admin::value::Context) -> Vec<String> {
                vec![self.as_str().to_owned()]
            }
            fn cell(&self, _: &$crate::admin::value::Context) -> $crate::admin::views::Cell {
                let words = match self { $(<$name>::$variant => $words),+ };
                $crate::admin::views::Cell::Text(words.to_owned())
            }
        }
    };
}
