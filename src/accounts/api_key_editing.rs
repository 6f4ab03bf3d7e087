//! Keys for the API as staff make, change and end them: one's own, and a superuser everybody's. Nobody
//! gives a key what they do not have themselves.

use diesel::prelude::*;

use super::api_keys::PlainKey;
use super::queries;
use super::queries::api_keys::{self as keys, NewApiKey};
use super::rights::{Rights, require_all};
use super::users::LONGEST_NAME;
use crate::platform::actor::Actor;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::editing::{Chosen, Edit, Refused};
use crate::platform::web::form::FieldErrors;
use crate::schema::api_keys as table;

const FOR_STAFF: &str = "Only staff can have API keys.";
const NOT_YOURS: &str = "This API key belongs to somebody else.";
const NOT_THEIRS: &str = "Whoever answers for the key does not have all of these permissions.";
const PAST: &str = "This is over already.";

/// What may be set on a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = table)]
#[diesel(treat_none_as_null = true)]
pub struct ApiKeyChange {
    /// What staff call it.
    pub name: String,
    /// UTC; none for a key that works until it is revoked.
    pub expires_at: Option<Time>,
}

/// What a form about the key shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<ApiKeyChange>> {
    table::table.find(id).select(ApiKeyChange::as_select()).first(conn).optional()
}

/// Makes a key for whoever asks, who answers for it, with these permissions; returns the key of its
/// row and, this once, the key itself.
pub fn issue(
    conn: &mut Conn,
    edit: &Edit,
    change: &ApiKeyChange,
    permissions: &[i64],
) -> Result<(i64, PlainKey), Refused> {
    let change = checked(change, None, edit.now)?;
    let user_id = require_staff(conn, &edit.by)?;
    let key = PlainKey::make();
    let new = NewApiKey {
        name: &change.name,
        user_id,
        prefix: key.prefix(),
        digest: &key.digest(),
        created_at: edit.now,
        expires_at: change.expires_at,
    };
    let id = keys::insert(conn, &new)?;
    give(conn, edit, id, user_id, permissions)?;
    Ok((id, key))
}

/// Changes what a key is called and until when it works.
pub fn save(conn: &mut Conn, edit: &Edit, id: i64, change: &ApiKeyChange) -> Result<(), Refused> {
    let old = find_change(conn, id)?.ok_or_else(|| Refused::gone("API key"))?;
    let change = checked(change, Some(&old), edit.now)?;
    require_own(conn, edit, &[id])?;
    diesel::update(table::table.find(id)).set(&change).execute(conn)?;
    Ok(())
}

/// The permissions given to a key; it has only those of them that its user has as well.
pub fn list_permission_ids(conn: &mut Conn, id: i64) -> QueryResult<Vec<i64>> {
    keys::list_permission_ids(conn, id)
}

/// Gives a key permissions, only such as the giver and its user have, and takes others away.
pub fn choose_permissions(conn: &mut Conn, edit: &Edit, id: i64, chosen: &Chosen) -> Result<(), Refused> {
    require_own(conn, edit, &[id])?;
    let owners = keys::list_owners(conn, &[id])?;
    let [owner] = owners.as_slice() else { return Err(Refused::gone("API key")) };
    keys::delete_permissions(conn, id, &chosen.removed)?;
    give(conn, edit, id, *owner, &chosen.added)
}

/// Ends keys for good; returns how many still worked, or had only expired.
pub fn revoke(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    require_own(conn, edit, ids)?;
    Ok(keys::revoke(conn, ids, edit.now)?)
}

/// Deletes keys, which end by that.
pub fn delete(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    require_own(conn, edit, ids)?;
    Ok(keys::delete(conn, ids)?)
}

fn checked(
    change: &ApiKeyChange,
    old: Option<&ApiKeyChange>,
    now: Time,
) -> Result<ApiKeyChange, FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = errors.line("name", &change.name, LONGEST_NAME);
    // A key that has expired can still be given another name.
    let is_new = old.is_none_or(|old| old.expires_at != change.expires_at);
    if is_new && change.expires_at.is_some_and(|end| end <= now) {
        errors.add("expires_at", PAST);
    }
    errors.or(ApiKeyChange { name, expires_at: change.expires_at })
}

fn require_staff(conn: &mut Conn, by: &Actor) -> Result<i64, Refused> {
    let user = match by.user_id {
        Some(id) => queries::find_user(conn, id)?,
        None => None,
    };
    match user {
        Some(user) if user.is_active && user.is_staff => Ok(user.id),
        _ => Err(Refused::whole(FOR_STAFF)),
    }
}

/// Refuses unless all of these keys are their own, or they are a superuser.
fn require_own(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<(), Refused> {
    let owners = keys::list_owners(conn, ids)?;
    if owners.iter().all(|owner| edit.by.user_id == Some(*owner)) {
        return Ok(());
    }
    match Rights::of(conn, &edit.by)?.is_superuser {
        true => Ok(()),
        false => Err(Refused::whole(NOT_YOURS)),
    }
}

fn give(conn: &mut Conn, edit: &Edit, id: i64, owner: i64, permissions: &[i64]) -> Result<(), Refused> {
    require_all(conn, &edit.by, "permissions", permissions)?;
    let of_owner = Rights::of(conn, &Actor::user(owner, ""))?;
    // Of no use, and a surprise on the day on which they get them.
    if !of_owner.cover(permissions) {
        return Err(Refused::field("permissions", NOT_THEIRS));
    }
    keys::insert_permissions(conn, id, permissions).map_err(Refused::key_of("permissions"))
}
