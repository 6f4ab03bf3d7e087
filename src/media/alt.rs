//! What a picture shows, in words, for those who cannot see it.

use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::platform::web::form::FieldErrors;
use crate::schema::media_files;

const LONGEST: usize = 1_000;

/// What may be set on a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = media_files)]
pub struct MediaChange {
    /// What it shows.
    pub alt: String,
}

/// What a form about the file shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<MediaChange>> {
    media_files::table.find(id).select(MediaChange::as_select()).first(conn).optional()
}

/// Changes what is said of a file; files are made by uploading them.
pub fn save_change(
    conn: &mut Conn,
    _edit: &Edit,
    id: Option<i64>,
    change: &MediaChange,
) -> Result<i64, Refused> {
    let id = id.ok_or_else(|| Refused::whole("Files are added by uploading them."))?;
    save(conn, id, &change.alt)?;
    Ok(id)
}

/// Stores what the file `id` shows.
pub fn save(conn: &mut Conn, id: i64, alt: &str) -> Result<(), Refused> {
    let mut errors = FieldErrors::default();
    let alt = errors.optional_line("alt", alt, LONGEST);
    let alt = errors.or(alt)?;
    match diesel::update(media_files::table.find(id)).set(media_files::alt.eq(alt)).execute(conn)? {
        0 => Err(Refused::gone("file")),
        _ => Ok(()),
    }
}
