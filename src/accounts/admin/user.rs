//! Users, groups and permissions. Whom somebody may edit is decided by [`rights`].

use diesel::dsl::sql;
use diesel::sql_types::Text;

use crate::accounts::group_editing::{self, GroupChange};
use crate::accounts::history::{GROUP_HISTORY, USER_HISTORY};
use crate::accounts::user_addition::{PasswordEntry, UserAddition};
use crate::accounts::user_editing::{self, UserChange};
use crate::accounts::{grants, hashers, queries, rights};
use crate::admin::action::Action;
use crate::admin::expr::{col, expr};
use crate::admin::form::{Fieldset, Form};
use crate::admin::inline::Many;
use crate::admin::list::filter::{by_bool, by_date};
use crate::admin::list::search::{contains, folded_start, starts_with};
use crate::admin::list::{List, asc};
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::field;
use crate::platform::audit::{Label, Tracked};
use crate::platform::editing::Refused;
use crate::schema::{groups, permissions, users};

static PERMISSION_HISTORY: Tracked =
    Tracked::of("accounts.permission", "permissions", Label::Column("name"), &[]);

/// Users.
pub fn user() -> Model {
    let list = List::new(users::id)
        .column(col(users::username))
        .column(col(users::email).label("E-mail").sorted_by(col(users::email_key)))
        .column(col(users::first_name))
        .column(col(users::last_name))
        .column(col(users::is_staff).label("Staff").unsortable())
        .column(col(users::date_joined).label("Joined"))
        .search(starts_with(col(users::username)))
        .search(starts_with(col(users::first_name)))
        .search(starts_with(col(users::last_name)))
        .search(folded_start(col(users::email_key)))
        .search_help("The start of a username, of a name or of an e-mail address.")
        .filter(by_bool(col(users::is_staff)).title("Staff"))
        .filter(by_bool(col(users::is_superuser)).title("Superuser"))
        .filter(by_bool(col(users::is_active)).title("Active"))
        .filter(by_date(col(users::date_joined)).title("Joined"))
        .order(asc(col(users::username)))
        .counter("users");
    Model::new(&USER_HISTORY, "user", "users", list)
        .form(form())
        .add_form(addition())
        .many(
            Many::new("groups", "accounts.group", grants::list_group_ids, grants::choose_groups)
                .help("The user has every permission of each group."),
        )
        .many(Many::new(
            "permissions",
            "accounts.permission",
            grants::list_permission_ids,
            grants::choose_permissions,
        ))
        .action(set_password())
        .rule(|conn, staff, right, id| match right {
            Right::View => Ok(true),
            _ => rights::may_edit_user(conn, &staff.actor(), id),
        })
        .locked(|staff, _| match staff.is_superuser {
            true => Vec::new(),
            false => vec!["is_superuser", "is_staff"],
        })
        .delete(user_editing::delete)
        .letter("u")
}

/// Sets the password of one user, who is signed out everywhere by that.
fn set_password() -> Action {
    let fields = vec![
        field!(PasswordEntry.password1).label("New password").required().password().into(),
        field!(PasswordEntry.password2).label("New password again").required().password().into(),
    ];
    Action::preparing(
        "set_password",
        "Set password",
        "accounts.change_user",
        fields,
        |entry| hashers::hash(&entry.password1).ok(),
        |conn, edit, ids, entry, hash| {
            let [id] = ids else {
                return Err(Refused::whole("Select one user: everybody has a password of their own."));
            };
            let user = queries::find_user(conn, *id)?.ok_or_else(|| Refused::gone("user"))?;
            PasswordEntry::check(entry, &user)?;
            user_editing::set_password(conn, edit, *id, made(hash)?)?;
            Ok(1)
        },
    )
    .tool()
    .done("has a new password and is signed out everywhere")
}

fn made(hash: &Option<String>) -> Result<&str, Refused> {
    hash.as_deref().ok_or_else(|| Refused::whole("Please try again."))
}

fn form() -> Form<UserChange> {
    Form::new(user_editing::find_change, user_editing::save)
        .field(field!(UserChange.username).required().max_length(150))
        .field(field!(UserChange.first_name).max_length(150))
        .field(field!(UserChange.last_name).max_length(150))
        .field(field!(UserChange.email).label("E-mail").required().email())
        .field(
            field!(UserChange.is_active)
                .label("Active")
                .help("Without this nobody can sign in. Better than deleting an account."),
        )
        .field(field!(UserChange.is_staff).label("Staff").help("The admin is open to them."))
        .field(field!(UserChange.is_superuser).label("Superuser").help("Everything is allowed to them."))
        .fieldset(Fieldset::new("", &[&["username"], &["first_name", "last_name"], &["email"]]))
        .fieldset(Fieldset::new(
            "Permissions",
            &[&["is_active", "is_staff", "is_superuser"], &["groups"], &["permissions"]],
        ))
}

fn addition() -> Form<UserAddition> {
    Form::preparing(
        |_, _| Ok(None),
        |entry: &UserAddition| hashers::hash(&entry.password1).ok(),
        |conn, edit, _, entry, hash| {
            let (change, _) = entry.check()?;
            user_editing::create(conn, edit, &change, made(hash)?)
        },
    )
    .field(field!(UserAddition.username).required().max_length(150))
    .field(field!(UserAddition.email).label("E-mail").required().email())
    .field(field!(UserAddition.first_name).max_length(150))
    .field(field!(UserAddition.last_name).max_length(150))
    .field(field!(UserAddition.password1).label("Password").required().password())
    .field(field!(UserAddition.password2).label("Password again").required().password())
    .fieldset(
        Fieldset::new(
            "",
            &[&["username"], &["email"], &["first_name", "last_name"], &["password1"], &["password2"]],
        )
        .description("First a username and a password; what they may do comes next."),
    )
    .rule(|entry, errors| {
        let Err(found) = entry.check() else { return };
        for (field, message) in found.iter() {
            if errors.on(field).is_none() {
                errors.add(field, message);
            }
        }
    })
}

/// Groups.
pub fn group() -> Model {
    let list = List::new(groups::id)
        .column(col(groups::name))
        .search(contains(col(groups::name)))
        .order(asc(col(groups::name)));
    let form = Form::new(group_editing::find_change, group_editing::save)
        .field(field!(GroupChange.name).required().max_length(150));
    Model::new(&GROUP_HISTORY, "group", "groups", list)
        .form(form)
        .many(Many::new(
            "permissions",
            "accounts.permission",
            group_editing::list_permission_ids,
            group_editing::choose_permissions,
        ))
        .delete(group_editing::delete)
}

/// Permissions, to be chosen; the program itself says which there are.
pub fn permission() -> Model {
    let name = "permissions.name || ' (' || permissions.codename || ')'";
    let list = List::new(permissions::id)
        .column(col(permissions::name))
        .column(col(permissions::codename).label("Code"))
        .called(expr("permission", sql::<Text>(name)))
        .search(contains(col(permissions::name)))
        .search(contains(col(permissions::codename)))
        .order(asc(col(permissions::codename)));
    Model::new(&PERMISSION_HISTORY, "permission", "permissions", list).only(&[Right::View])
}
