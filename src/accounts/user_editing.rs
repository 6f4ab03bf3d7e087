//! Users as staff edit them. Whom somebody may edit, and what they may make of them, is in
//! [`rights`](super::rights).

use diesel::prelude::*;

use super::models::User;
use super::queries::tokens as links;
use super::rights::{Rights, require_edit};
use super::users::{self, EMAIL_TAKEN, LONGEST_NAME, NewUser, USERNAME_TAKEN};
use super::{password_change, queries};
use crate::events;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::platform::web::form::{FieldErrors, email_key};
use crate::schema::users as table;

/// Of an account that nobody can sign in to by password.
pub const UNUSABLE: &str = "!";
const FOR_SUPERUSERS: &str = "Only a superuser may change this.";
const ONLY_ONE: &str = "Nobody else is an active superuser.";
const YOURSELF: &str = "You cannot do this to your own account.";

/// What may be set on a user.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = table)]
pub struct UserChange {
    /// As they sign in.
    pub username: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// Unique without regard to case.
    pub email: String,
    /// Whether signing in is possible.
    pub is_active: bool,
    /// Whether the admin is open to them.
    pub is_staff: bool,
    /// Whether everything is.
    pub is_superuser: bool,
}

impl Default for UserChange {
    fn default() -> Self {
        UserChange {
            username: String::new(),
            first_name: String::new(),
            last_name: String::new(),
            email: String::new(),
            is_active: true,
            is_staff: false,
            is_superuser: false,
        }
    }
}

/// What a form about the user shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<UserChange>> {
    table::table.find(id).select(UserChange::as_select()).first(conn).optional()
}

/// Creates a user without a password, or changes one. Who is deactivated or loses rights is signed
/// out everywhere.
pub fn save(conn: &mut Conn, edit: &Edit, id: Option<i64>, change: &UserChange) -> Result<i64, Refused> {
    let Some(id) = id else { return create(conn, edit, change, UNUSABLE) };
    let old = queries::find_user(conn, id)?.ok_or_else(|| Refused::gone("user"))?;
    let user = checked(change, Some(&old))?;
    require_edit(conn, &edit.by, id)?;
    check_flags(conn, edit, (old.is_staff, old.is_superuser), &user)?;
    if !user.is_active && edit.by.user_id == Some(id) {
        return Err(Refused::field("is_active", YOURSELF));
    }
    if !(user.is_active && user.is_superuser) && is_only_superuser(conn, &[id])? {
        return Err(Refused::field("is_superuser", ONLY_ONE));
    }
    update(conn, &old, &user)?;
    let loses = old.is_active && !user.is_active
        || old.is_staff && !user.is_staff
        || old.is_superuser && !user.is_superuser;
    if loses {
        queries::raise_session_version(conn, id)?;
    }
    Ok(id)
}

/// Creates a user with a password of this hash, which is made before the transaction: making one
/// takes long.
pub fn create(conn: &mut Conn, edit: &Edit, change: &UserChange, hash: &str) -> Result<i64, Refused> {
    let user = checked(change, None)?;
    check_flags(conn, edit, (false, false), &user)?;
    let new = NewUser {
        username: user.username,
        email: user.email,
        first_name: user.first_name,
        last_name: user.last_name,
        password_hash: hash.to_owned(),
        is_staff: user.is_staff,
        is_superuser: user.is_superuser,
    };
    let created = users::create(conn, &new, edit.now)?;
    if !user.is_active {
        diesel::update(table::table.find(created.user_id)).set(table::is_active.eq(false)).execute(conn)?;
    }
    Ok(created.user_id)
}

/// Gives a user the password of this hash; every session of theirs ends, and a mail tells them.
pub fn set_password(conn: &mut Conn, edit: &Edit, id: i64, hash: &str) -> Result<(), Refused> {
    if queries::find_user(conn, id)?.is_none() {
        return Err(Refused::gone("user"));
    }
    require_edit(conn, &edit.by, id)?;
    password_change::set_password(conn, id, hash, edit.now)?;
    Ok(())
}

/// Deletes users with everything that is theirs alone; none of them when one has orders.
pub fn delete(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    if is_only_superuser(conn, ids)? {
        return Err(Refused::whole("This would delete the only active superuser."));
    }
    let mut deleted = 0;
    for id in ids {
        let Some(user) = queries::find_user(conn, *id)? else { continue };
        require_edit(conn, &edit.by, *id)?;
        if edit.by.user_id == Some(*id) {
            return Err(Refused::whole(YOURSELF));
        }
        events::user_deleted(conn, *id, edit.now)?;
        let has_orders = format!(
            "User “{}” cannot be deleted because of their orders. Deactivate them instead.",
            user.username
        );
        deleted +=
            diesel::delete(table::table.find(id)).execute(conn).map_err(Refused::while_used(has_orders))?;
    }
    Ok(deleted)
}

/// Closes an account for its owner, with everything that is theirs alone; refused while it has orders,
/// and for the only superuser.
pub fn delete_self(conn: &mut Conn, id: i64, now: Time) -> Result<(), Refused> {
    if is_only_superuser(conn, &[id])? {
        return Err(Refused::whole(ONLY_ONE));
    }
    events::user_deleted(conn, id, now)?;
    diesel::delete(table::table.find(id))
        .execute(conn)
        .map_err(Refused::while_used("This account has orders and cannot be deleted."))?;
    Ok(())
}

fn checked(change: &UserChange, old: Option<&User>) -> Result<UserChange, FieldErrors> {
    let mut errors = FieldErrors::default();
    // What was made elsewhere may be what nobody could enter here, such as an address at localhost.
    let is_old_name = old.is_some_and(|old| old.username == change.username);
    let is_old_email = old.is_some_and(|old| old.email == change.email);
    let user = UserChange {
        username: match is_old_name {
            true => change.username.clone(),
            false => users::check_username(&mut errors, "username", &change.username),
        },
        first_name: errors.optional_line("first_name", &change.first_name, LONGEST_NAME),
        last_name: errors.optional_line("last_name", &change.last_name, LONGEST_NAME),
        email: match is_old_email {
            true => change.email.clone(),
            false => errors.email("email", &change.email),
        },
        ..change.clone()
    };
    errors.or(user)
}

fn check_flags(
    conn: &mut Conn,
    edit: &Edit,
    (was_staff, was_superuser): (bool, bool),
    user: &UserChange,
) -> Result<(), Refused> {
    let field = match (was_staff != user.is_staff, was_superuser != user.is_superuser) {
        (_, true) => "is_superuser",
        (true, false) => "is_staff",
        (false, false) => return Ok(()),
    };
    match Rights::of(conn, &edit.by)?.is_superuser {
        true => Ok(()),
        false => Err(Refused::field(field, FOR_SUPERUSERS)),
    }
}

/// Whether all active superusers are among `ids`. Their rows are held: of two that demote each other
/// one comes too late.
fn is_only_superuser(conn: &mut Conn, ids: &[i64]) -> QueryResult<bool> {
    let active =
        table::table.filter(table::is_superuser).filter(table::is_active).order(table::id).select(table::id);
    let all: Vec<i64> = match conn {
        Conn::Sqlite(sqlite) => active.load(sqlite)?,
        Conn::Pg(pg) => active.for_no_key_update().load(pg)?,
    };
    Ok(!all.is_empty() && all.iter().all(|id| ids.contains(id)))
}

fn update(conn: &mut Conn, old: &User, user: &UserChange) -> Result<(), Refused> {
    if user.username != old.username && queries::is_username_taken(conn, &user.username)? {
        return Err(Refused::field("username", USERNAME_TAKEN));
    }
    if !queries::update_email(conn, old.id, &user.email)? {
        return Err(Refused::field("email", EMAIL_TAKEN));
    }
    if email_key(&old.email) != email_key(&user.email) {
        // Links that were mailed to the old address.
        links::delete_all_of(conn, old.id)?;
    }
    diesel::update(table::table.find(old.id))
        .set((
            table::username.eq(&user.username),
            table::first_name.eq(&user.first_name),
            table::last_name.eq(&user.last_name),
            table::is_active.eq(user.is_active),
            table::is_staff.eq(user.is_staff),
            table::is_superuser.eq(user.is_superuser),
        ))
        .execute(conn)?;
    Ok(())
}
