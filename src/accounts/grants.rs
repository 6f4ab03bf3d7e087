//! What a user is given: groups, and permissions of their own.

use diesel::prelude::*;

use super::rights::{list_of_groups, require_all, require_edit};
use crate::on_backend;
use crate::platform::db::{Conn, among};
use crate::platform::editing::{Chosen, Edit, Refused};
use crate::schema::{user_groups, user_permissions};

/// The groups of a user.
pub fn list_group_ids(conn: &mut Conn, id: i64) -> QueryResult<Vec<i64>> {
    user_groups::table
        .filter(user_groups::user_id.eq(id))
        .order(user_groups::group_id)
        .select(user_groups::group_id)
        .load(conn)
}

/// Puts a user into groups, only such whose permissions the giver has, and takes them out of others.
pub fn choose_groups(conn: &mut Conn, edit: &Edit, id: i64, chosen: &Chosen) -> Result<(), Refused> {
    require_edit(conn, &edit.by, id)?;
    let permissions = list_of_groups(conn, &chosen.added)?;
    require_all(conn, &edit.by, "groups", &permissions)?;
    let of_user = user_groups::table.filter(user_groups::user_id.eq(id));
    diesel::delete(of_user.filter(among(user_groups::group_id, &chosen.removed))).execute(conn)?;
    for group in &chosen.added {
        let row = (user_groups::user_id.eq(id), user_groups::group_id.eq(group));
        on_backend!(conn, |c| diesel::insert_into(user_groups::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))
        .map_err(Refused::key_of("groups"))?;
    }
    Ok(())
}

/// The permissions that a user has by own right.
pub fn list_permission_ids(conn: &mut Conn, id: i64) -> QueryResult<Vec<i64>> {
    user_permissions::table
        .filter(user_permissions::user_id.eq(id))
        .order(user_permissions::permission_id)
        .select(user_permissions::permission_id)
        .load(conn)
}

/// Gives permissions to a user, only such as the giver has, and takes others away.
pub fn choose_permissions(conn: &mut Conn, edit: &Edit, id: i64, chosen: &Chosen) -> Result<(), Refused> {
    require_edit(conn, &edit.by, id)?;
    require_all(conn, &edit.by, "permissions", &chosen.added)?;
    let of_user = user_permissions::table.filter(user_permissions::user_id.eq(id));
    diesel::delete(of_user.filter(among(user_permissions::permission_id, &chosen.removed))).execute(conn)?;
    for permission in &chosen.added {
        let row = (user_permissions::user_id.eq(id), user_permissions::permission_id.eq(permission));
        on_backend!(conn, |c| diesel::insert_into(user_permissions::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))
        .map_err(Refused::key_of("permissions"))?;
    }
    Ok(())
}
