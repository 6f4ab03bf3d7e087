//! Putting tags on objects and taking them off.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::queries::{self, Tag};
use crate::platform::db::Conn;
use crate::schema::{tagged_items, tags};
use crate::{events, on_backend};

/// Longest label.
pub const MAX_LABEL: usize = 255;

/// The keys of these labels; missing tags are made. Labels are trimmed; empty ones are left out.
pub fn ensure(conn: &mut Conn, labels: &[String]) -> QueryResult<HashMap<String, i64>> {
    let wanted: Vec<String> = labels
        .iter()
        .map(|label| label.trim().chars().take(MAX_LABEL).collect::<String>())
        .filter(|label| !label.is_empty())
        .collect();
    let mut known: HashMap<String, i64> =
        queries::list_by_labels(conn, &wanted)?.into_iter().map(|tag| (tag.label, tag.id)).collect();
    for label in wanted {
        if let Entry::Vacant(place) = known.entry(label) {
            let id = diesel::insert_into(tags::table)
                .values(tags::label.eq(place.key()))
                .returning(tags::id)
                .get_result(conn)?;
            place.insert(id);
        }
    }
    Ok(known)
}

/// Gives an object exactly these labels.
pub fn set_labels(conn: &mut Conn, content_type: &str, object_id: i64, labels: &[String]) -> QueryResult<()> {
    if set_labels_raw(conn, content_type, object_id, labels)? {
        events::tags_changed(conn, content_type, &[object_id])?;
    }
    Ok(())
}

/// Like [`set_labels`], but the caller tells the listeners; whether anything changed.
pub fn set_labels_raw(
    conn: &mut Conn,
    content_type: &str,
    object_id: i64,
    labels: &[String],
) -> QueryResult<bool> {
    let wanted = ensure(conn, labels)?;
    let present: Vec<i64> = queries::list_labels_of(conn, content_type, &[object_id])?
        .into_iter()
        .map(|(_, tag)| tag.id)
        .collect();
    let gone: Vec<i64> =
        present.iter().copied().filter(|id| !wanted.values().any(|wanted| wanted == id)).collect();
    if !gone.is_empty() {
        diesel::delete(
            tagged_items::table
                .filter(tagged_items::content_type.eq(content_type))
                .filter(tagged_items::object_id.eq(object_id))
                .filter(tagged_items::tag_id.eq_any(&gone)),
        )
        .execute(conn)?;
    }
    let mut changed = !gone.is_empty();
    let mut new: Vec<i64> = wanted.into_values().filter(|id| !present.contains(id)).collect();
    new.sort_unstable();
    for tag_id in new {
        put(conn, tag_id, content_type, object_id)?;
        changed = true;
    }
    Ok(changed)
}

/// Like [`set_labels_raw`] for many objects, with few statements.
pub fn set_labels_many_raw(
    conn: &mut Conn,
    content_type: &str,
    wanted: &[(i64, &[String])],
) -> QueryResult<()> {
    let labels: Vec<String> = wanted.iter().flat_map(|(_, labels)| labels.iter().cloned()).collect();
    let ids: Vec<i64> = wanted.iter().map(|(id, _)| *id).collect();
    let keys = ensure(conn, &labels)?;
    let mut present: HashMap<i64, HashSet<i64>> = HashMap::new();
    for (id, tag) in queries::list_labels_of(conn, content_type, &ids)? {
        present.entry(id).or_default().insert(tag.id);
    }
    let mut rows = Vec::new();
    for (id, labels) in wanted {
        let mut had = present.remove(id).unwrap_or_default();
        let mut tags: Vec<i64> = labels.iter().filter_map(|label| keys.get(label.trim()).copied()).collect();
        tags.sort_unstable();
        tags.dedup();
        for tag_id in tags {
            if !had.remove(&tag_id) {
                rows.push((
                    tagged_items::tag_id.eq(tag_id),
                    tagged_items::content_type.eq(content_type),
                    tagged_items::object_id.eq(*id),
                ));
            }
        }
        if !had.is_empty() {
            let gone: Vec<i64> = had.into_iter().collect();
            diesel::delete(
                tagged_items::table
                    .filter(tagged_items::content_type.eq(content_type))
                    .filter(tagged_items::object_id.eq(id))
                    .filter(tagged_items::tag_id.eq_any(&gone)),
            )
            .execute(conn)?;
        }
    }
    for chunk in rows.chunks(500) {
        let chunk = chunk.to_vec();
        on_backend!(conn, |c| diesel::insert_into(tagged_items::table).values(&chunk).execute(c))?;
    }
    Ok(())
}

/// Deletes those of these tags that nothing carries; the others stay.
pub fn delete_unused(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    let used = tagged_items::table.select(tagged_items::tag_id).filter(tagged_items::tag_id.eq_any(ids));
    let used: Vec<i64> = used.distinct().load(conn)?;
    let unused: Vec<i64> = ids.iter().copied().filter(|id| !used.contains(id)).collect();
    diesel::delete(tags::table.filter(tags::id.eq_any(&unused))).execute(conn)?;
    Ok(())
}

/// Renames a tag; the objects that carry it are told.
pub fn rename(conn: &mut Conn, tag: &Tag) -> QueryResult<()> {
    diesel::update(tags::table.find(tag.id)).set(tags::label.eq(&tag.label)).execute(conn)?;
    let carriers = queries::list_carriers(conn, tag.id)?;
    tell(conn, carriers)
}

/// Deletes a tag; the objects that carried it are told.
pub fn delete(conn: &mut Conn, id: i64) -> QueryResult<bool> {
    let carriers = queries::list_carriers(conn, id)?;
    let deleted = diesel::delete(tags::table.find(id)).execute(conn)? == 1;
    tell(conn, carriers)?;
    Ok(deleted)
}

fn tell(conn: &mut Conn, carriers: HashMap<String, Vec<i64>>) -> QueryResult<()> {
    for (content_type, objects) in carriers {
        events::tags_changed(conn, &content_type, &objects)?;
    }
    Ok(())
}

pub(super) fn put(conn: &mut Conn, tag_id: i64, content_type: &str, object_id: i64) -> QueryResult<()> {
    let row = (
        tagged_items::tag_id.eq(tag_id),
        tagged_items::content_type.eq(content_type),
        tagged_items::object_id.eq(object_id),
    );
    on_backend!(conn, |c| diesel::insert_into(tagged_items::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}
