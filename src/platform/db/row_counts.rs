//! How many rows large tables have: kept by triggers, so that no page counts a whole table.
//!
//! On PostgreSQL every connection adds to a row of its own, so that two that insert at the same time
//! never wait for each other; [`fold`] brings together what closed connections left.

use diesel::prelude::*;

use super::Conn;
use super::sql::Sql;
use super::value::Val;

/// The number of rows of a table.
pub fn count(conn: &mut Conn, table: &str) -> QueryResult<i64> {
    Sql::of("SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM row_counts WHERE name = ")
        .bind(Val::Text(table.to_owned()))
        .number(conn)
}

/// Adds what closed connections left to one row per table. SQLite has nothing to fold.
pub fn fold(conn: &mut Conn) -> QueryResult<()> {
    if let Conn::Pg(pg) = conn {
        diesel::sql_query(
            "WITH gone AS (DELETE FROM row_counts WHERE slot <> 0 \
                 AND slot NOT IN (SELECT pid FROM pg_stat_activity) RETURNING name, n) \
             INSERT INTO row_counts AS kept (name, slot, n) \
             SELECT name, 0, SUM(n) FROM gone GROUP BY name \
             ON CONFLICT (name, slot) DO UPDATE SET n = kept.n + excluded.n",
        )
        .execute(pg)?;
    }
    Ok(())
}
