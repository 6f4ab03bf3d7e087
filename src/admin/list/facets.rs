//! Counts beside the choices of filters, over at most [`MOST`] rows, in one statement for all.

use std::collections::HashMap;

use super::ListSpec;
use super::asked::Asked;
use super::filter::{Body, Filter, is_empty, is_null, periods};
use super::query::{Selection, between, filtered_by};
use super::search::Path;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::db::sql::Sql;
use crate::platform::db::value::Val;
use crate::platform::money::Currency;
use crate::platform::text::grouped;

/// Rows that are looked at for a filter; a count that was cut is "at least".
pub const MOST: i64 = 10_000;

/// Counts by filter and choice.
#[derive(Debug, Clone, Default)]
pub struct Facets {
    counts: HashMap<(usize, String), i64>,
    cut: HashMap<usize, bool>,
}

impl Facets {
    /// The count of a choice as it is read, which the database may write in several ways; `None` when
    /// nothing was counted.
    pub fn of(&self, filter: usize, keys: &[&str]) -> Option<String> {
        let cut = *self.cut.get(&filter)?;
        let count = keys.iter().find_map(|key| self.counts.get(&(filter, (*key).to_owned())));
        Some(format!("{}{}", grouped(count.copied().unwrap_or(0)), if cut { "+" } else { "" }))
    }
}

/// Counts every choice of every filter; one statement.
///
/// The choices of a filter are counted as if it were not set, so that they say what choosing them
/// would give.
pub fn count(
    conn: &mut Conn,
    list: &ListSpec,
    selection: &Selection,
    asked: &Asked,
    currency: Currency,
    now: Time,
) -> diesel::QueryResult<Facets> {
    let mut facets = Facets::default();
    let mut tables = Vec::new();
    let mut counts = Vec::new();
    for (number, filter) in list.filters.iter().enumerate() {
        let Some(parts) = parts(filter, now) else { continue };
        let conditions = without(list, selection, filter, asked, currency);
        let name = format!("f{number}");
        let mut select = Sql::of("SELECT ");
        for (position, (_, sql)) in parts.iter().enumerate() {
            select = select
                .text(if position > 0 { ", " } else { "" })
                .then(sql)
                .text(" AS ")
                .name(&format!("c{position}"));
        }
        let rows =
            select.text(" FROM ").frag(&list.table).then(&filtered_by(&conditions)).text(" LIMIT 10001");
        tables.push(Sql::new().name(&name).text(" AS MATERIALIZED (").then(&rows).text(")"));
        counts.push(total_of(number, &name));
        for (position, (choice, _)) in parts.iter().enumerate() {
            counts.push(count_of(number, &name, position, choice.as_deref()));
        }
    }
    if tables.is_empty() {
        return Ok(facets);
    }
    let statement =
        Sql::of("WITH ").then(&Sql::join(&tables, ", ")).text(" ").then(&Sql::join(&counts, " UNION ALL "));
    for row in statement.rows(conn)? {
        let (number, count) = (usize::try_from(row.at(0).int()).unwrap_or(0), row.at(2).int());
        match row.at(1).text() {
            TOTAL => {
                facets.cut.insert(number, count > MOST);
            }
            choice => {
                facets.counts.insert((number, choice.to_owned()), count);
            }
        }
    }
    Ok(facets)
}

/// Stands for the number of rows that were looked at.
const TOTAL: &str = "\u{1}";

/// What is counted: the value itself, whose every content is counted, or a condition for a choice.
fn parts(filter: &Filter, now: Time) -> Option<Vec<(Option<String>, Sql)>> {
    let flag = |condition: Sql| Sql::of("CASE WHEN ").then(&condition).text(" THEN 1 ELSE 0 END");
    match &filter.body {
        Body::Bool(term) | Body::Choices(term, _) | Body::Relation(term, _) => {
            // The value behind a relation is not in the table that is counted.
            term.steps.is_empty().then(|| vec![(None, Sql::new().frag(&term.sql))])
        }
        Body::Date(term) => {
            let spans = periods(now).into_iter();
            let spans =
                spans.map(|(words, from, to)| (Some(words.to_owned()), flag(between(term, from, to))));
            let nulls = [("True", true), ("False", false)];
            let nulls = nulls.map(|(value, null)| (Some(value.to_owned()), flag(is_null(term, null))));
            Some(spans.chain(nulls.into_iter().filter(|_| term.nullable)).collect())
        }
        Body::Empty(term) => Some(vec![
            (Some("1".to_owned()), flag(is_empty(term, true))),
            (Some("0".to_owned()), flag(is_empty(term, false))),
        ]),
        Body::Custom(choices) => Some(
            choices.iter().map(|(value, _, sql)| (Some((*value).to_owned()), flag(sql.clone()))).collect(),
        ),
        Body::Number { .. } => None,
    }
}

fn without(
    list: &ListSpec,
    selection: &Selection,
    filter: &Filter,
    asked: &Asked,
    currency: Currency,
) -> Vec<Sql> {
    let params = filter.params();
    let names: Vec<&str> = params.iter().map(String::as_str).collect();
    let mut other = selection.clone();
    if filter.is_on(asked) {
        let rest = asked.without(&names);
        other.filtered = list
            .filters
            .iter()
            .filter_map(|filter| filter.condition(&rest, currency).ok().flatten())
            .collect();
        if let (Some(term), Ok(Some((from, to)))) = (&list.dates, super::query::date_span(list, asked)) {
            other.filtered.push(between(term, from, to));
        }
    }
    other.conditions(list, Path::Index)
}

fn total_of(number: usize, name: &str) -> Sql {
    head(number, Sql::of("CAST('\u{1}' AS TEXT)")).text(", count(*) FROM ").name(name)
}

fn count_of(number: usize, name: &str, position: usize, choice: Option<&str>) -> Sql {
    let column = format!("c{position}");
    match choice {
        Some(choice) => {
            let label = Sql::of("CAST(").bind(Val::Text(choice.to_owned())).text(" AS TEXT)");
            head(number, label)
                .text(", CAST(COALESCE(SUM(")
                .name(&column)
                .text("), 0) AS BIGINT) FROM ")
                .name(name)
        }
        None => head(number, Sql::of("CAST(").name(&column).text(" AS TEXT)"))
            .text(", count(*) FROM ")
            .name(name)
            .text(" GROUP BY ")
            .name(&column),
    }
}

fn head(number: usize, label: Sql) -> Sql {
    let number = i64::try_from(number).unwrap_or(0);
    Sql::of("SELECT CAST(").bind(Val::Int(number)).text(" AS BIGINT), ").then(&label)
}
