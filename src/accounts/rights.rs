//! Who may change which user, and what somebody may give away: nobody raises anybody above themselves.

use std::collections::HashSet;

use diesel::prelude::*;

use super::queries;
use crate::platform::actor::Actor;
use crate::platform::db::{Conn, among};
use crate::platform::editing::Refused;
use crate::schema::{group_permissions, user_groups, user_permissions};

const ABOVE: &str = "You cannot change a user who has permissions that you do not have.";
const NOT_YOURS: &str = "You can only give permissions that you have yourself.";

/// What somebody has and may therefore give to others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    /// Everything.
    pub is_superuser: bool,
    permissions: HashSet<i64>,
}

impl Rights {
    /// What `by` has at this moment; nothing without an active account.
    pub fn of(conn: &mut Conn, by: &Actor) -> QueryResult<Rights> {
        let Some(id) = by.user_id else { return Ok(Rights::default()) };
        match queries::find_user(conn, id)? {
            Some(user) if user.is_active => Ok(Rights {
                is_superuser: user.is_superuser,
                permissions: list_permissions(conn, id)?.into_iter().collect(),
            }),
            _ => Ok(Rights::default()),
        }
    }

    /// Whether all of these permissions are among them.
    pub fn cover(&self, permissions: &[i64]) -> bool {
        self.is_superuser || permissions.iter().all(|id| self.permissions.contains(id))
    }
}

/// Whether `by` may change the user `id`: a superuser everybody; others those who have no more than
/// they have themselves, whether or not the account is active.
pub fn may_edit_user(conn: &mut Conn, by: &Actor, id: i64) -> QueryResult<bool> {
    let rights = Rights::of(conn, by)?;
    if rights.is_superuser {
        return Ok(true);
    }
    let is_superuser = queries::find_user(conn, id)?.is_some_and(|user| user.is_superuser);
    Ok(!is_superuser && rights.cover(&list_permissions(conn, id)?))
}

/// Refuses when [`may_edit_user`] says no.
pub fn require_edit(conn: &mut Conn, by: &Actor, id: i64) -> Result<(), Refused> {
    match may_edit_user(conn, by, id)? {
        true => Ok(()),
        false => Err(Refused::whole(ABOVE)),
    }
}

/// Refuses, at `field`, to give permissions that `by` does not have.
pub fn require_all(
    conn: &mut Conn,
    by: &Actor,
    field: &'static str,
    permissions: &[i64],
) -> Result<(), Refused> {
    match permissions.is_empty() || Rights::of(conn, by)?.cover(permissions) {
        true => Ok(()),
        false => Err(Refused::field(field, NOT_YOURS)),
    }
}

/// The permissions given to a user or to one of the user's groups, active or not.
fn list_permissions(conn: &mut Conn, user_id: i64) -> QueryResult<Vec<i64>> {
    let mut given: Vec<i64> = user_permissions::table
        .filter(user_permissions::user_id.eq(user_id))
        .select(user_permissions::permission_id)
        .load(conn)?;
    let groups: Vec<i64> = user_groups::table
        .filter(user_groups::user_id.eq(user_id))
        .select(user_groups::group_id)
        .load(conn)?;
    given.extend(list_of_groups(conn, &groups)?);
    Ok(given)
}

/// The permissions given to any of these groups.
pub(super) fn list_of_groups(conn: &mut Conn, groups: &[i64]) -> QueryResult<Vec<i64>> {
    group_permissions::table
        .filter(among(group_permissions::group_id, groups))
        .select(group_permissions::permission_id)
        .load(conn)
}
