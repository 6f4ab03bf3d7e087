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
    let mut shared = Table::new("f", selection.conditions(list, Path::Index));
    let mut own = Vec::new();
    for (number, filter) in list.filters.iter().enumerate() {
        let Some(parts) = parts(filter, now) else { continue };
        if filter.is_on(asked) {
            let mut table =
                Table::new(&format!("f{number}"), without(list, selection, filter, asked, currency));
            table.add(number, parts);
            own.push(table);
        } else {
            shared.add(number, parts);
        }
    }
    let tables: Vec<Table> =
        std::iter::once(shared).chain(own).filter(|table| !table.columns.is_empty()).collect();
    if tables.is_empty() {
        return Ok(facets);
    }
    let rows: Vec<Sql> = tables.iter().map(|table| table.rows(list)).collect();
    let counts: Vec<Sql> = tables.into_iter().flat_map(|table| table.counts).collect();
    let statement =
        Sql::of("WITH ").then(&Sql::join(&rows, ", ")).text(" ").then(&Sql::join(&counts, " UNION ALL "));
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

/// Rows that are looked at once, for every filter that leaves the same ones.
struct Table {
    name: String,
    conditions: Vec<Sql>,
    columns: Vec<Sql>,
    counts: Vec<Sql>,
}

impl Table {
    fn new(name: &str, conditions: Vec<Sql>) -> Table {
        Table { name: name.to_owned(), conditions, columns: Vec::new(), counts: Vec::new() }
    }

    fn add(&mut self, filter: usize, parts: Vec<(Option<String>, Sql)>) {
        self.counts.push(total_of(filter, &self.name));
        for (choice, value) in parts {
            let column = format!("c{}", self.columns.len());
            self.columns.push(value.text(" AS ").name(&column));
            self.counts.push(count_of(filter, &self.name, &column, choice));
        }
    }

    fn rows(&self, list: &ListSpec) -> Sql {
        Sql::new()
            .name(&self.name)
            .text(" AS MATERIALIZED (SELECT ")
            .then(&Sql::join(&self.columns, ", "))
            .text(" FROM ")
            .frag(&list.table)
            .then(&filtered_by(&self.conditions))
            .text(" LIMIT 10001)")
    }
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

/// The conditions with all but this filter.
fn without(
    list: &ListSpec,
    selection: &Selection,
    filter: &Filter,
    asked: &Asked,
    currency: Currency,
) -> Vec<Sql> {
    let params = filter.params();
    let names: Vec<&str> = params.iter().map(String::as_str).collect();
    let rest = asked.without(&names);
    let mut other = selection.clone();
    other.filtered =
        list.filters.iter().filter_map(|filter| filter.condition(&rest, currency).ok().flatten()).collect();
    if let (Some(term), Ok(Some((from, to)))) = (&list.dates, super::query::date_span(list, asked)) {
        other.filtered.push(between(term, from, to));
    }
    other.conditions(list, Path::Index)
}

fn total_of(number: usize, name: &str) -> Sql {
    head(number, Sql::of("CAST('\u{1}' AS TEXT)")).text(", count(*) FROM ").name(name)
}

fn count_of(number: usize, name: &str, column: &str, choice: Option<String>) -> Sql {
    match choice {
        Some(choice) => head(number, Sql::of("CAST(").bind(Val::Text(choice)).text(" AS TEXT)"))
            .text(", CAST(COALESCE(SUM(")
            .name(column)
            .text("), 0) AS BIGINT) FROM ")
            .name(name),
        None => head(number, Sql::of("CAST(").name(column).text(" AS TEXT)"))
            .text(", count(*) FROM ")
            .name(name)
            .text(" GROUP BY ")
            .name(column),
    }
}

fn head(number: usize, label: Sql) -> Sql {
    let number = i64::try_from(number).unwrap_or(0);
    Sql::of("SELECT CAST(").bind(Val::Int(number)).text(" AS BIGINT), ").then(&label)
}
