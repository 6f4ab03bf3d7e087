//! Keys for the API: one's own, and for superusers everybody's.

use chrono::DateTime;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Timestamp};

use crate::accounts::api_key_editing::{self, ApiKeyChange};
use crate::accounts::api_keys::MARK;
use crate::accounts::history::API_KEY_HISTORY;
use crate::accounts::queries::api_keys::{Facts, find_facts};
use crate::admin::action::Action;
use crate::admin::expr::{col, expr, to_one, when};
use crate::admin::form::{Fieldset, Form, Stored};
use crate::admin::inline::Many;
use crate::admin::list::filter::{by_date, by_empty, by_relation};
use crate::admin::list::search::{contains, is};
use crate::admin::list::{List, desc};
use crate::admin::model::Model;
use crate::admin::views::{Cell, Tone};
use crate::field;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::db::value::Val;
use crate::platform::editing::{Edit, Refused};
use crate::schema::{api_keys, users};

/// Until when a key works: [the beginning of time](REVOKED) for one that was revoked, nothing for one
/// without an end. What that means depends on the hour, which only the page knows.
const UNTIL: &str =
    "CASE WHEN api_keys.revoked_at IS NULL THEN api_keys.expires_at ELSE '1970-01-01 00:00:00' END";

const REVOKED: Time = DateTime::UNIX_EPOCH.naive_utc();

/// Keys for the API.
pub fn api_key() -> Model {
    let user = to_one(api_keys::user_id, users::id);
    let list = List::new(api_keys::id)
        .column(col(api_keys::name).unsortable())
        .column(col(api_keys::prefix).label("Key").show(shown))
        .column(user.get(users::username).label("User").unsortable())
        .column(col(api_keys::created_at).label("Created").sorted_by(col(api_keys::id)))
        .column(col(api_keys::last_used_at).label("Last used").unsortable().empty("never"))
        .column(col(api_keys::expires_at).label("Expires").unsortable().empty("never"))
        .column(expr("state", sql::<Nullable<Timestamp>>(UNTIL)).show_at(state).unsortable())
        .search(contains(col(api_keys::name)))
        .search(is(col(api_keys::prefix)))
        .search_help("A part of the name, or the eight letters after sf_.")
        .filter(by_empty(col(api_keys::revoked_at)).title("Revoked"))
        .filter(by_relation(&user, "accounts.user"))
        .filter(by_date(col(api_keys::expires_at)).title("Expires"))
        .order(desc(col(api_keys::id)))
        .restrict(|staff| (!staff.is_superuser).then(|| when(api_keys::user_id.eq(staff.user_id))));
    Model::new(&API_KEY_HISTORY, "API key", "API keys", list)
        .form(form())
        .many(
            Many::new(
                "permissions",
                "accounts.permission",
                api_key_editing::list_permission_ids,
                api_key_editing::choose_permissions,
            )
            .help("What the key may do, as long as whoever answers for it may do it too."),
        )
        .computed("key", "Key", |conn, id, _| fact(conn, id, |facts| Cell::Text(recognised(&facts.prefix))))
        .computed("user", "User", |conn, id, _| fact(conn, id, |facts| Cell::Text(facts.username)))
        .computed("state", "State", |conn, id, context| fact(conn, id, |facts| state_of(facts, context.now)))
        .action(
            Action::new("revoke", "Revoke", "accounts.change_apikey", api_key_editing::revoke)
                .confirm("Revoke these keys? Programs that use them are refused from now on, for good.")
                .done("were revoked")
                .dangerous()
                .tool(),
        )
        .delete(api_key_editing::delete)
}

fn form() -> Form<ApiKeyChange> {
    Form::telling(api_key_editing::find_change, store)
        .field(
            field!(ApiKeyChange.name)
                .required()
                .max_length(150)
                .help("Which program has it: every program gets a key of its own."),
        )
        .field(
            field!(ApiKeyChange.expires_at)
                .label("Expires")
                .help("UTC. Without this it works until it is revoked."),
        )
        .fieldset(Fieldset::new("", &[&["name"], &["expires_at"], &["key", "user", "state"]]))
        .fieldset(Fieldset::new("Permissions", &[&["permissions"]]))
}

fn store(conn: &mut Conn, edit: &Edit, id: Option<i64>, change: &ApiKeyChange) -> Result<Stored, Refused> {
    if let Some(id) = id {
        api_key_editing::save(conn, edit, id, change)?;
        return Ok(id.into());
    }
    let (id, key) = api_key_editing::issue(conn, edit, change, &[])?;
    let note = format!("This is the key. Copy it now, it is shown only this once: {}", key.reveal());
    Ok(Stored { id, note: Some(note) })
}

/// What the form of a key shows beside its fields.
fn fact(conn: &mut Conn, id: i64, show: impl FnOnce(Facts) -> Cell) -> QueryResult<Cell> {
    Ok(find_facts(conn, id)?.map_or(Cell::Empty, show))
}

fn state_of(facts: Facts, now: Time) -> Cell {
    let revoked = facts.revoked_at.map(|_| REVOKED);
    state(&revoked.or(facts.expires_at).map_or(Val::Null, Val::Time), now)
}

fn recognised(prefix: &str) -> String {
    format!("{MARK}{prefix}_…")
}

fn shown(prefix: &Val, _: i64) -> Cell {
    Cell::Text(recognised(prefix.text()))
}

/// The state of a key that works [until](UNTIL).
fn state(until: &Val, now: Time) -> Cell {
    let (text, tone) = match until {
        Val::Time(time) if *time == REVOKED => ("Revoked", Tone::Bad),
        Val::Time(time) if *time <= now => ("Expired", Tone::Bad),
        _ => ("Works", Tone::Good),
    };
    Cell::Status { text: text.to_owned(), tone }
}
