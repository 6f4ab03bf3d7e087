//! The demo shop's product pictures: flat illustrations, drawn in code so that the
//! demo needs no photographs and no download.
//!
//! A [`Picture`] names an object, its colours and a pattern; [`Picture::render`]
//! turns that into an encoded file. The same picture is always the same bytes.
//! Layers, from the bottom: `outline` (shapes), the `canvas` with its `light`
//! and shadows, `patterns`, the `backdrop` of a family of objects, and `objects`
//! with one function per object. Nothing in here knows products or files.

mod backdrop;
mod canvas;
mod encoding;
mod light;
mod objects;
mod outline;
mod palette;
mod patterns;
mod random;
#[cfg(test)]
mod tests;

use serde::Deserialize;

pub use encoding::Format;
pub use objects::Object;
pub use palette::Colour;
pub use patterns::Pattern;

use canvas::Canvas;
use palette::Scheme;

/// What to draw, as the demo content describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// The thing itself.
    pub object: Object,
    /// The colour of its body.
    pub colour: Colour,
    /// The colour of its details: handle, lid, label, pattern.
    #[serde(default)]
    pub accent: Colour,
    /// The decoration of its body.
    #[serde(default)]
    pub pattern: Pattern,
    /// The kind of file to write.
    #[serde(default)]
    pub format: Format,
}

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// An object's outline is malformed, or there was no memory to draw it.
    #[error("{0:?} could not be drawn")]
    Drawing(Object),
    /// The finished pixels could not be encoded.
    #[error("the picture could not be encoded")]
    Encoding(#[from] image::ImageError),
}

impl Picture {
    /// The encoded file, 1000 × 1250 pixels.
    pub fn render(&self) -> Result<Vec<u8>, PictureError> {
        let pixels = self.draw().ok_or(PictureError::Drawing(self.object))?;
        Ok(self.format.encode(&pixels, canvas::WIDTH, canvas::HEIGHT)?)
    }

    /// The file name's ending, without a dot.
    pub fn extension(&self) -> &'static str {
        self.format.extension()
    }

    /// The media type to serve the file with.
    pub fn content_type(&self) -> &'static str {
        self.format.content_type()
    }

    fn draw(&self) -> Option<Vec<u8>> {
        let scheme = Scheme::new(self.colour, self.accent);
        // The colours are left out: in a row of colour variants the flecks stay in place.
        let seed = random::seed_of(&format!("{:?} {:?}", self.object, self.pattern));
        let mut canvas = Canvas::new(scheme, self.pattern, seed)?;
        backdrop::draw(&mut canvas, self.object.setting());
        self.object.draw(&mut canvas);
        canvas.into_rgb()
    }
}
