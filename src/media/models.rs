//! Rows of the media tables.

use diesel::prelude::*;

use crate::platform::clock::Time;
use crate::schema::{media_files, media_sizes};
use crate::text_enum;

text_enum! {
    /// Whether a file can be shown.
    pub enum MediaState {
        /// It is stored.
        Ready = "ready",
        /// It is still to be fetched from `source_url`.
        Waiting = "waiting",
        /// It did not arrive or is no picture; `error` says why.
        Failed = "failed",
    }
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = media_files)]
pub struct MediaFile {
    /// Key.
    pub id: i64,
    /// Where the bytes are; empty while waiting.
    pub storage_key: String,
    /// Such as `image/jpeg`.
    pub content_type: String,
    /// Size of the file.
    pub byte_size: i64,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// Where it is fetched from.
    pub source_url: Option<String>,
    /// Whether it can be shown.
    pub state: MediaState,
    /// Why it failed.
    pub error: Option<String>,
    /// UTC.
    pub created_at: Time,
}

/// A smaller copy of a file.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = media_sizes)]
pub struct MediaSize {
    /// The file it is a copy of.
    pub media_id: i64,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
    /// Where the bytes are.
    pub storage_key: String,
}
