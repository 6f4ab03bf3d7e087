//! Texts that stand in a statement instead of being bound to it.
//!
//! SQLite here plans a statement once, whatever is bound to it later (`SQLITE_ENABLE_QPSG` in
//! `.cargo/config.toml`). So it uses an index of some rows, `WHERE state = 'queued'`, only for a statement
//! that says the same words.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Bool, Text};

/// See [`literal`].
#[derive(Debug, Clone, Copy)]
pub struct Literal(&'static str);

/// A text of the program, as part of the statement; never one that came from outside.
pub fn literal(text: &'static str) -> Literal {
    Literal(text)
}

/// See [`one_of`].
#[derive(Debug, Clone)]
pub struct OneOf<C> {
    column: C,
    texts: Vec<Literal>,
}

/// Whether `column` is one of these texts of the program.
pub fn one_of<C>(column: C, texts: impl IntoIterator<Item = &'static str>) -> OneOf<C>
where
    C: Expression<SqlType = Text>,
{
    OneOf { column, texts: texts.into_iter().map(Literal).collect() }
}

impl<DB: Backend> QueryFragment<DB> for Literal {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("'");
        out.push_sql(&self.0.replace('\'', "''"));
        out.push_sql("'");
        Ok(())
    }
}

impl Expression for Literal {
    type SqlType = Text;
}

/// By the text of the statement.
impl QueryId for Literal {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<From> AppearsOnTable<From> for Literal {}

impl<From> SelectableExpression<From> for Literal {}

impl<Group> ValidGrouping<Group> for Literal {
    type IsAggregate = is_aggregate::Never;
}

impl<C: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for OneOf<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        for (place, text) in self.texts.iter().enumerate() {
            out.push_sql(if place == 0 { "" } else { ", " });
            text.walk_ast(out.reborrow())?;
        }
        out.push_sql(")");
        Ok(())
    }
}

impl<C: Expression> Expression for OneOf<C> {
    type SqlType = Bool;
}

/// By the text of the statement.
impl<C> QueryId for OneOf<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, From> AppearsOnTable<From> for OneOf<C> where C: AppearsOnTable<From> {}

impl<C, From> SelectableExpression<From> for OneOf<C> where C: SelectableExpression<From> {}

impl<C, Group> ValidGrouping<Group> for OneOf<C>
where
    C: ValidGrouping<Group>,
{
    type IsAggregate = C::IsAggregate;
}
