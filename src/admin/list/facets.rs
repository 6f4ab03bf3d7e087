//! Counts beside the choices of filters, over at most [`MOST`] rows, in one statement for all; where
//! words are searched the same look at the rows finds the page.

use std::collections::HashMap;

use super::ListSpec;
use super::asked::Asked;
use super::filter::{Body, Filter, is_empty, is_null, periods};
use super::query::{Selection, between, direction, filtered_by, joins, key_direction};
use super::search::Path;
use crate::admin::desk::Desk;
use crate::admin::expr::Term;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::db::sql::Sql;
use crate::platform::db::value::{DynRow, Val};
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

/// A page of what is found, in an order.
pub struct Window {
    /// How rows are sorted.
    pub order: Vec<(Term, bool)>,
    /// Rows on the page.
    pub limit: i64,
    /// Rows before it.
    pub offset: i64,
}

/// What one look at the rows tells.
pub struct Looked {
    /// Counts beside the choices.
    pub facets: Facets,
    /// How many rows there are, up to one more than [`MOST`].
    pub found: i64,
    /// The keys of the page that was asked for, unless there are more rows than [`MOST`].
    pub page: Vec<i64>,
}

/// Counts every choice of every filter, and finds the page in `window`; one statement.
///
/// The choices of a filter are counted as if it were not set, so that they say what choosing them
/// would give. Rows that words find lie scattered over the whole table: reading them is what takes
/// long, so that counts, number and page share one look at them.
pub fn look(
    conn: &mut Conn,
    desk: &Desk<'_>,
    list: &ListSpec,
    selection: &Selection,
    asked: &Asked,
    window: Option<&Window>,
) -> diesel::QueryResult<Looked> {
    let (currency, now) = (desk.context.currency, desk.now());
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
    if let Some(window) = window {
        shared.add_page(list, window);
    }
    let tables: Vec<Table> =
        std::iter::once(shared).chain(own).filter(|table| !table.columns.is_empty()).collect();
    match statement(list, tables) {
        Some(statement) => Ok(read(statement.rows(conn)?)),
        None => Ok(read(Vec::new())),
    }
}

fn statement(list: &ListSpec, tables: Vec<Table>) -> Option<Sql> {
    let rows: Vec<Sql> = tables.iter().map(|table| table.rows(list)).collect();
    let counts: Vec<Sql> = tables.into_iter().flat_map(|table| table.counts).collect();
    let with = Sql::of("WITH ").then(&Sql::join(&rows, ", ")).text(" ");
    (!rows.is_empty()).then(|| with.then(&Sql::join(&counts, " UNION ALL ")))
}

fn read(rows: Vec<DynRow>) -> Looked {
    let mut looked = Looked { facets: Facets::default(), found: 0, page: Vec::new() };
    for row in rows {
        let (number, label, value) = (row.at(0).int(), row.at(1).text(), row.at(2).int());
        match (usize::try_from(number), label) {
            (Err(_), TOTAL) => looked.found = value,
            (Err(_), _) => looked.page.push(value),
            (Ok(filter), TOTAL) => {
                looked.facets.cut.insert(filter, value > MOST);
            }
            (Ok(filter), choice) => {
                looked.facets.counts.insert((filter, choice.to_owned()), value);
            }
        }
    }
    if looked.found > MOST {
        looked.page.clear();
    }
    looked
}

/// Rows that are looked at once, for every filter that leaves the same ones.
struct Table {
    name: String,
    joins: Sql,
    conditions: Vec<Sql>,
    columns: Vec<Sql>,
    counts: Vec<Sql>,
}

impl Table {
    fn new(name: &str, conditions: Vec<Sql>) -> Table {
        let name = name.to_owned();
        Table { name, joins: Sql::new(), conditions, columns: Vec::new(), counts: Vec::new() }
    }

    fn add(&mut self, filter: usize, parts: Vec<(Option<String>, Sql)>) {
        self.counts.push(total_of(filter, &self.name));
        for (choice, value) in parts {
            let column = format!("c{}", self.columns.len());
            self.columns.push(value.text(" AS ").name(&column));
            self.counts.push(count_of(filter, &self.name, &column, choice));
        }
    }

    /// The number of rows, and the keys of a page of them in its order.
    fn add_page(&mut self, list: &ListSpec, window: &Window) {
        self.joins = joins(window.order.iter().map(|(term, _)| term));
        self.columns.push(Sql::new().frag(&list.key).text(" AS found_key"));
        let mut order = Vec::new();
        for (number, (term, descending)) in window.order.iter().enumerate() {
            let column = format!("s{number}");
            self.columns.push(Sql::new().frag(&term.sql).text(" AS ").name(&column));
            order.push(Sql::new().name(&column).text(direction(term, *descending)));
        }
        order.push(Sql::of("found_key").text(key_direction(&window.order)));
        let page = Sql::of("SELECT * FROM (SELECT CAST(-1 AS BIGINT) AS number, CAST('' AS TEXT) AS label, ")
            .text("found_key FROM ")
            .name(&self.name)
            .text(" ORDER BY ")
            .then(&Sql::join(&order, ", "))
            .text(" LIMIT ")
            .bind(Val::Int(window.limit))
            .text(" OFFSET ")
            .bind(Val::Int(window.offset))
            .text(") AS page");
        let total = Sql::of("SELECT CAST(-1 AS BIGINT), CAST('\u{1}' AS TEXT), count(*) FROM ");
        self.counts.extend([page, total.name(&self.name)]);
    }

    fn rows(&self, list: &ListSpec) -> Sql {
        Sql::new()
            .name(&self.name)
            .text(" AS MATERIALIZED (SELECT ")
            .then(&Sql::join(&self.columns, ", "))
            .text(" FROM ")
            .frag(&list.table)
            .then(&self.joins)
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
