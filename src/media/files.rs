//! Registering files: stored ones, and ones to be fetched.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::models::{MediaFile, MediaState};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::queue;
use crate::schema::media_files;

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
