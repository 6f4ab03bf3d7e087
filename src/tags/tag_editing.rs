//! Tags as staff edit them.

use diesel::prelude::*;

use super::queries::Tag;
use super::tagging::{self, MAX_LABEL};
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::platform::web::form::FieldErrors;
use crate::schema::tags;

const LABEL_TAKEN: &str = "Tag with this Label already exists.";

/// What may be set on a tag.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = tags)]
pub struct TagChange {
    /// Unique.
    pub label: String,
}

/// What a form about the tag shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<TagChange>> {
    tags::table.find(id).select(TagChange::as_select()).first(conn).optional()
}

/// Creates or renames a tag; the objects that carry it are told.
pub fn save(conn: &mut Conn, _edit: &Edit, id: Option<i64>, change: &TagChange) -> Result<i64, Refused> {
    let mut errors = FieldErrors::default();
    let label = errors.line("label", &change.label, MAX_LABEL);
    let label = errors.or(label)?;
    let same: Option<i64> = tags::table
        .filter(tags::label.eq(&label))
        .filter(tags::id.ne(id.unwrap_or_default()))
        .select(tags::id)
        .first(conn)
        .optional()?;
    if same.is_some() {
        return Err(Refused::field("label", LABEL_TAKEN));
    }
    let Some(id) = id else {
        let new = diesel::insert_into(tags::table).values(TagChange { label });
        return Ok(new.returning(tags::id).get_result(conn)?);
    };
    if find_change(conn, id)?.is_none() {
        return Err(Refused::gone("tag"));
    }
    tagging::rename(conn, &Tag { id, label })?;
    Ok(id)
}

/// Deletes tags and takes them off everything that carries them.
pub fn delete(conn: &mut Conn, _edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    let mut deleted = 0;
    for id in ids {
        deleted += usize::from(tagging::delete(conn, *id)?);
    }
    Ok(deleted)
}
