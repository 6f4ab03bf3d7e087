//! Who may do what: the list of permissions in the database, and those that somebody has.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::on_backend;
use crate::platform::db::{Conn, among};
use crate::schema::{api_key_permissions, group_permissions, permissions, user_permissions};

/// A permission of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// Such as `catalog.change_product`.
    pub codename: String,
    /// Such as "Can change product".
    pub name: String,
}

/// A user who is `active` and has the permission: by being a superuser, by own right or by a group.
macro_rules! granted {
    ($select:literal, $further:literal) => {
        concat!(
            $select,
            " FROM permissions p JOIN users u ON u.id = $1 AND u.is_active WHERE (u.is_superuser \
                 OR EXISTS (SELECT 1 FROM user_permissions up WHERE up.user_id = u.id AND up.permission_id = p.id) \
                 OR EXISTS (SELECT 1 FROM user_groups ug \
                     JOIN group_permissions gp ON gp.group_id = ug.group_id AND gp.permission_id = p.id \
                     WHERE ug.user_id = u.id))",
            $further
        )
    };
}

#[derive(QueryableByName)]
struct Codename {
    #[diesel(sql_type = Text)]
    codename: String,
}

/// Whether the user has this permission: an active superuser has all there are, others have their
/// own and those of their groups. An inactive user has none.
pub fn has(conn: &mut Conn, user_id: i64, codename: &str) -> QueryResult<bool> {
    let found = diesel::sql_query(granted!("SELECT p.codename", " AND p.codename = $2"))
        .bind::<BigInt, _>(user_id)
        .bind::<Text, _>(codename)
        .get_result::<Codename>(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Every permission that [`has`] says the user has.
pub fn all_of(conn: &mut Conn, user_id: i64) -> QueryResult<HashSet<String>> {
    let rows: Vec<Codename> =
        diesel::sql_query(granted!("SELECT p.codename", "")).bind::<BigInt, _>(user_id).load(conn)?;
    Ok(rows.into_iter().map(|row| row.codename).collect())
}

/// Those permissions of an API key that the user has as well, at this moment.
pub fn of_key(conn: &mut Conn, user_id: i64, key_id: i64) -> QueryResult<HashSet<String>> {
    let of_key = granted!(
        "SELECT p.codename",
        " AND EXISTS (SELECT 1 FROM api_key_permissions kp WHERE kp.api_key_id = $2 AND kp.permission_id = p.id)"
    );
    let rows: Vec<Codename> =
        diesel::sql_query(of_key).bind::<BigInt, _>(user_id).bind::<BigInt, _>(key_id).load(conn)?;
    Ok(rows.into_iter().map(|row| row.codename).collect())
}

/// Whether the table holds exactly `wanted`; only reads.
pub fn are_kept(conn: &mut Conn, wanted: &[Permission]) -> QueryResult<bool> {
    let stored: HashMap<String, String> = permissions::table
        .select((permissions::codename, permissions::name))
        .load(conn)?
        .into_iter()
        .collect();
    let same = |permission: &Permission| stored.get(&permission.codename) == Some(&permission.name);
    Ok(stored.len() == wanted.len() && wanted.iter().all(same))
}

/// Makes the table hold `wanted`: adds and renames, and removes those that the program no longer
/// knows and nobody was given.
pub fn keep(conn: &mut Conn, wanted: &[Permission]) -> QueryResult<()> {
    let stored: Vec<(i64, String, String)> = permissions::table
        .order(permissions::id)
        .select((permissions::id, permissions::codename, permissions::name))
        .load(conn)?;
    let names: HashMap<&str, &str> =
        stored.iter().map(|(_, codename, name)| (codename.as_str(), name.as_str())).collect();
    let known: HashSet<&str> = wanted.iter().map(|permission| permission.codename.as_str()).collect();
    for permission in wanted {
        match names.get(permission.codename.as_str()) {
            Some(name) if *name == permission.name => {}
            Some(_) => rename(conn, permission)?,
            None => add(conn, permission)?,
        }
    }
    let stale: Vec<i64> = stored
        .iter()
        .filter(|(_, codename, _)| !known.contains(codename.as_str()))
        .map(|(id, ..)| *id)
        .collect();
    match stale.is_empty() {
        true => Ok(()),
        false => delete_unused(conn, &stale),
    }
}

/// Another process that starts at the same time may have added it.
fn add(conn: &mut Conn, permission: &Permission) -> QueryResult<()> {
    let row = (permissions::codename.eq(&permission.codename), permissions::name.eq(&permission.name));
    on_backend!(conn, |c| {
        diesel::insert_into(permissions::table)
            .values(row)
            .on_conflict(permissions::codename)
            .do_nothing()
            .execute(c)
    })?;
    Ok(())
}

fn rename(conn: &mut Conn, permission: &Permission) -> QueryResult<()> {
    diesel::update(permissions::table.filter(permissions::codename.eq(&permission.codename)))
        .set(permissions::name.eq(&permission.name))
        .execute(conn)?;
    Ok(())
}

fn delete_unused(conn: &mut Conn, stale: &[i64]) -> QueryResult<()> {
    let given_to_users = user_permissions::table.select(user_permissions::permission_id);
    let given_to_groups = group_permissions::table.select(group_permissions::permission_id);
    let given_to_keys = api_key_permissions::table.select(api_key_permissions::permission_id);
    diesel::delete(
        permissions::table
            .filter(among(permissions::id, stale))
            .filter(permissions::id.ne_all(given_to_users))
            .filter(permissions::id.ne_all(given_to_groups))
            .filter(permissions::id.ne_all(given_to_keys)),
    )
    .execute(conn)?;
    Ok(())
}
