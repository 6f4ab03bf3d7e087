//! Reads and writes of the tags' tables.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::platform::db::{Conn, among};
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

/// The tags with these labels; unknown labels are left out.
pub fn list_by_labels(conn: &mut Conn, labels: &[String]) -> QueryResult<Vec<Tag>> {
    tags::table.filter(tags::label.eq_any(labels)).order(tags::label).select(Tag::as_select()).load(conn)
}

/// The labels on each of these objects, by object and label.
pub fn list_labels_of(conn: &mut Conn, content_type: &str, ids: &[i64]) -> QueryResult<Vec<(i64, Tag)>> {
    tagged_items::table
        .inner_join(tags::table)
        .filter(tagged_items::content_type.eq(content_type))
        .filter(among(tagged_items::object_id, ids))
        .order((tagged_items::object_id, tags::label))
        .select((tagged_items::object_id, Tag::as_select()))
        .load(conn)
}

/// The objects that carry the tag, by content type.
pub fn list_carriers(conn: &mut Conn, tag_id: i64) -> QueryResult<HashMap<String, Vec<i64>>> {
    let rows: Vec<(String, i64)> = tagged_items::table
        .filter(tagged_items::tag_id.eq(tag_id))
        .order((tagged_items::content_type, tagged_items::object_id))
        .select((tagged_items::content_type, tagged_items::object_id))
        .load(conn)?;
    let mut carriers: HashMap<String, Vec<i64>> = HashMap::new();
    for (content_type, object) in rows {
        carriers.entry(content_type).or_default().push(object);
    }
    Ok(carriers)
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

/// The tags with these keys, by label.
pub fn list_by_ids(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<Tag>> {
    tags::table.filter(among(tags::id, ids)).order(tags::label).select(Tag::as_select()).load(conn)
}

/// How many of these objects carry each tag.
pub fn count_among(conn: &mut Conn, content_type: &str, ids: &[i64]) -> QueryResult<Vec<(i64, i64)>> {
    tagged_items::table
        .filter(tagged_items::content_type.eq(content_type))
        .filter(among(tagged_items::object_id, ids))
        .group_by(tagged_items::tag_id)
        .select((tagged_items::tag_id, count_star()))
        .load(conn)
}

/// For each of these tags the `limit` objects with the highest keys, in one list: an object is in
/// it once for every tag.
pub fn list_newest_with(
    conn: &mut Conn,
    content_type: &str,
    tag_ids: &[i64],
    limit: i64,
) -> QueryResult<Vec<i64>> {
    if tag_ids.is_empty() {
        return Ok(Vec::new());
    }
    let parts: Vec<String> = tag_ids
        .iter()
        .map(|tag| {
            format!(
                "SELECT object_id FROM (SELECT object_id FROM tagged_items \
                 WHERE tag_id = {tag} AND content_type = $1 ORDER BY object_id DESC LIMIT {limit}) AS t{tag}"
            )
        })
        .collect();
    let rows: Vec<ObjectId> =
        diesel::sql_query(parts.join(" UNION ALL ")).bind::<Text, _>(content_type).load(conn)?;
    Ok(rows.into_iter().map(|row| row.object_id).collect())
}

#[derive(QueryableByName)]
struct ObjectId {
    #[diesel(sql_type = BigInt)]
    object_id: i64,
}

/// Every tag, by label.
pub fn list_all(conn: &mut Conn) -> QueryResult<Vec<Tag>> {
    tags::table.order(tags::label).select(Tag::as_select()).load(conn)
}
