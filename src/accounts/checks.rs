//! Whether the accounts are sound, for `doctor` and the first start.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::schema::{customers, users};

/// Whether there is any account.
pub fn any_user(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(exists(users::table.select(users::id))).get_result(conn)
}

/// Whether somebody who may do everything can sign in.
pub fn any_superuser(conn: &mut Conn) -> QueryResult<bool> {
    let active = users::table.filter(users::is_superuser).filter(users::is_active).select(users::id);
    diesel::select(exists(active)).get_result(conn)
}

/// How many users have no customer record; they get one when they sign in.
pub fn count_without_customer(conn: &mut Conn) -> QueryResult<i64> {
    let own = customers::table.filter(customers::user_id.eq(users::id)).select(customers::id);
    users::table.filter(not(exists(own))).count().get_result(conn)
}
