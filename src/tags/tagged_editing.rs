//! The tags of an object, as rows of its form or as a choice.
//!
//! The content type is an argument: whoever registers them for an object captures it.

use diesel::prelude::*;

use super::tagging::put;
use crate::events;
use crate::platform::db::{Conn, among};
use crate::platform::editing::{Chosen, Edit, Refused, Rows};
use crate::schema::{tagged_items, tags};

const TWICE: &str = "An object cannot have the same tag twice.";

/// A tag of an object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Queryable)]
pub struct TaggedChange {
    /// Key of the tag.
    pub tag: i64,
}

/// The tags of an object by label, with the keys of the rows that relate them.
pub fn list_tagged(conn: &mut Conn, content_type: &str, id: i64) -> QueryResult<Vec<(i64, TaggedChange)>> {
    let rows: Vec<(i64, i64)> = tagged_items::table
        .inner_join(tags::table)
        .filter(tagged_items::content_type.eq(content_type))
        .filter(tagged_items::object_id.eq(id))
        .order(tags::label)
        .select((tagged_items::id, tagged_items::tag_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, tag)| (id, TaggedChange { tag })).collect())
}

/// Puts tags on an object, exchanges them and takes them off.
pub fn change_tagged(
    conn: &mut Conn,
    _edit: &Edit,
    content_type: &str,
    id: i64,
    rows: &Rows<TaggedChange>,
) -> Result<(), Refused> {
    let present = list_tagged(conn, content_type, id)?;
    let is_gone = |row: &i64| rows.removed.contains(row) || rows.changed.iter().any(|(key, _)| key == row);
    let (gone, kept): (Vec<_>, Vec<_>) = present.into_iter().partition(|(row, _)| is_gone(row));
    let gone: Vec<i64> = gone.into_iter().map(|(row, _)| row).collect();
    let mut all: Vec<i64> = kept.iter().map(|(_, row)| row.tag).collect();
    for row in rows.changed.iter().map(|(_, row)| row).chain(&rows.added) {
        if all.contains(&row.tag) {
            return Err(Refused::field("tag", TWICE));
        }
        all.push(row.tag);
    }
    take_off(conn, &gone)?;
    // With the key it had: two rows may swap their tags.
    for (key, row) in rows.changed.iter().filter(|(key, _)| gone.contains(key)) {
        diesel::insert_into(tagged_items::table)
            .values((
                tagged_items::id.eq(key),
                tagged_items::tag_id.eq(row.tag),
                tagged_items::content_type.eq(content_type),
                tagged_items::object_id.eq(id),
            ))
            .execute(conn)
            .map_err(Refused::key_of("tag"))?;
    }
    for row in &rows.added {
        put(conn, row.tag, content_type, id).map_err(Refused::key_of("tag"))?;
    }
    Ok(events::tags_changed(conn, content_type, &[id])?)
}

/// The keys of the tags of an object.
pub fn list_tag_ids(conn: &mut Conn, content_type: &str, id: i64) -> QueryResult<Vec<i64>> {
    Ok(list_tagged(conn, content_type, id)?.into_iter().map(|(_, row)| row.tag).collect())
}

/// Puts the chosen tags on an object and takes others off.
pub fn choose_tags(
    conn: &mut Conn,
    _edit: &Edit,
    content_type: &str,
    id: i64,
    chosen: &Chosen,
) -> Result<(), Refused> {
    let present = list_tagged(conn, content_type, id)?;
    let gone: Vec<i64> = present
        .into_iter()
        .filter(|(_, row)| chosen.removed.contains(&row.tag))
        .map(|(key, _)| key)
        .collect();
    take_off(conn, &gone)?;
    for tag in &chosen.added {
        put(conn, *tag, content_type, id).map_err(Refused::key_of("tags"))?;
    }
    Ok(events::tags_changed(conn, content_type, &[id])?)
}

fn take_off(conn: &mut Conn, keys: &[i64]) -> QueryResult<usize> {
    diesel::delete(tagged_items::table.filter(among(tagged_items::id, keys))).execute(conn)
}
