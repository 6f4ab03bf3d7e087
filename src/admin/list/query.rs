//! The statements of a list: conditions with the permission first, and the page.

use chrono::NaiveDate;

use super::ListSpec;
use super::asked::Asked;
use super::column::Column;
use super::filter::BadLookup;
use super::search::{self, Path};
use crate::admin::expr::Term;
use crate::admin::staff::Staff;
use crate::platform::db::Conn;
use crate::platform::db::sql::Sql;
use crate::platform::db::value::{DynRow, Kind, Val};
use crate::platform::money::Currency;

pub use super::count::{Count, MOST_COUNTED, count, count_selected};

/// What is selected: conditions that were made from an address, and who asks.
#[derive(Clone)]
pub struct Selection {
    /// What this person may see.
    pub allowed: Vec<Sql>,
    /// What the filters ask for, without the words.
    pub filtered: Vec<Sql>,
    /// The words.
    pub words: String,
}

impl Selection {
    /// Reads the address; an unknown parameter is an error, so that nobody filters by a column that is
    /// no filter.
    pub fn read(
        list: &ListSpec,
        staff: &Staff,
        asked: &Asked,
        currency: Currency,
    ) -> Result<Selection, BadLookup> {
        for (name, _) in asked.filters() {
            let is_known =
                list.filters.iter().any(|filter| filter.params().iter().any(|param| param == name));
            if !is_known && !list.is_date_param(name) {
                return Err(BadLookup);
            }
        }
        let mut filtered = Vec::new();
        for filter in &list.filters {
            filtered.extend(filter.condition(asked, currency)?);
        }
        filtered.extend(dates(list, asked)?);
        let words = asked.get("q").to_owned();
        Ok(Selection { allowed: allowed(list, staff), filtered, words })
    }

    /// Every condition.
    pub fn conditions(&self, list: &ListSpec, path: Path) -> Vec<Sql> {
        let words = search::condition(&list.search, &list.table, &list.key, &self.words, path);
        self.allowed.iter().chain(&self.filtered).cloned().chain(words).collect()
    }

    /// Whether something is asked for beyond what the person may see.
    pub fn is_narrowed(&self) -> bool {
        !self.filtered.is_empty() || !search::words(&self.words).is_empty()
    }
}

/// The condition of what a person may see.
pub fn allowed(list: &ListSpec, staff: &Staff) -> Vec<Sql> {
    list.restrict.iter().filter_map(|rule| rule(staff)).collect()
}

/// ` WHERE a AND b`; nothing without conditions.
pub fn filtered_by(conditions: &[Sql]) -> Sql {
    match conditions.is_empty() {
        true => Sql::new(),
        false => Sql::of(" WHERE ").then(&Sql::join(conditions, " AND ")),
    }
}

/// How the rows of a page are sorted: the terms with their direction; the key comes last, in the
/// direction of the first term, so that an index on (column, key) serves it.
pub fn order_of(list: &ListSpec, asked: &Asked) -> Vec<(Term, bool)> {
    let wanted: Vec<(Term, bool)> = asked
        .order()
        .into_iter()
        .filter_map(|(position, descending)| {
            let column: &Column = list.columns.get(position)?;
            column.sort.clone().map(|term| (term, descending))
        })
        .collect();
    if wanted.is_empty() { list.order.clone() } else { wanted }
}

fn order_by(list: &ListSpec, order: &[(Term, bool)]) -> Sql {
    let mut parts: Vec<Sql> = order
        .iter()
        .map(|(term, descending)| Sql::new().frag(&term.sql).text(direction(term, *descending)))
        .collect();
    parts.push(Sql::new().frag(&list.key).text(key_direction(order)));
    Sql::of(" ORDER BY ").then(&Sql::join(&parts, ", "))
}

/// What follows a term that rows are sorted by.
pub(super) fn direction(term: &Term, descending: bool) -> &'static str {
    match (term.nullable, descending) {
        (false, false) => " ASC",
        (false, true) => " DESC",
        (true, false) => " ASC NULLS FIRST",
        (true, true) => " DESC NULLS LAST",
    }
}

/// What follows the key behind these terms.
pub(super) fn key_direction(order: &[(Term, bool)]) -> &'static str {
    if order.first().is_some_and(|(_, descending)| *descending) { " DESC" } else { " ASC" }
}

/// The joins that these values need, each relation once.
pub(super) fn joins<'a>(terms: impl Iterator<Item = &'a Term>) -> Sql {
    let (mut seen, mut all) = (Vec::new(), Sql::new());
    for term in terms {
        for (key, join) in term.join_keys().into_iter().zip(term.joins()) {
            if !seen.contains(&key) {
                seen.push(key);
                all = all.then(&join);
            }
        }
    }
    all
}

/// A page of rows: the key, then a value for each of `terms`.
///
/// Keys first: joins and computed values are worked out for the rows of this page only, and SQLite
/// cannot start from a joined table.
pub fn rows(
    conn: &mut Conn,
    list: &ListSpec,
    terms: &[&Term],
    conditions: &[Sql],
    order: &[(Term, bool)],
    window: (i64, i64),
) -> diesel::QueryResult<Vec<DynRow>> {
    let sorting = || order.iter().map(|(term, _)| term);
    let keys = Sql::of("SELECT ")
        .frag(&list.key)
        .text(" FROM ")
        .frag(&list.table)
        .then(&joins(sorting()))
        .then(&filtered_by(conditions))
        .then(&order_by(list, order))
        .text(" LIMIT ")
        .bind(Val::Int(window.0))
        .text(" OFFSET ")
        .bind(Val::Int(window.1));
    let mut select = Sql::of("SELECT ").frag(&list.key);
    for term in terms {
        select = select.text(", ").frag(&term.sql);
    }
    let statement = select
        .text(" FROM ")
        .frag(&list.table)
        .then(&joins(terms.iter().copied().chain(sorting())))
        .text(" WHERE ")
        .frag(&list.key)
        .text(" IN (")
        .then(&keys)
        .text(")")
        .then(&order_by(list, order));
    statement.rows(conn)
}

/// The keys after `after` in ascending order, for work on everything found.
pub fn keys_after(
    conn: &mut Conn,
    list: &ListSpec,
    conditions: &[Sql],
    after: i64,
    limit: i64,
) -> diesel::QueryResult<Vec<i64>> {
    let mut conditions = conditions.to_vec();
    conditions.push(Sql::new().frag(&list.key).text(" > ").bind(Val::Int(after)));
    Sql::of("SELECT ")
        .frag(&list.key)
        .text(" FROM ")
        .frag(&list.table)
        .then(&filtered_by(&conditions))
        .text(" ORDER BY ")
        .frag(&list.key)
        .text(" LIMIT ")
        .bind(Val::Int(limit))
        .keys(conn)
}

/// Those of `keys` that a person may see, in ascending order: a forged key reaches nothing.
pub fn visible(
    conn: &mut Conn,
    list: &ListSpec,
    staff: &Staff,
    keys: &[i64],
) -> diesel::QueryResult<Vec<i64>> {
    let mut conditions = allowed(list, staff);
    conditions.push(Sql::new().frag(&list.key).among(keys));
    Sql::of("SELECT ")
        .frag(&list.key)
        .text(" FROM ")
        .frag(&list.table)
        .then(&filtered_by(&conditions))
        .text(" ORDER BY ")
        .frag(&list.key)
        .keys(conn)
}

/// Key and name of objects that fulfil the conditions, by name.
pub fn labels(
    conn: &mut Conn,
    list: &ListSpec,
    conditions: &[Sql],
    window: (i64, i64),
    sorted: bool,
) -> diesel::QueryResult<Vec<(i64, String)>> {
    let Some(term) = list.label_term() else { return Ok(Vec::new()) };
    let order = if sorted { list.order.clone() } else { Vec::new() };
    let found = rows(conn, list, &[term], conditions, &order, window)?;
    Ok(found.iter().map(|row| (row.at(0).int(), label(list, row.at(0).int(), row.at(1)))).collect())
}

/// Names of objects by key; one that is gone or may not be seen has none.
pub fn labels_of(
    conn: &mut Conn,
    list: &ListSpec,
    staff: &Staff,
    keys: &[i64],
) -> diesel::QueryResult<Vec<(i64, String)>> {
    keyed_labels(conn, list, staff, keys, true)
}

/// [`labels_of`] in any order: for a thousand of them, sorting would be work for nothing.
pub fn names_of(
    conn: &mut Conn,
    list: &ListSpec,
    staff: &Staff,
    keys: &[i64],
) -> diesel::QueryResult<Vec<(i64, String)>> {
    keyed_labels(conn, list, staff, keys, false)
}

fn keyed_labels(
    conn: &mut Conn,
    list: &ListSpec,
    staff: &Staff,
    keys: &[i64],
    sorted: bool,
) -> diesel::QueryResult<Vec<(i64, String)>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut conditions = allowed(list, staff);
    conditions.push(Sql::new().frag(&list.key).among(keys));
    let many = i64::try_from(keys.len()).unwrap_or(i64::MAX);
    labels(conn, list, &conditions, (many, 0), sorted)
}

fn label(list: &ListSpec, id: i64, value: &Val) -> String {
    let kind = list.label_term().map_or(Kind::Text, |term| term.kind);
    match value.clone().typed(kind).to_string() {
        empty if empty.trim().is_empty() => format!("#{id}"),
        text => text,
    }
}

impl ListSpec {
    /// Whether a parameter belongs to the date hierarchy.
    pub(super) fn is_date_param(&self, name: &str) -> bool {
        self.dates
            .as_ref()
            .is_some_and(|term| name.strip_prefix(term.name).is_some_and(|rest| DATE_PARTS.contains(&rest)))
    }

    /// The value of a part of the date hierarchy in the address.
    pub(super) fn date_part(&self, asked: &Asked, part: &str) -> Option<String> {
        let term = self.dates.as_ref()?;
        let text = asked.get(&format!("{}{part}", term.name));
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// Year, month and day of the date hierarchy, as parameters write them.
pub const DATE_PARTS: [&str; 3] = ["__year", "__month", "__day"];

/// First day of what the date hierarchy asks for, and the first day after it.
pub fn date_span(list: &ListSpec, asked: &Asked) -> Result<Option<(NaiveDate, NaiveDate)>, BadLookup> {
    let part = |name: &str| match list.date_part(asked, name) {
        None => Ok(None),
        Some(text) => text.parse::<u32>().map(Some).map_err(|_| BadLookup),
    };
    let (year, month, day) = (part("__year")?, part("__month")?, part("__day")?);
    let Some(year) = year.and_then(|year| i32::try_from(year).ok()) else {
        return if month.or(day).is_none() { Ok(None) } else { Err(BadLookup) };
    };
    let date = |year: i32, month: u32, day: u32| NaiveDate::from_ymd_opt(year, month, day).ok_or(BadLookup);
    let (next_year, next_month) = match month {
        Some(12) => (year + 1, 1),
        Some(month) => (year, month + 1),
        None => (year + 1, 1),
    };
    let span = match (month, day) {
        (None, None) => (date(year, 1, 1)?, date(next_year, 1, 1)?),
        (Some(month), None) => (date(year, month, 1)?, date(next_year, next_month, 1)?),
        (Some(month), Some(day)) => {
            let first = date(year, month, day)?;
            (first, first.succ_opt().ok_or(BadLookup)?)
        }
        (None, Some(_)) => return Err(BadLookup),
    };
    // Years of four digits, as both databases write them.
    if (1..=9998).contains(&year) { Ok(Some(span)) } else { Err(BadLookup) }
}

fn dates(list: &ListSpec, asked: &Asked) -> Result<Option<Sql>, BadLookup> {
    let (Some(term), Some((from, to))) = (&list.dates, date_span(list, asked)?) else { return Ok(None) };
    Ok(Some(between(term, from, to)))
}

/// From one day to before another.
pub fn between(term: &Term, from: NaiveDate, to: NaiveDate) -> Sql {
    let value = |day: NaiveDate| match term.kind {
        Kind::Date => Val::Date(day),
        _ => Val::Time(day.and_time(chrono::NaiveTime::MIN)),
    };
    term.holds(|it| {
        it.clone().text(" >= ").bind(value(from)).text(" AND ").then(&it).text(" < ").bind(value(to))
    })
}

/// First and last moment of the date hierarchy among what is found, by two look-ups of its index.
pub fn extremes(
    conn: &mut Conn,
    list: &ListSpec,
    term: &Term,
    conditions: &[Sql],
) -> diesel::QueryResult<Option<(NaiveDate, NaiveDate)>> {
    let mut conditions = conditions.to_vec();
    conditions.push(term.holds(|it| it.text(" IS NOT NULL")));
    let end = |descending: bool| {
        Sql::of("(SELECT ")
            .frag(&term.sql)
            .text(" FROM ")
            .frag(&list.table)
            .then(&filtered_by(&conditions))
            .text(" ORDER BY ")
            .frag(&term.sql)
            .text(if descending { " DESC LIMIT 1)" } else { " ASC LIMIT 1)" })
    };
    let found = Sql::of("SELECT ")
        .then(&end(false))
        .text(" AS first_one, ")
        .then(&end(true))
        .text(" AS last_one")
        .rows(conn)?;
    let day = |value: &Val| match value.clone().typed(term.kind) {
        Val::Time(time) => Some(time.date()),
        Val::Date(date) => Some(date),
        _ => None,
    };
    Ok(found.first().and_then(|row| day(row.at(0)).zip(day(row.at(1)))))
}
