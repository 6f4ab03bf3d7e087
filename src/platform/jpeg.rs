//! Writing JPEG files.

use image::error::{EncodingError, ImageFormatHint};
use image::{ImageError, ImageFormat, ImageResult};
use jpeg_encoder::{ColorType, Encoder};

/// Longest side of a JPEG file, in pixels.
pub const MAX_SIDE: u32 = 65_535;

/// What the bytes of a picture stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pixels {
    /// One byte each.
    Grey,
    /// Red, green and blue, a byte each.
    Rgb,
}

/// The rows of a picture as a JPEG file, with its colour profile if it has one.
///
/// `quality` is 1 to 100; below 90 colours are stored at half the resolution of brightness, as
/// cameras do. Fails when a side is longer than [`MAX_SIDE`] or `rows` is too short.
pub fn encode(
    rows: &[u8],
    (width, height): (u32, u32),
    pixels: Pixels,
    quality: u8,
    profile: Option<&[u8]>,
) -> ImageResult<Vec<u8>> {
    let (width, height) = (u16::try_from(width).map_err(refused)?, u16::try_from(height).map_err(refused)?);
    let mut file = Vec::with_capacity(rows.len() / 16);
    let mut encoder = Encoder::new(&mut file, quality);
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).map_err(refused)?;
    }
    let colour = match pixels {
        Pixels::Grey => ColorType::Luma,
        Pixels::Rgb => ColorType::Rgb,
    };
    encoder.encode(rows, width, height, colour).map_err(refused)?;
    Ok(file)
}

fn refused(error: impl std::error::Error + Send + Sync + 'static) -> ImageError {
    ImageError::Encoding(EncodingError::new(ImageFormatHint::Exact(ImageFormat::Jpeg), error))
}
