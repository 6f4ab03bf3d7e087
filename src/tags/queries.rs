//! Reads and writes of the tags' tables.

use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::schema::{tagged_items, tags};

/// A label.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = tags)]
pub struct Tag {
    /// Key.
    pub id: i64,
    /// Unique.
    pub label: String,
}

/// The tag with this label.
pub fn find_by_label(conn: &mut Conn, label: &str) -> QueryResult<Option<Tag>> {
    tags::table.filter(tags::label.eq(label)).select(Tag::as_select()).first(conn).optional()
}

/// The tags with these labels; unknown labels are left out.
pub fn list_by_labels(conn: &mut Conn, labels: &[String]) -> QueryResult<Vec<Tag>> {
    tags::table.filter(tags::label.eq_any(labels)).order(tags::label).select(Tag::as_select()).load(conn)
}

/// The labels on each of these objects, by object and label.
pub fn list_labels_of(conn: &mut Conn, content_type: &str, ids: &[i64]) -> QueryResult<Vec<(i64, Tag)>> {
    tagged_items::table
        .inner_join(tags::table)
        .filter(tagged_items::content_type.eq(content_type))
        .filter(tagged_items::object_id.eq_any(ids))
        .order((tagged_items::object_id, tags::label))
        .select((tagged_items::object_id, Tag::as_select()))
        .load(conn)
}

/// The objects of this type that carry the tag.
pub fn list_objects_with(conn: &mut Conn, content_type: &str, tag_id: i64) -> QueryResult<Vec<i64>> {
    tagged_items::table
        .filter(tagged_items::tag_id.eq(tag_id))
        .filter(tagged_items::content_type.eq(content_type))
        .select(tagged_items::object_id)
        .load(conn)
}

/// Takes every tag off objects that are about to go.
pub fn delete_of(conn: &mut Conn, content_type: &str, ids: &[i64]) -> QueryResult<()> {
    diesel::delete(
        tagged_items::table
            .filter(tagged_items::content_type.eq(content_type))
            .filter(tagged_items::object_id.eq_any(ids)),
    )
    .execute(conn)?;
    Ok(())
}

/// Every tag, by label.
pub fn list_all(conn: &mut Conn) -> QueryResult<Vec<Tag>> {
    tags::table.order(tags::label).select(Tag::as_select()).load(conn)
}
