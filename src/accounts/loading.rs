//! What loaded users leave out.

use diesel::prelude::*;

use crate::platform::db::Conn;

/// Gives every user without a customer record one.
pub fn add_missing_customers(conn: &mut Conn) -> QueryResult<()> {
    diesel::sql_query(
        "INSERT INTO customers (user_id) SELECT u.id FROM users u \
         WHERE NOT EXISTS (SELECT 1 FROM customers c WHERE c.user_id = u.id) ORDER BY u.id",
    )
    .execute(conn)?;
    Ok(())
}
