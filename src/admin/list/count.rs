//! How many rows a list has, counted no further than people read.

use super::ListSpec;
use super::query::{Selection, filtered_by};
use super::search::{self, Path};
use crate::platform::db::Conn;
use crate::platform::db::sql::Sql;

/// Rows are counted one by one up to here.
pub const MOST_COUNTED: i64 = 10_000;

/// How many rows there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exactly(i64),
    /// More than [`MOST_COUNTED`].
    Many,
}

impl Count {
    /// What was counted, up to one more than [`MOST_COUNTED`].
    pub fn of(counted: i64) -> Count {
        if counted > MOST_COUNTED { Count::Many } else { Count::Exactly(counted) }
    }
}

/// Counts up to [`MOST_COUNTED`] rows.
pub fn count(conn: &mut Conn, list: &ListSpec, conditions: &[Sql]) -> diesel::QueryResult<Count> {
    count_capped(conn, &Sql::new().frag(&list.table).then(&filtered_by(conditions)))
}

/// Counts up to [`MOST_COUNTED`] rows of a selection; where words alone decide, by their keys without
/// a look at the rows.
pub fn count_selected(conn: &mut Conn, list: &ListSpec, selection: &Selection) -> diesel::QueryResult<Count> {
    let is_by_words = selection.allowed.is_empty() && selection.filtered.is_empty();
    let most = MOST_COUNTED + 1;
    let keys = search::keys_found(&list.search, &list.table, &list.key, &selection.words, most);
    match keys.filter(|_| is_by_words) {
        Some(keys) => count_capped(conn, &Sql::of("(").then(&keys).text(") AS found")),
        None => count(conn, list, &selection.conditions(list, Path::Index)),
    }
}

fn count_capped(conn: &mut Conn, source: &Sql) -> diesel::QueryResult<Count> {
    let capped =
        Sql::of("SELECT count(*) FROM (SELECT 1 AS one FROM ").then(source).text(" LIMIT 10001) AS counted");
    Ok(Count::of(capped.number(conn)?))
}
