//! Drawing the demo shop's pictures in the background: the job [`DRAW`].
//!
//! Drawing all of them takes many seconds, and the shop must answer before; until a picture is
//! drawn, its file waits and pages show the placeholder.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::content::Content;
use super::pictures::{Picture, PictureError};
use crate::app::App;
use crate::media::files::StoredPicture;
use crate::media::intake::{self, IntakeError};
use crate::media::models::{MediaFile, MediaState};
use crate::media::queries;
use crate::media::sizes::{self, StoredSize, WIDTHS};
use crate::platform::db::PoolError;

/// The job that draws some pictures of the demo shop.
pub const DRAW: &str = "demo.draw";
/// Pictures per job: enough to keep every core busy, few enough to appear one after another.
pub const BATCH: usize = 12;

/// Arguments of [`DRAW`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// What to draw, most wanted first.
    pub drawings: Vec<Drawing>,
}

/// One picture to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// The file that waits for it.
    pub media: i64,
    /// Slug of the product in the content.
    pub product: String,
    /// Which of its pictures.
    pub picture: usize,
}

/// Why a batch could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawingError {
    /// The content of this program is malformed.
    #[error("the demo shop's content cannot be read: {0}")]
    Content(#[from] toml::de::Error),
    /// A picture could not be drawn.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// A picture could not be stored.
    #[error(transparent)]
    Storage(#[from] IntakeError),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// No connection.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

struct Drawn {
    media: i64,
    picture: StoredPicture,
    sizes: Vec<StoredSize>,
}

/// Draws, sizes and stores the pictures of a batch that still wait, on all cores.
pub fn run(app: &App, batch: &Batch) -> Result<(), DrawingError> {
    let ids: Vec<i64> = batch.drawings.iter().map(|drawing| drawing.media).collect();
    let files = app.db.read_blocking(|conn| Ok::<_, DrawingError>(queries::list(conn, &ids)?))?;
    let content = Content::read()?;
    let waiting: Vec<(&MediaFile, &Picture)> = batch
        .drawings
        .iter()
        .filter_map(|drawing| {
            let file =
                files.iter().find(|file| file.id == drawing.media && file.state == MediaState::Waiting)?;
            let product = content.products().find(|product| product.slug == drawing.product)?;
            Some((file, product.pictures().nth(drawing.picture)?.0))
        })
        .collect();
    let drawn = waiting
        .par_iter()
        .map(|(file, picture)| draw(app, file, picture))
        .collect::<Result<Vec<Drawn>, DrawingError>>()?;
    app.db.write_blocking(|conn| {
        for Drawn { media, picture, sizes } in &drawn {
            if queries::update_arrived(conn, *media, picture)? {
                sizes::insert(conn, *media, sizes)?;
            }
        }
        Ok(())
    })
}

fn draw(app: &App, file: &MediaFile, picture: &Picture) -> Result<Drawn, DrawingError> {
    let bytes = picture.render()?;
    let stored =
        intake::store_own(&app.media, &bytes, picture.extension(), picture.content_type(), &file.alt)?;
    let sizes = sizes::store(&app.media, &bytes, &WIDTHS)?;
    Ok(Drawn { media: file.id, picture: stored, sizes })
}
