//! Registering files: stored ones, and ones to be fetched.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::models::{MediaFile, MediaState};
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, literal};
use crate::platform::queue;
use crate::schema::{media_files, media_sizes};

/// The job that fetches a picture from its `source_url`.
pub const FETCH: &str = "media.fetch";
/// The job that makes the smaller sizes of a picture.
pub const MAKE_SIZES: &str = "media.make_sizes";

/// Arguments of [`FETCH`] and [`MAKE_SIZES`].
#[derive(Debug, Serialize, Deserialize)]
pub struct OneFile {
    /// Key of the file.
    pub media: i64,
}

/// A picture whose bytes are stored already.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = media_files)]
pub struct StoredPicture {
    /// Where the bytes are.
    pub storage_key: String,
    /// Such as `image/jpeg`.
    pub content_type: String,
    /// Size of the file.
    pub byte_size: i64,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
    /// What it shows.
    pub alt: String,
}

/// Registers a stored picture, queues its smaller sizes, and returns its key.
pub fn insert_stored(conn: &mut Conn, picture: &StoredPicture, now: Time) -> QueryResult<i64> {
    let id = diesel::insert_into(media_files::table)
        .values((picture, media_files::state.eq(MediaState::Ready), media_files::created_at.eq(now)))
        .returning(media_files::id)
        .get_result(conn)?;
    queue::enqueue(conn, MAKE_SIZES, &OneFile { media: id }, now)?;
    Ok(id)
}

/// Registers a picture to be fetched from `url`, queues the fetch, and returns its key.
///
/// The same address is fetched once: a file that is waiting or stored is used again.
pub fn insert_remote(conn: &mut Conn, url: &str, alt: &str, now: Time) -> QueryResult<i64> {
    let known: Option<i64> = media_files::table
        .filter(media_files::source_url.eq(url))
        .select(media_files::id)
        .first(conn)
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    let id = diesel::insert_into(media_files::table)
        .values((
            media_files::source_url.eq(url),
            media_files::alt.eq(alt),
            media_files::state.eq(MediaState::Waiting),
            media_files::created_at.eq(now),
        ))
        .returning(media_files::id)
        .get_result(conn)?;
    queue::enqueue(conn, FETCH, &OneFile { media: id }, now)?;
    Ok(id)
}

/// Queues what loaded files still need: fetching, or their smaller sizes.
pub fn queue_work(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    for chunk in ids.chunks(500) {
        let files: Vec<MediaFile> = media_files::table
            .filter(media_files::id.eq_any(chunk))
            .filter(media_files::state.ne(MediaState::Failed))
            .order(media_files::id)
            .select(MediaFile::as_select())
            .load(conn)?;
        for file in files {
            let kind = if file.state == MediaState::Ready { MAKE_SIZES } else { FETCH };
            let key = format!("{kind}:{}", file.id);
            queue::enqueue_at(conn, kind, &OneFile { media: file.id }, Some(&key), now, now)?;
        }
    }
    Ok(())
}

/// Like [`insert_remote`] for many addresses, with few statements: their keys, and which are new.
pub fn insert_remote_many(
    conn: &mut Conn,
    pictures: &[(String, String)],
    now: Time,
) -> QueryResult<(HashMap<String, i64>, Vec<i64>)> {
    let urls: Vec<&str> = pictures.iter().map(|(url, _)| url.as_str()).collect();
    let mut keys = list_by_source(conn, &urls)?;
    let mut new: Vec<&(String, String)> = Vec::new();
    let mut seen = HashSet::new();
    for picture in pictures {
        if !keys.contains_key(&picture.0) && seen.insert(picture.0.as_str()) {
            new.push(picture);
        }
    }
    let mut made = Vec::new();
    for chunk in new.chunks(500) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|(url, alt)| {
                (
                    media_files::source_url.eq(url),
                    media_files::alt.eq(alt),
                    media_files::state.eq(MediaState::Waiting),
                    media_files::created_at.eq(now),
                )
            })
            .collect();
        on_backend!(conn, |c| diesel::insert_into(media_files::table).values(&rows).execute(c))?;
        let urls: Vec<&str> = chunk.iter().map(|(url, _)| url.as_str()).collect();
        let inserted = list_by_source(conn, &urls)?;
        made.extend(inserted.values().copied());
        keys.extend(inserted);
    }
    made.sort_unstable();
    let jobs: Vec<OneFile> = made.iter().map(|media| OneFile { media: *media }).collect();
    queue::enqueue_many(conn, FETCH, &jobs, now)?;
    Ok((keys, made))
}

/// The files that came, or are to come, from these addresses.
fn list_by_source(conn: &mut Conn, urls: &[&str]) -> QueryResult<HashMap<String, i64>> {
    let mut keys = HashMap::new();
    for chunk in urls.chunks(500) {
        let rows: Vec<(Option<String>, i64)> = media_files::table
            .filter(media_files::source_url.eq_any(chunk))
            .order(media_files::id.desc())
            .select((media_files::source_url, media_files::id))
            .load(conn)?;
        // Of several files from one address the oldest is used, so it comes last.
        keys.extend(rows.into_iter().filter_map(|(url, id)| Some((url?, id))));
    }
    Ok(keys)
}

/// The stored files with these storage keys.
pub fn list_by_storage_key(conn: &mut Conn, keys: &[&str]) -> QueryResult<HashMap<String, i64>> {
    let rows: Vec<(String, i64)> = media_files::table
        .filter(media_files::storage_key.eq_any(keys))
        // As the index says it: files that have not arrived have no key.
        .filter(media_files::storage_key.ne(literal("")))
        .select((media_files::storage_key, media_files::id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Forgets files and their waiting fetches; returns the storage keys of what was stored, for the
/// caller to delete once this is committed.
pub fn delete(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<String>> {
    let waiting: Vec<OneFile> = ids.iter().map(|media| OneFile { media: *media }).collect();
    queue::cancel_many(conn, &[FETCH, MAKE_SIZES], &waiting)?;
    let mut stored: Vec<String> = media_sizes::table
        .filter(media_sizes::media_id.eq_any(ids))
        .select(media_sizes::storage_key)
        .load(conn)?;
    let own: Vec<String> =
        media_files::table.filter(media_files::id.eq_any(ids)).select(media_files::storage_key).load(conn)?;
    stored.extend(own.into_iter().filter(|key| !key.is_empty()));
    diesel::delete(media_files::table.filter(media_files::id.eq_any(ids))).execute(conn)?;
    Ok(stored)
}
