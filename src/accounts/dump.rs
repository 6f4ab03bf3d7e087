//! Accounts in a dump. Sessions, mailed links and counted attempts stay behind.

use super::models::Membership;
use crate::platform::dumps::{Model, boolean, choice, date, integer, relation, text, time};
use crate::platform::web::form::email_key;

/// What no password matches.
const UNUSABLE_PASSWORD: &str = "!";

/// `accounts.group`; permissions by codename.
pub fn group() -> Model {
    Model::new("accounts.group", "groups").field(text("name")).named_list(
        "permissions",
        ("permissions", "codename"),
        ("group_permissions", "group_id", "permission_id"),
    )
}

/// `accounts.user`; permissions of one's own by codename.
pub fn user() -> Model {
    Model::new("accounts.user", "users")
        .field(text("username"))
        .field(text("email"))
        .field(text("password_hash").or(UNUSABLE_PASSWORD))
        .field(text("first_name").or(""))
        .field(text("last_name").or(""))
        .field(boolean("is_active").or(true))
        .field(boolean("is_staff").or(false))
        .field(boolean("is_superuser").or(false))
        .field(time("date_joined").or_now())
        .field(time("last_login").nullable())
        .field(integer("session_version").or(0))
        .field(time("password_changed_at").or_like("date_joined"))
        .computed("email_key", "email", email_key)
        .list("groups", "accounts.group", ("user_groups", "user_id", "group_id"))
        .named_list(
            "user_permissions",
            ("permissions", "codename"),
            ("user_permissions", "user_id", "permission_id"),
        )
}

/// `accounts.customer`
pub fn customer() -> Model {
    let bronze = Membership::Bronze.as_str();
    Model::new("accounts.customer", "customers")
        .field(relation("user", "accounts.user"))
        .field(text("phone").or(""))
        .field(date("birth_date").nullable())
        .field(choice("membership", Membership::ALL.iter().map(|membership| membership.as_str())).or(bronze))
        .field(relation("photo", "media.mediafile").nullable())
        .derived("orders_count", 0)
}

/// `accounts.address`
pub fn address() -> Model {
    Model::new("accounts.address", "addresses")
        .field(relation("customer", "accounts.customer"))
        .field(text("name").or(""))
        .field(text("street"))
        .field(text("line2").or(""))
        .field(text("city"))
        .field(text("zip").or(""))
        .field(text("region").or(""))
        .field(text("country").or(""))
}

/// `accounts.apikey`; permissions by codename. With its digest: the program that holds the key goes on
/// working after a move.
pub fn api_key() -> Model {
    Model::new("accounts.apikey", "api_keys")
        .field(text("name"))
        .field(relation("user", "accounts.user"))
        .field(text("prefix"))
        .field(text("digest"))
        .field(time("created_at").or_now())
        .field(time("expires_at").nullable())
        .field(time("last_used_at").nullable())
        .field(time("revoked_at").nullable())
        .named_list(
            "permissions",
            ("permissions", "codename"),
            ("api_key_permissions", "api_key_id", "permission_id"),
        )
}
