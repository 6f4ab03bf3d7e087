//! Groups as staff edit them, and the permissions of a group.

use diesel::prelude::*;

use super::rights::{list_of_groups, require_all};
use super::users::LONGEST_NAME;
use crate::on_backend;
use crate::platform::db::{Conn, among};
use crate::platform::editing::{Chosen, Edit, Refused};
use crate::platform::web::form::FieldErrors;
use crate::schema::{group_permissions, groups};

const NAME_TAKEN: &str = "Group with this Name already exists.";

/// What may be set on a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = groups)]
pub struct GroupChange {
    /// Unique.
    pub name: String,
}

/// What a form about the group shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<GroupChange>> {
    groups::table.find(id).select(GroupChange::as_select()).first(conn).optional()
}

/// Creates or renames a group.
pub fn save(conn: &mut Conn, _edit: &Edit, id: Option<i64>, change: &GroupChange) -> Result<i64, Refused> {
    let mut errors = FieldErrors::default();
    let name = errors.line("name", &change.name, LONGEST_NAME);
    let group = errors.or(GroupChange { name })?;
    let same = groups::table
        .filter(groups::name.eq(&group.name))
        .filter(groups::id.ne(id.unwrap_or_default()))
        .select(groups::id);
    if diesel::select(diesel::dsl::exists(same)).get_result(conn)? {
        return Err(Refused::field("name", NAME_TAKEN));
    }
    let Some(id) = id else {
        return Ok(diesel::insert_into(groups::table)
            .values(&group)
            .returning(groups::id)
            .get_result(conn)?);
    };
    match diesel::update(groups::table.find(id)).set(&group).execute(conn)? {
        0 => Err(Refused::gone("group")),
        _ => Ok(id),
    }
}

/// Deletes groups; their members lose what the groups gave them.
pub fn delete(conn: &mut Conn, _edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    Ok(diesel::delete(groups::table.filter(among(groups::id, ids))).execute(conn)?)
}

/// The permissions of a group.
pub fn list_permission_ids(conn: &mut Conn, id: i64) -> QueryResult<Vec<i64>> {
    let mut ids = list_of_groups(conn, &[id])?;
    ids.sort_unstable();
    Ok(ids)
}

/// Gives permissions to a group, only such as the giver has, and takes others away.
pub fn choose_permissions(conn: &mut Conn, edit: &Edit, id: i64, chosen: &Chosen) -> Result<(), Refused> {
    require_all(conn, &edit.by, "permissions", &chosen.added)?;
    let of_group = group_permissions::table.filter(group_permissions::group_id.eq(id));
    diesel::delete(of_group.filter(among(group_permissions::permission_id, &chosen.removed)))
        .execute(conn)?;
    for permission in &chosen.added {
        let row = (group_permissions::group_id.eq(id), group_permissions::permission_id.eq(permission));
        on_backend!(conn, |c| diesel::insert_into(group_permissions::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))
        .map_err(Refused::key_of("permissions"))?;
    }
    Ok(())
}
