//! The date hierarchy: years, months and days above a list.

use chrono::{Datelike, Months, NaiveDate};

use super::ListSpec;
use super::asked::Asked;
use super::column::label_of;
use crate::admin::expr::Term;
use crate::admin::views::DatesView;

/// Years from the earliest to the latest date at first; months of a year, days of a month.
///
/// A level with one choice is left out, as in Django: what lies in one month begins with its days.
pub fn view(
    list: &ListSpec,
    term: &Term,
    asked: &Asked,
    extremes: Option<(NaiveDate, NaiveDate)>,
) -> Option<DatesView> {
    let number = |part: &str| list.date_part(asked, part).and_then(|text| text.parse::<u32>().ok());
    let (year, month, day) = (number("__year"), number("__month"), number("__day"));
    let name = |part: &str| format!("{}{part}", term.name);
    let names = [name("__year"), name("__month"), name("__day")];
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let bare = asked.from_start().without(&names);
    let at_year = |year: u32| bare.and(&name("__year"), &year.to_string());
    let at_month = |year: u32, month: u32| at_year(year).and(&name("__month"), &month.to_string());
    let at_day = |date: NaiveDate| {
        at_month(date.year().unsigned_abs(), date.month()).and(&name("__day"), &date.day().to_string())
    };
    let all = || ("All dates".to_owned(), bare.query());
    let (first, last) = extremes?;
    let label = label_of(term.name);
    let view = |back: Option<(String, String)>, choices: Vec<(String, Option<String>)>| {
        Some(DatesView { label: label.clone(), back, choices })
    };
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => {
            let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
            let back = (date.format("%B %Y").to_string(), at_month(year, month).query());
            view(Some(back), vec![(date.format("%B %-d").to_string(), None)])
        }
        (Some(year), Some(month), None) => {
            let start = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, 1)?;
            view(Some((year.to_string(), at_year(year).query())), days(start.max(first), last, &at_day))
        }
        (Some(year), None, _) => view(Some(all()), months(first, last, year, &at_month)),
        _ if first.year() == last.year() && first.month() == last.month() => {
            view(None, days(first, last, &at_day))
        }
        _ if first.year() == last.year() => {
            view(None, months(first, last, first.year().unsigned_abs(), &at_month))
        }
        _ => {
            let years = (first.year()..=last.year()).take(MOST_YEARS);
            view(
                None,
                years.map(|year| (year.to_string(), Some(at_year(year.unsigned_abs()).query()))).collect(),
            )
        }
    }
}

/// Wrong dates must not make a list of thousands.
const MOST_YEARS: usize = 60;

fn months(
    first: NaiveDate,
    last: NaiveDate,
    year: u32,
    at: &dyn Fn(u32, u32) -> Asked,
) -> Vec<(String, Option<String>)> {
    let year_of = |date: NaiveDate| date.year().unsigned_abs();
    let mut choices = Vec::new();
    let mut month = first.with_day(1);
    while let Some(current) = month.filter(|month| *month <= last && choices.len() < 12) {
        if year_of(current) == year {
            choices.push((current.format("%B %Y").to_string(), Some(at(year, current.month()).query())));
        }
        month = match year_of(current) < year {
            // Straight to the year that is asked for.
            true => i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1)),
            false => current.checked_add_months(Months::new(1)).filter(|next| year_of(*next) == year),
        };
    }
    choices
}

fn days(first: NaiveDate, last: NaiveDate, at: &dyn Fn(NaiveDate) -> Asked) -> Vec<(String, Option<String>)> {
    first
        .iter_days()
        .take_while(|day| *day <= last && day.month() == first.month() && day.year() == first.year())
        .map(|day| (day.format("%B %-d").to_string(), Some(at(day).query())))
        .collect()
}
