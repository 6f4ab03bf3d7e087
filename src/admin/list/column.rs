//! Columns of a list: which value, how it is shown, sorted and edited.

use std::marker::PhantomData;

use crate::admin::expr::{Expr, Term};
use crate::admin::value::Context;
use crate::admin::views::{Cell, Tone};
use crate::platform::clock::Time;
use crate::platform::db::value::{Kind, Val};
use crate::platform::money::{Money, Price};

/// How the values of a column become cells.
#[derive(Clone)]
pub enum Show {
    /// By their kind.
    Plain,
    /// As an amount of the shop's currency.
    Money,
    /// By the words for each stored text.
    Choices(Vec<(&'static str, &'static str, Tone)>),
    /// In the registration's own way: value and key of the row.
    With(fn(&Val, i64) -> Cell),
    /// In the registration's own way, which depends on the time: value and now.
    At(fn(&Val, Time) -> Cell),
}

/// A column of a list.
#[derive(Clone)]
pub struct Column {
    /// Stable name: of the field, or as given.
    pub name: &'static str,
    /// What its head says.
    pub label: String,
    /// The value.
    pub term: Term,
    /// What it is sorted by; `None` for a column that cannot be.
    pub sort: Option<Term>,
    /// How it is shown.
    pub show: Show,
    /// The field of the form that edits it in the list.
    pub editable: Option<&'static str>,
    /// What stands where there is no value.
    pub empty: Option<&'static str>,
}

/// A column of a list of `B`.
pub struct ColumnOf<B> {
    pub(super) column: Column,
    base: PhantomData<fn() -> B>,
}

impl<B> From<Expr<B>> for ColumnOf<B> {
    fn from(expr: Expr<B>) -> Self {
        let term = expr.term;
        let column = Column {
            name: term.name,
            label: label_of(term.name),
            sort: Some(term.clone()),
            term,
            show: Show::Plain,
            editable: None,
            empty: None,
        };
        ColumnOf { column, base: PhantomData }
    }
}

/// `unit_price` → "Unit price", `collection_id` → "Collection".
pub fn label_of(name: &str) -> String {
    let words = name.trim_end_matches("_id").replace('_', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

impl<B> Expr<B> {
    /// Under this head.
    pub fn label(self, label: &str) -> ColumnOf<B> {
        ColumnOf::from(self).label(label)
    }

    /// As an amount of the shop's currency.
    pub fn money(self) -> ColumnOf<B> {
        ColumnOf::from(self).money()
    }

    /// In the registration's own way.
    pub fn show(self, show: fn(&Val, i64) -> Cell) -> ColumnOf<B> {
        ColumnOf::from(self).show(show)
    }

    /// In the registration's own way, by what time it is.
    pub fn show_at(self, show: fn(&Val, Time) -> Cell) -> ColumnOf<B> {
        ColumnOf::from(self).show_at(show)
    }

    /// By the words for each stored text.
    pub fn choices(self, choices: &[(&'static str, &'static str, Tone)]) -> ColumnOf<B> {
        ColumnOf::from(self).choices(choices)
    }

    /// Edited in the list by this field of the form.
    pub fn editable(self, field: &'static str) -> ColumnOf<B> {
        ColumnOf::from(self).editable(field)
    }

    /// Sorted by something else than what is shown, such as a folded text.
    pub fn sorted_by(self, other: Expr<B>) -> ColumnOf<B> {
        ColumnOf::from(self).sorted_by(other)
    }

    /// Cannot be sorted by: no index serves it.
    pub fn unsortable(self) -> ColumnOf<B> {
        ColumnOf::from(self).unsortable()
    }
}

impl<B> ColumnOf<B> {
    /// Under this head.
    pub fn label(mut self, label: &str) -> Self {
        label.clone_into(&mut self.column.label);
        self
    }

    /// As an amount of the shop's currency.
    pub fn money(mut self) -> Self {
        self.column.show = Show::Money;
        self
    }

    /// In the registration's own way.
    pub fn show(mut self, show: fn(&Val, i64) -> Cell) -> Self {
        self.column.show = Show::With(show);
        self
    }

    /// In the registration's own way, by what time it is.
    pub fn show_at(mut self, show: fn(&Val, Time) -> Cell) -> Self {
        self.column.show = Show::At(show);
        self
    }

    /// By the words for each stored text.
    pub fn choices(mut self, choices: &[(&'static str, &'static str, Tone)]) -> Self {
        self.column.show = Show::Choices(choices.to_vec());
        self
    }

    /// Edited in the list by this field of the form.
    pub fn editable(mut self, field: &'static str) -> Self {
        self.column.editable = Some(field);
        self
    }

    /// Sorted by something else than what is shown.
    pub fn sorted_by(mut self, other: Expr<B>) -> Self {
        self.column.sort = Some(other.term);
        self
    }

    /// Cannot be sorted by.
    pub fn unsortable(mut self) -> Self {
        self.column.sort = None;
        self
    }

    /// What stands where there is no value; otherwise the model's empty value.
    pub fn empty(mut self, text: &'static str) -> Self {
        self.column.empty = Some(text);
        self
    }
}

impl Column {
    /// Whether its cells are digits, aligned at the end.
    pub fn is_number(&self) -> bool {
        match self.show {
            Show::Money => true,
            Show::Plain => matches!(self.term.kind, Kind::Int | Kind::Float),
            Show::Choices(_) | Show::With(_) | Show::At(_) => false,
        }
    }

    /// The cell of a row.
    pub fn cell(&self, value: &Val, id: i64, context: &Context) -> Cell {
        let currency = context.currency;
        let cell = match (&self.show, value) {
            (Show::With(show), value) => show(value, id),
            (Show::At(show), value) => show(value, context.now),
            (_, Val::Null) => Cell::Empty,
            (Show::Money, value) => Cell::Number(Price { amount: Money(value.int()), currency }.to_string()),
            (Show::Choices(choices), value) => match choices.iter().find(|(key, ..)| *key == value.text()) {
                Some((_, words, tone)) => Cell::Status { text: (*words).to_owned(), tone: *tone },
                None => Cell::Text(value.to_string()),
            },
            (Show::Plain, value) => plain(value),
        };
        match (self.empty, cell) {
            (Some(words), Cell::Empty) => Cell::Text(words.to_owned()),
            (_, cell) => cell,
        }
    }
}

/// A value as it is shown without further instruction.
pub fn plain(value: &Val) -> Cell {
    match value {
        Val::Null => Cell::Empty,
        Val::Bool(yes) => Cell::Bool(Some(*yes)),
        Val::Int(number) => Cell::Number(number.to_string()),
        Val::Float(number) => Cell::Number(number.to_string()),
        Val::Text(text) if text.is_empty() => Cell::Empty,
        Val::Text(text) => Cell::Text(text.clone()),
        Val::Time(time) => Cell::Text(time.format("%-d %b %Y, %H:%M").to_string()),
        Val::Date(date) => Cell::Text(date.format("%-d %b %Y").to_string()),
    }
}
