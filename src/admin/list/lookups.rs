//! How a word is looked for in a column, in the words of each database.

use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;
use diesel::sql_types;

use super::search::Path;
use crate::platform::db::MultiBackend;
use crate::platform::db::sql::Frag;

/// `LIKE` without regard to case on both databases; on SQLite only letters of ASCII have none.
pub(super) struct Like {
    pub column: Frag,
    pub pattern: String,
}

impl QueryFragment<MultiBackend> for Like {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let is_pg = matches!(out.backend(), MultiBackend::Pg(_));
        out.push_sql(if is_pg { "lower(" } else { "(" });
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(if is_pg { ") LIKE lower(" } else { ") LIKE (" });
        out.push_bind_param::<sql_types::Text, String>(&self.pattern)?;
        out.push_sql(") ESCAPE '\\'");
        Ok(())
    }
}

/// The column begins with a word, without regard to case, by an index on
/// `lower(column) COLLATE "C"` or `column COLLATE NOCASE`.
pub(super) struct Start {
    pub column: Frag,
    pub from: String,
}

impl QueryFragment<MultiBackend> for Start {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let (before, after) = match out.backend() {
            MultiBackend::Pg(_) => ("lower(", ") COLLATE \"C\""),
            MultiBackend::Sqlite(_) => ("(", ") COLLATE NOCASE"),
        };
        out.push_sql(before);
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(after);
        out.push_sql(" >= ");
        out.push_bind_param::<sql_types::Text, String>(&self.from)?;
        out.push_sql(" AND ");
        out.push_sql(before);
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(after);
        out.push_sql(" < ");
        out.push_bind_param::<sql_types::Text, String>(&self.from)?;
        out.push_sql(" || '\u{10FFFF}'");
        Ok(())
    }
}

/// The word is anywhere in a folded column.
pub(super) struct Trigrams {
    pub column: Frag,
    pub key: Frag,
    pub table: &'static str,
    pub word: String,
    pub path: Path,
}

impl Trigrams {
    fn is_by_table(&self, backend: &MultiBackend) -> bool {
        matches!(backend, MultiBackend::Sqlite(_)) && self.path == Path::Index
    }

    fn push_select<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql("SELECT rowid FROM ");
        out.push_identifier(self.table)?;
        out.push_sql(" WHERE ");
        out.push_identifier(self.table)?;
        out.push_sql(" MATCH ('\"' || replace(");
        out.push_bind_param::<sql_types::Text, String>(&self.word)?;
        out.push_sql(", '\"', '\"\"') || '\"')");
        Ok(())
    }
}

impl QueryFragment<MultiBackend> for Trigrams {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        if self.is_by_table(out.backend()) {
            self.key.walk_ast(out.reborrow())?;
            out.push_sql(" IN (");
            self.push_select(out.reborrow())?;
            out.push_sql(")");
        } else {
            self.column.walk_ast(out.reborrow())?;
            out.push_sql(" LIKE ('%' || replace(replace(replace(");
            out.push_bind_param::<sql_types::Text, String>(&self.word)?;
            out.push_sql(", '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%') ESCAPE '\\'");
        }
        Ok(())
    }
}

/// The keys of what [`Trigrams`] finds; SQLite reads the index alone for them.
pub(super) struct TrigramKeys {
    pub lookup: Trigrams,
    pub table: Frag,
}

impl QueryFragment<MultiBackend> for TrigramKeys {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        if self.lookup.is_by_table(out.backend()) {
            return self.lookup.push_select(out);
        }
        out.push_sql("SELECT ");
        self.lookup.key.walk_ast(out.reborrow())?;
        out.push_sql(" FROM ");
        self.table.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE ");
        self.lookup.walk_ast(out)
    }
}
