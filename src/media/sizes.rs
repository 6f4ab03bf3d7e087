//! The smaller copies of a picture, for screens that need no more: the job [`MAKE_SIZES`].
//!
//! [`MAKE_SIZES`]: super::files::MAKE_SIZES

use std::io;

use diesel::prelude::*;
use image::DynamicImage;
use image::imageops::FilterType;

use super::intake::{self, Encoded, IntakeError};
use super::models::{MediaFile, MediaState};
use super::queries;
use crate::app::App;
use crate::on_backend;
use crate::platform::db::{Conn, PoolError};
use crate::platform::storage::Storage;
use crate::schema::media_sizes;

/// The widths that are made of every picture that is wider.
pub const WIDTHS: [u32; 6] = [160, 320, 480, 640, 960, 1280];
const QUALITY: u8 = 80;

/// Why the sizes of a picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SizesError {
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// No connection.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// The stored file is gone or cannot be read as a picture.
    #[error(transparent)]
    Picture(#[from] IntakeError),
    /// A file could not be read or written.
    #[error("a stored picture could not be read or written: {0}")]
    File(#[from] io::Error),
}

/// One smaller copy, stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSize {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Where the bytes are.
    pub storage_key: String,
}

/// Makes the sizes of a stored picture that are missing; nothing when it is gone or not ready.
pub fn make(app: &App, media_id: i64) -> Result<(), SizesError> {
    let found = app.db.read_blocking(|conn| {
        let file = queries::find(conn, media_id)?;
        let made = queries::list_sizes(conn, &[media_id])?;
        Ok::<_, SizesError>(file.map(|file| (file, made)))
    })?;
    let Some((file, made)) = found.filter(|(file, _)| file.state == MediaState::Ready) else {
        return Ok(());
    };
    let missing: Vec<u32> = widths_below(&file)
        .filter(|width| !made.iter().any(|size| u32::try_from(size.width) == Ok(*width)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let sizes = store(&app.media, &app.media.get(&file.storage_key)?, &missing)?;
    app.db.write_blocking(|conn| match queries::find(conn, media_id)? {
        // Somebody may have put another picture there, or deleted it.
        Some(now) if now.storage_key == file.storage_key => Ok(insert(conn, media_id, &sizes)?),
        _ => Ok(()),
    })
}

fn widths_below(file: &MediaFile) -> impl Iterator<Item = u32> {
    let full = u32::try_from(file.width).unwrap_or(0);
    WIDTHS.into_iter().filter(move |width| *width < full)
}

/// Stores a copy of the picture in `bytes` for each of `widths` that is below its own.
pub fn store(storage: &Storage, bytes: &[u8], widths: &[u32]) -> Result<Vec<StoredSize>, IntakeError> {
    let decoded = intake::decode(bytes)?;
    let full = (decoded.pixels.width(), decoded.pixels.height());
    let mut widths: Vec<u32> = widths.iter().copied().filter(|width| *width < full.0).collect();
    widths.sort_unstable_by(|a, b| b.cmp(a));
    let mut sizes = Vec::new();
    let mut larger = decoded.pixels;
    for width in widths {
        let height = height_at(width, full);
        // Each is made from the next larger one: the first costs most, the others little.
        larger = larger.resize_exact(width, height, FilterType::CatmullRom);
        let file =
            encode(&larger, &decoded.profile).map_err(|error| IntakeError::Broken(error.to_string()))?;
        let storage_key = Storage::key(&file.bytes, file.extension);
        storage.put(&storage_key, &file.bytes)?;
        sizes.push(StoredSize { width, height, storage_key });
    }
    Ok(sizes)
}

fn encode(pixels: &DynamicImage, profile: &Option<Vec<u8>>) -> image::ImageResult<Encoded> {
    if pixels.color().has_alpha() {
        intake::png(pixels, profile)
    } else {
        intake::jpeg(pixels, QUALITY, profile)
    }
}

/// The height that keeps the proportions, rounded, at least 1.
fn height_at(width: u32, (full_width, full_height): (u32, u32)) -> u32 {
    let full_width = u64::from(full_width.max(1));
    let height = (u64::from(width) * u64::from(full_height) + full_width / 2) / full_width;
    u32::try_from(height.max(1)).unwrap_or(u32::MAX)
}

/// Notes the stored sizes of a file; one that is there already stays.
pub fn insert(conn: &mut Conn, media_id: i64, sizes: &[StoredSize]) -> QueryResult<()> {
    for size in sizes {
        let row = (
            media_sizes::media_id.eq(media_id),
            media_sizes::width.eq(i32::try_from(size.width).unwrap_or(i32::MAX)),
            media_sizes::height.eq(i32::try_from(size.height).unwrap_or(i32::MAX)),
            media_sizes::storage_key.eq(&size.storage_key),
        );
        on_backend!(conn, |c| diesel::insert_into(media_sizes::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}
