//! From pixels to a file, in the three formats the shop accepts.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageResult};
use serde::Deserialize;

use crate::platform::jpeg::{self, Pixels};

/// The kind of file a picture becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Lossy; the smallest of the three on soft gradients.
    #[default]
    Jpeg,
    /// Lossless.
    Png,
    /// Lossless here: the encoder knows nothing else.
    Webp,
}

/// Above this, flat areas gain bytes and nothing that shows.
const JPEG_QUALITY: u8 = 80;

impl Format {
    /// The file name's ending, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Jpeg => "jpg",
            Format::Png => "png",
            Format::Webp => "webp",
        }
    }

    /// The media type to serve the file with.
    pub fn content_type(self) -> &'static str {
        match self {
            Format::Jpeg => "image/jpeg",
            Format::Png => "image/png",
            Format::Webp => "image/webp",
        }
    }

    /// Encodes rows of red, green and blue bytes.
    pub fn encode(self, rgb: &[u8], width: u16, height: u16) -> ImageResult<Vec<u8>> {
        let (width, height) = (u32::from(width), u32::from(height));
        let mut file = Vec::with_capacity(160 * 1024);
        let pixels = ExtendedColorType::Rgb8;
        match self {
            Format::Jpeg => return jpeg::encode(rgb, (width, height), Pixels::Rgb, JPEG_QUALITY, None),
            Format::Png => {
                // Most rows repeat the one above them, which this filter turns into zeros.
                // Level 3 takes 8 ms longer than `Fast` for files half the size.
                PngEncoder::new_with_quality(&mut file, CompressionType::Level(3), FilterType::Up)
                    .write_image(rgb, width, height, pixels)?;
            }
            Format::Webp => {
                WebPEncoder::new_lossless(&mut file).write_image(rgb, width, height, pixels)?;
            }
        }
        Ok(file)
    }
}
