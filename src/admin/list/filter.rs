//! Filters of a list: which parameters each one takes, and what condition they make.

use std::marker::PhantomData;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::asked::Asked;
use super::column::label_of;
use crate::admin::expr::{Cond, Expr, Term, ToOne};
use crate::platform::clock::Time;
use crate::platform::db::sql::Sql;
use crate::platform::db::value::{Kind, Val, parse_time};
use crate::platform::money::Currency;

/// A filter.
#[derive(Clone)]
pub struct Filter {
    /// What its parameters begin with: `collection`, `last_update`.
    pub name: &'static str,
    /// What stands above it.
    pub title: String,
    /// How it is set.
    pub body: Body,
}

/// How a filter is set.
#[derive(Clone)]
pub enum Body {
    /// `{name}__exact=1` or `0`, `{name}__isnull=True` where that can be.
    Bool(Term),
    /// `{name}__exact=…`, several at once.
    Choices(Term, Vec<(&'static str, &'static str)>),
    /// `{name}__gte`, `{name}__lt`, `{name}__isnull`.
    Date(Term),
    /// `{name}__id__exact=…` (or `{name}__id`), several at once; `{name}__isnull`.
    Relation(Term, &'static str),
    /// `{name}__isempty=1` or `0`: NULL or an empty text.
    Empty(Term),
    /// `{name}__gte`, `{name}__lte`; in major units for amounts of money.
    Number {
        /// The number.
        term: Term,
        /// Whether it is an amount in minor units.
        is_money: bool,
    },
    /// `{name}=…`: conditions of the registration's own.
    Custom(Vec<(&'static str, &'static str, Sql)>),
}

/// A filter of a list of `B`.
pub struct FilterOf<B> {
    pub(super) filter: Filter,
    base: PhantomData<fn() -> B>,
}

impl<B> FilterOf<B> {
    fn new(term: &Term, body: Body) -> FilterOf<B> {
        let name = term.name.strip_suffix("_id").unwrap_or(term.name);
        FilterOf { filter: Filter { name, title: label_of(name), body }, base: PhantomData }
    }

    /// Under this title.
    pub fn title(mut self, title: &str) -> Self {
        title.clone_into(&mut self.filter.title);
        self
    }

    /// With parameters that begin with another name than the column's.
    pub fn named(mut self, name: &'static str) -> Self {
        self.filter.name = name;
        self
    }
}

/// Yes or no.
pub fn by_bool<B>(value: Expr<B>) -> FilterOf<B> {
    FilterOf::new(&value.term.clone(), Body::Bool(value.term))
}

/// One or several of the texts that a column may hold, with their words.
pub fn by_choice<B>(value: Expr<B>, choices: &[(&'static str, &'static str)]) -> FilterOf<B> {
    FilterOf::new(&value.term.clone(), Body::Choices(value.term, choices.to_vec()))
}

/// Today, the last seven days, this month, this year, none, or from and to.
pub fn by_date<B>(value: Expr<B>) -> FilterOf<B> {
    FilterOf::new(&value.term.clone(), Body::Date(value.term))
}

/// One or several objects of the model that a key points at.
pub fn by_relation<B, T>(relation: &ToOne<B, T>, model: &'static str) -> FilterOf<B> {
    FilterOf::new(&relation.key.term.clone(), Body::Relation(relation.key.term.clone(), model))
}

/// Whether there is something.
pub fn by_empty<B>(value: Expr<B>) -> FilterOf<B> {
    FilterOf::new(&value.term.clone(), Body::Empty(value.term))
}

/// A number from and to, both included.
pub fn by_number<B>(value: Expr<B>) -> FilterOf<B> {
    FilterOf::new(&value.term.clone(), Body::Number { term: value.term, is_money: false })
}

/// An amount of money from and to, both included.
pub fn by_money<B>(value: Expr<B>) -> FilterOf<B> {
    FilterOf::new(&value.term.clone(), Body::Number { term: value.term, is_money: true })
}

/// Choices with a condition each: value, words, condition.
pub fn custom<B>(
    name: &'static str,
    title: &str,
    choices: Vec<(&'static str, &'static str, Cond<B>)>,
) -> FilterOf<B> {
    let choices = choices.into_iter().map(|(value, words, cond)| (value, words, cond.sql)).collect();
    let filter = Filter { name, title: title.to_owned(), body: Body::Custom(choices) };
    FilterOf { filter, base: PhantomData }
}

/// A parameter that no filter takes, or with a value that makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadLookup;

impl Filter {
    /// The parameters it takes.
    pub fn params(&self) -> Vec<String> {
        let suffixes: &[&str] = match &self.body {
            Body::Bool(_) | Body::Choices(..) => &["__exact", "__isnull"],
            Body::Date(_) => &["__gte", "__lt", "__isnull"],
            Body::Relation(..) => &["__id__exact", "__id", "__exact", "__isnull"],
            Body::Empty(_) => &["__isempty"],
            Body::Number { .. } => &["__gte", "__lte"],
            Body::Custom(_) => &[""],
        };
        suffixes.iter().map(|suffix| format!("{}{suffix}", self.name)).collect()
    }

    /// The parameter that its choices set.
    pub fn param(&self) -> String {
        self.params().into_iter().next().unwrap_or_default()
    }

    /// Whether the address sets it.
    pub fn is_on(&self, asked: &Asked) -> bool {
        self.params().iter().any(|param| asked.all(param).iter().any(|raw| !raw.is_empty()))
    }

    /// The condition that the address asks for; `None` when it does not set this filter.
    pub fn condition(&self, asked: &Asked, currency: Currency) -> Result<Option<Sql>, BadLookup> {
        let mut any_of = Vec::new();
        let mut all_of = Vec::new();
        for param in self.params() {
            let suffix = param.strip_prefix(self.name).unwrap_or_default();
            for raw in asked.all(&param) {
                match suffix {
                    // An input that was left empty asks for nothing.
                    _ if raw.is_empty() => {}
                    "__gte" | "__lt" | "__lte" => all_of.push(self.bound(suffix, raw, currency)?),
                    _ => any_of.push(self.one(suffix, raw)?),
                }
            }
        }
        if !any_of.is_empty() {
            all_of.push(Sql::of("(").then(&Sql::join(&any_of, " OR ")).text(")"));
        }
        Ok((!all_of.is_empty()).then(|| Sql::join(&all_of, " AND ")))
    }

    /// A condition of each kind that it can make, for the start-up check.
    pub(in crate::admin) fn samples(&self) -> Vec<Sql> {
        match &self.body {
            Body::Bool(term) => vec![equals(term, Val::Bool(true))],
            Body::Choices(term, choices) => choices
                .iter()
                .take(1)
                .filter_map(|(value, _)| choice_value(term, value).ok())
                .map(|value| equals(term, value))
                .collect(),
            Body::Relation(term, _) => vec![equals(term, Val::Int(1)), is_null(term, true)],
            Body::Date(term) | Body::Number { term, .. } => vec![is_null(term, false)],
            Body::Empty(term) => vec![is_empty(term, true)],
            Body::Custom(choices) => choices.iter().map(|(_, _, sql)| sql.clone()).collect(),
        }
    }

    fn one(&self, suffix: &str, raw: &str) -> Result<Sql, BadLookup> {
        match (&self.body, suffix) {
            (
                Body::Bool(term) | Body::Choices(term, _) | Body::Date(term) | Body::Relation(term, _),
                "__isnull",
            ) => {
                let null = truth(raw)?;
                Ok(is_null(term, null))
            }
            (Body::Bool(term), _) => {
                let value = Val::Bool(truth(raw)?);
                Ok(equals(term, value))
            }
            (Body::Choices(term, choices), _) => {
                let known = choices.iter().find(|(value, _)| *value == raw).ok_or(BadLookup)?;
                Ok(equals(term, choice_value(term, known.0)?))
            }
            (Body::Relation(term, _), _) => Ok(equals(term, Val::Int(raw.parse().map_err(|_| BadLookup)?))),
            (Body::Empty(term), _) => Ok(is_empty(term, truth(raw)?)),
            (Body::Custom(choices), _) => {
                let known = choices.iter().find(|(value, ..)| *value == raw).ok_or(BadLookup)?;
                Ok(known.2.clone())
            }
            _ => Err(BadLookup),
        }
    }

    fn bound(&self, suffix: &str, raw: &str, currency: Currency) -> Result<Sql, BadLookup> {
        let (term, value) = match &self.body {
            Body::Date(term) => (term, moment(term.kind, raw).ok_or(BadLookup)?),
            Body::Number { term, is_money: true } => {
                (term, Val::Int(currency.parse(raw).map_err(|_| BadLookup)?.0))
            }
            Body::Number { term, .. } => (term, Val::Int(raw.trim().parse().map_err(|_| BadLookup)?)),
            _ => return Err(BadLookup),
        };
        let sign = match suffix {
            "__gte" => " >= ",
            "__lte" => " <= ",
            _ => " < ",
        };
        Ok(term.holds(|it| it.text(sign).bind(value)))
    }
}

pub(super) fn equals(term: &Term, value: Val) -> Sql {
    term.holds(|it| it.text(" = ").bind(value))
}

pub(super) fn is_null(term: &Term, null: bool) -> Sql {
    term.holds(|it| it.text(if null { " IS NULL" } else { " IS NOT NULL" }))
}

pub(super) fn is_empty(term: &Term, empty: bool) -> Sql {
    let is_text = term.kind == Kind::Text;
    term.holds(|it| match (is_text, empty) {
        (true, true) => Sql::of("COALESCE(").then(&it).text(", '') = ''"),
        (true, false) => Sql::of("COALESCE(").then(&it).text(", '') <> ''"),
        (false, true) => it.text(" IS NULL"),
        (false, false) => it.text(" IS NOT NULL"),
    })
}

/// A choice's text as a value of its column.
pub(super) fn choice_value(term: &Term, raw: &str) -> Result<Val, BadLookup> {
    match term.kind {
        Kind::Int => raw.parse().map(Val::Int).map_err(|_| BadLookup),
        _ => Ok(Val::Text(raw.to_owned())),
    }
}

fn truth(raw: &str) -> Result<bool, BadLookup> {
    match raw {
        "1" | "True" | "true" => Ok(true),
        "0" | "False" | "false" => Ok(false),
        _ => Err(BadLookup),
    }
}

/// A day or moment as an address writes it: `2026-11-27` or `2026-11-27 10:00:00`.
fn moment(kind: Kind, raw: &str) -> Option<Val> {
    let text = raw.trim().trim_end_matches('Z').replace("+00:00", "");
    let day = text.parse::<NaiveDate>().ok();
    let time = day.and_then(|day| day.and_hms_opt(0, 0, 0)).or_else(|| parse_time(&text));
    // Years that both databases know.
    let time = time.filter(|time| (1..=9999).contains(&time.year()))?;
    Some(if kind == Kind::Date { Val::Date(time.date()) } else { Val::Time(time) })
}

/// "Today", "Past 7 days", "This month", "This year": words with first day and the day after.
pub fn periods(now: Time) -> [(&'static str, NaiveDate, NaiveDate); 4] {
    let today = now.date();
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let week = today.checked_sub_days(Days::new(7)).unwrap_or(today);
    let month = today.with_day(1).unwrap_or(today);
    let next_month = month.checked_add_months(Months::new(1)).unwrap_or(tomorrow);
    let year = month.with_month(1).unwrap_or(month);
    let next_year = year.checked_add_months(Months::new(12)).unwrap_or(tomorrow);
    [
        ("Today", today, tomorrow),
        ("Past 7 days", week, tomorrow),
        ("This month", month, next_month),
        ("This year", year, next_year),
    ]
}
