//! Updates that are prepared once for a connection.
//!
//! Diesel prepares every `UPDATE` anew, as it cannot know in how many texts one comes. On a table with
//! triggers that takes longer than running it.

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::connection::Connection;
use diesel::query_builder::{AsChangeset, AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// See [`prepared_update`].
#[derive(Debug, Clone, Copy)]
pub struct PreparedUpdate<T, S, W> {
    table: T,
    changes: S,
    condition: W,
}

/// Updates the rows of `table` that fulfil `condition`, and keeps the prepared statement for the next
/// time. Its text must always be the same: no `Option` that leaves out a column, no `eq_any`.
pub fn prepared_update<T, S, W>(table: T, changes: S, condition: W) -> PreparedUpdate<T, S::Changeset, W>
where
    S: AsChangeset<Target = T>,
{
    PreparedUpdate { table, changes: changes.as_changeset(), condition }
}

impl<T, S, W, DB> QueryFragment<DB> for PreparedUpdate<T, S, W>
where
    DB: Backend,
    T: QueryFragment<DB>,
    S: QueryFragment<DB>,
    W: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        self.table.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        self.changes.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE ");
        self.condition.walk_ast(out.reborrow())
    }
}

/// By its text.
impl<T, S, W> QueryId for PreparedUpdate<T, S, W> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T, S, W, C: Connection> RunQueryDsl<C> for PreparedUpdate<T, S, W> {}
