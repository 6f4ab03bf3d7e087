//! Statements put together at run time from checked pieces.
//!
//! Text is always a literal of this program, a piece is a Diesel expression that was type-checked
//! where it was written, names go through the database's own quoting, and everything that somebody
//! typed is a bind.

use std::sync::Arc;

use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Untyped;
use diesel::{QueryableByName, RunQueryDsl};

use super::value::{DynRow, Val};
use super::{Conn, MultiBackend};

/// A checked piece of SQL whose type is forgotten.
pub type Frag = Arc<dyn QueryFragment<MultiBackend> + Send + Sync>;

/// What can become a [`Frag`].
pub trait Piece: QueryFragment<MultiBackend> + Send + Sync + 'static {}

impl<T: QueryFragment<MultiBackend> + Send + Sync + 'static> Piece for T {}

#[derive(Clone)]
enum Part {
    Text(&'static str),
    Frag(Frag),
    Name(String),
}

/// Pieces one after the other; itself a piece.
#[derive(Clone, Default)]
pub struct Sql(Vec<Part>);

impl Sql {
    /// Nothing yet.
    pub fn new() -> Sql {
        Sql::default()
    }

    /// A literal.
    pub fn of(text: &'static str) -> Sql {
        Sql::new().text(text)
    }

    /// Goes on with a literal.
    pub fn text(mut self, text: &'static str) -> Sql {
        self.0.push(Part::Text(text));
        self
    }

    /// Goes on with a checked piece.
    pub fn frag(mut self, frag: &Frag) -> Sql {
        self.0.push(Part::Frag(frag.clone()));
        self
    }

    /// Goes on with a value, bound.
    pub fn bind(mut self, value: Val) -> Sql {
        self.0.push(Part::Frag(Arc::new(value)));
        self
    }

    /// Goes on with the name of a table or column, quoted by the database's rules.
    pub fn name(mut self, name: &str) -> Sql {
        self.0.push(Part::Name(name.to_owned()));
        self
    }

    /// Goes on with `table.column`, quoted.
    pub fn column(self, table: &str, column: &str) -> Sql {
        self.name(table).text(".").name(column)
    }

    /// Goes on with another one.
    pub fn then(mut self, other: &Sql) -> Sql {
        self.0.extend(other.0.iter().cloned());
        self
    }

    /// These one after the other, with `between` between them.
    pub fn join(parts: &[Sql], between: &'static str) -> Sql {
        let mut all = Sql::new();
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                all = all.text(between);
            }
            all = all.then(part);
        }
        all
    }

    /// `key IN (…)` for keys; the text is the same for any number of them.
    pub fn among(self, keys: &[i64]) -> Sql {
        let list: Vec<String> = keys.iter().map(i64::to_string).collect();
        let keys: Frag = Arc::new(KeyList(format!("[{}]", list.join(","))));
        self.frag(&keys)
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rows that this statement gives.
    pub fn rows(&self, conn: &mut Conn) -> QueryResult<Vec<DynRow>> {
        self.load_as(conn)
    }

    /// The rows that this statement gives, of a known shape.
    pub fn load_as<T: QueryableByName<MultiBackend> + 'static>(
        &self,
        conn: &mut Conn,
    ) -> QueryResult<Vec<T>> {
        self.clone().load::<T>(conn)
    }

    /// The first column of every row as keys.
    pub fn keys(&self, conn: &mut Conn) -> QueryResult<Vec<i64>> {
        Ok(self.rows(conn)?.iter().map(|row| row.at(0).int()).collect())
    }

    /// The first column of the first row as a number; 0 without a row.
    pub fn number(&self, conn: &mut Conn) -> QueryResult<i64> {
        Ok(self.rows(conn)?.first().map_or(0, |row| row.at(0).int()))
    }
}

impl QueryFragment<MultiBackend> for Sql {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        // A cached statement would be found by its type, which is the same for all of them.
        out.unsafe_to_cache_prepared();
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_sql(text),
                Part::Frag(frag) => frag.walk_ast(out.reborrow())?,
                Part::Name(name) => out.push_identifier(name)?,
            }
        }
        Ok(())
    }
}

impl QueryId for Sql {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Sql {
    type SqlType = Untyped;
}

impl RunQueryDsl<Conn> for Sql {}

/// ` IN (…)` with a JSON array of keys as one bind, as in [`super::among`].
struct KeyList(String);

impl QueryFragment<MultiBackend> for KeyList {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let (before, after) = match out.backend() {
            MultiBackend::Pg(_) => {
                (" IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(", " AS JSON)))")
            }
            MultiBackend::Sqlite(_) => (" IN (SELECT value FROM json_each(", "))"),
        };
        out.push_sql(before);
        out.push_bind_param::<diesel::sql_types::Text, String>(&self.0)?;
        out.push_sql(after);
        Ok(())
    }
}
