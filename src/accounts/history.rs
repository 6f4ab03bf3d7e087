//! Accounts as histories see them.

use std::borrow::Cow;

use crate::platform::audit::{Key, Label, Part, Tracked};

/// Users with what they may do, as histories see them.
pub static USER_HISTORY: Tracked = Tracked {
    model: "accounts.user",
    table: "users",
    key: Key::Column("id"),
    label: Label::Column("username"),
    parts: Cow::Borrowed(&[Part::of("user_groups", "user_id"), Part::of("user_permissions", "user_id")]),
    secret: &["password_hash"],
    quiet: &["last_login", "session_version"],
};

/// Groups with their permissions, as histories see them.
pub static GROUP_HISTORY: Tracked = Tracked::of(
    "accounts.group",
    "groups",
    Label::Column("name"),
    &[Part::of("group_permissions", "group_id")],
);

/// Customers with their addresses, as histories see them.
pub static CUSTOMER_HISTORY: Tracked = Tracked::of(
    "accounts.customer",
    "customers",
    Label::Sql(
        "(SELECT CASE WHEN u.first_name <> '' OR u.last_name <> '' \
             THEN trim(u.first_name || ' ' || u.last_name) ELSE u.username END \
         FROM users u WHERE u.id = customers.user_id)",
    ),
    &[Part::of("addresses", "customer_id")],
);

/// Addresses, as histories see them.
pub static ADDRESS_HISTORY: Tracked =
    Tracked::of("accounts.address", "addresses", Label::Sql("name || ', ' || street || ', ' || city"), &[]);

/// Keys with what they may do, as histories see them.
pub static API_KEY_HISTORY: Tracked = Tracked {
    model: "accounts.apikey",
    table: "api_keys",
    key: Key::Column("id"),
    label: Label::Column("name"),
    parts: Cow::Borrowed(&[Part::of("api_key_permissions", "api_key_id")]),
    secret: &["digest"],
    quiet: &["last_used_at"],
};
