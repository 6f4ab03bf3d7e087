//! Reading history, newest first; every list is the end of an index.

use diesel::prelude::*;

use super::changes::{Change, parse};
use super::{Flag, Source};
use crate::platform::clock::Time;
use crate::platform::db::sql::Sql;
use crate::platform::db::value::Val;
use crate::platform::db::{Conn, among};
use crate::schema::admin_log_entries as log;

/// One change of one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Key; a later entry has a higher one.
    pub id: i64,
    /// When, UTC.
    pub created_at: Time,
    /// Who did it, as it was called then.
    pub actor: String,
    /// Their account, if they had one and it is still there.
    pub user_id: Option<i64>,
    /// Such as `catalog.product`.
    pub model: String,
    /// The object, which may be gone.
    pub object_id: i64,
    /// How it was called then.
    pub label: String,
    /// What happened.
    pub flag: Flag,
    /// The way it was changed.
    pub source: Source,
    /// What was different afterwards: the object's own row first.
    pub changes: Vec<Change>,
}

/// A page of entries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EntryPage {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// Whether older ones follow.
    pub has_more: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = log)]
struct Row {
    id: i64,
    created_at: Time,
    actor: String,
    user_id: Option<i64>,
    model: String,
    object_id: i64,
    label: String,
    flag: Flag,
    source: Source,
    changes: String,
}

/// What happened to one object; pages count from 1.
pub fn page_of_object(
    conn: &mut Conn,
    model: &str,
    object_id: i64,
    page: i64,
    per_page: i64,
) -> QueryResult<EntryPage> {
    let rows = log::table
        .filter(log::model.eq(model))
        .filter(log::object_id.eq(object_id))
        .order(log::id.desc())
        .limit(per_page.saturating_add(1))
        .offset(skipped(page, per_page))
        .select(Row::as_select())
        .load(conn)?;
    Ok(page_from(rows, per_page))
}

/// What one person did with objects of these models; pages count from 1.
pub fn page_of_user(
    conn: &mut Conn,
    user_id: i64,
    models: &[&str],
    page: i64,
    per_page: i64,
) -> QueryResult<EntryPage> {
    let rows = log::table
        .filter(log::user_id.eq(user_id))
        .filter(log::model.eq_any(models))
        .order(log::id.desc())
        .limit(per_page.saturating_add(1))
        .offset(skipped(page, per_page))
        .select(Row::as_select())
        .load(conn)?;
    Ok(page_from(rows, per_page))
}

/// The last `limit` changes of objects of these models, by one person or by anybody.
///
/// Takes the newest of each model first: walking back over everything would not end soon for
/// somebody who may see a rare model only.
pub fn recent(conn: &mut Conn, user_id: Option<i64>, models: &[&str], limit: i64) -> QueryResult<Vec<Entry>> {
    if models.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(user_id) = user_id {
        return Ok(page_of_user(conn, user_id, models, 1, limit)?.entries);
    }
    let newest: Vec<Sql> = models
        .iter()
        .map(|model| {
            Sql::of("SELECT id FROM (SELECT id FROM admin_log_entries WHERE model = ")
                .bind(Val::Text((*model).to_owned()))
                .text(" ORDER BY id DESC LIMIT ")
                .bind(Val::Int(limit))
                .text(") AS of_model")
        })
        .collect();
    let ids = Sql::of("SELECT id FROM (")
        .then(&Sql::join(&newest, " UNION ALL "))
        .text(") AS of_all ORDER BY id DESC LIMIT ")
        .bind(Val::Int(limit))
        .keys(conn)?;
    let rows: Vec<Row> =
        log::table.filter(among(log::id, &ids)).order(log::id.desc()).select(Row::as_select()).load(conn)?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

fn skipped(page: i64, per_page: i64) -> i64 {
    page.max(1).saturating_sub(1).saturating_mul(per_page)
}

fn page_from(mut rows: Vec<Row>, per_page: i64) -> EntryPage {
    let shown = usize::try_from(per_page).unwrap_or(0);
    let has_more = rows.len() > shown;
    rows.truncate(shown);
    EntryPage { entries: rows.into_iter().map(Entry::from).collect(), has_more }
}

impl From<Row> for Entry {
    fn from(row: Row) -> Entry {
        Entry {
            id: row.id,
            created_at: row.created_at,
            actor: row.actor,
            user_id: row.user_id,
            model: row.model,
            object_id: row.object_id,
            label: row.label,
            flag: row.flag,
            source: row.source,
            changes: parse(&row.changes),
        }
    }
}
