//! Files in a dump: what is known about them, not their bytes.

use super::models::MediaState;
use crate::platform::dumps::{Model, choice, integer, large_integer, text, time};

/// `media.mediafile`
pub fn media_file() -> Model {
    Model::new("media.mediafile", "media_files")
        .field(text("storage_key").or(""))
        .field(text("content_type").or(""))
        .field(large_integer("byte_size").or(0))
        .field(integer("width").or(0))
        .field(integer("height").or(0))
        .field(text("alt").or(""))
        .field(text("source_url").nullable())
        .field(choice("state", MediaState::ALL.iter().map(|state| state.as_str())).or("ready"))
        .field(text("error").nullable())
        .field(time("created_at").or_now())
}
