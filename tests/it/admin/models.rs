//! Models as history sees them, and changes of them, for the tests of this folder.

use std::borrow::Cow;
use std::sync::LazyLock;

use diesel::prelude::*;
use serde_json::Value;
use storefront::catalog;
pub use storefront::catalog::history::COLLECTION;
use storefront::platform::actor::Actor;
use storefront::platform::audit::{Key, Label, Part, Tracked};
use storefront::platform::db::Conn;
use storefront::platform::editing::Edit;
use storefront::schema::{admin_log_entries, media_files, product_images};
use storefront::tags;

use crate::support::noon;

/// A product with everything that belongs to it, its tags included.
pub static PRODUCT: LazyLock<Tracked> =
    LazyLock::new(|| catalog::history::PRODUCT.with(tags::history::of(catalog::PRODUCT)));

/// A user with what they may.
pub static USER: Tracked = Tracked {
    model: "accounts.user",
    table: "users",
    key: Key::Column("id"),
    label: Label::Sql(
        "first_name || ' (' || (SELECT count(*) FROM user_groups g WHERE g.user_id = users.id) || ')'",
    ),
    parts: Cow::Borrowed(&[Part::of("user_groups", "user_id"), Part::of("user_permissions", "user_id")]),
    secret: &["password_hash"],
    quiet: &["last_login"],
};

/// The program itself, at noon.
pub fn by_system() -> Edit {
    Edit { by: Actor::system(), now: noon() }
}

/// A picture of a product.
pub fn picture(conn: &mut Conn, product: i64) -> QueryResult<i64> {
    let media: i64 = diesel::insert_into(media_files::table)
        .values((media_files::state.eq("waiting"), media_files::created_at.eq(noon())))
        .returning(media_files::id)
        .get_result(conn)?;
    diesel::insert_into(product_images::table)
        .values((product_images::product_id.eq(product), product_images::media_id.eq(media)))
        .returning(product_images::id)
        .get_result(conn)
}

/// Model, flag, label and changes of every entry, oldest first.
pub fn stored(conn: &mut Conn) -> QueryResult<Vec<(String, String, String, Value)>> {
    let rows: Vec<(String, String, String, String)> = admin_log_entries::table
        .order(admin_log_entries::id)
        .select((
            admin_log_entries::model,
            admin_log_entries::flag,
            admin_log_entries::label,
            admin_log_entries::changes,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(model, flag, label, changes)| (model, flag, label, serde_json::from_str(&changes).unwrap()))
        .collect())
}
