//! From bytes that somebody sent to a picture that may be served.
//!
//! What a file is, is read from its content, never from its name. Its pixels are counted before
//! any is decoded, and what is stored is written anew: of everything around the pixels only an RGB
//! colour profile survives, no EXIF, GPS or trailing data.

use std::io::{self, Cursor};

use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, ImageResult, Limits};

use super::files::StoredPicture;
use crate::platform::jpeg::{Pixels, encode};
use crate::platform::storage::Storage;

/// Largest file that is taken, in bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// Most pixels a picture may have.
pub const MAX_PIXELS: u64 = 50_000_000;
/// Longest side; the encoders end at 65,535 and 16,383 (WebP).
const MAX_SIDE: u32 = 30_000;
/// Longest side of a WebP file.
const MAX_WEBP_SIDE: u32 = 16_383;
/// What decoding may take up: the most pixels at eight bytes each.
const MAX_MEMORY: u64 = MAX_PIXELS * 8;
/// Of originals; sizes are smaller, see [`super::sizes`].
const ORIGINAL_QUALITY: u8 = 90;
/// A longer colour profile is not worth its weight.
const MAX_PROFILE: usize = 64 * 1024;

/// Why a file is not taken; each is one sentence for the person who sent it.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// More than [`MAX_BYTES`].
    #[error("The file is larger than 20 MB.")]
    TooLarge,
    /// Neither JPEG, PNG, WebP nor GIF.
    #[error("The file is not a JPEG, PNG, WebP or GIF picture.")]
    NotAPicture,
    /// More than [`MAX_PIXELS`], or a side that is too long.
    #[error("The picture has {width} × {height} pixels; at most 50 million are taken.")]
    TooManyPixels {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// It begins like a picture but cannot be decoded.
    #[error("The picture is damaged: {0}.")]
    Broken(String),
    /// The file could not be written.
    #[error("The picture could not be stored: {0}.")]
    Storage(#[from] io::Error),
}

/// A decoded picture, upright.
pub(super) struct Decoded {
    /// 8 bits per channel, RGB or RGBA.
    pub pixels: DynamicImage,
    /// What the file was.
    pub format: ImageFormat,
    /// The meaning of its RGB values, unless plain sRGB.
    pub profile: Option<Vec<u8>>,
}

/// A file as it is stored.
pub(super) struct Encoded {
    pub bytes: Vec<u8>,
    pub extension: &'static str,
    pub content_type: &'static str,
}

/// Checks `bytes`, writes the picture anew and stores it under the hash of its content.
///
/// A JPEG or PNG stays one. An opaque WebP that would grow by being written without loss
/// becomes a JPEG. Of a GIF the first frame is kept, as PNG.
pub fn store(storage: &Storage, bytes: &[u8], alt: &str) -> Result<StoredPicture, IntakeError> {
    let decoded = decode(bytes)?;
    let broken = |error: image::ImageError| IntakeError::Broken(error.to_string());
    let file = match decoded.format {
        ImageFormat::Jpeg => jpeg(&decoded.pixels, ORIGINAL_QUALITY, &decoded.profile),
        ImageFormat::WebP => webp(&decoded, bytes.len()),
        _ => png(&decoded.pixels, &decoded.profile),
    }
    .map_err(broken)?;
    put(storage, &file, (decoded.pixels.width(), decoded.pixels.height()), alt)
}

/// Stores a picture that this program made itself, as it is.
pub fn store_own(
    storage: &Storage,
    bytes: &[u8],
    extension: &'static str,
    content_type: &'static str,
    alt: &str,
) -> Result<StoredPicture, IntakeError> {
    let dimensions = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()?
        .into_dimensions()
        .map_err(|error| IntakeError::Broken(error.to_string()))?;
    put(storage, &Encoded { bytes: bytes.to_vec(), extension, content_type }, dimensions, alt)
}

fn put(
    storage: &Storage,
    file: &Encoded,
    (width, height): (u32, u32),
    alt: &str,
) -> Result<StoredPicture, IntakeError> {
    let storage_key = Storage::key(&file.bytes, file.extension);
    storage.put(&storage_key, &file.bytes)?;
    Ok(StoredPicture {
        storage_key,
        content_type: file.content_type.to_owned(),
        byte_size: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        width: i32::try_from(width).unwrap_or(i32::MAX),
        height: i32::try_from(height).unwrap_or(i32::MAX),
        alt: alt.to_owned(),
    })
}

/// Decodes a picture after checking what it is and how large.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, IntakeError> {
    if bytes.len() > MAX_BYTES {
        return Err(IntakeError::TooLarge);
    }
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif)) => format,
        _ => return Err(IntakeError::NotAPicture),
    };
    let broken = |error: image::ImageError| IntakeError::Broken(error.to_string());
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || width.max(height) > MAX_SIDE {
        return Err(IntakeError::TooManyPixels { width, height });
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    decoder.set_limits(limits).map_err(broken)?;
    // Damaged metadata is no reason to refuse a picture: it goes anyway.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| is_rgb_profile(profile));
    let mut pixels = DynamicImage::from_decoder(decoder).map_err(broken)?;
    pixels.apply_orientation(orientation);
    let pixels = if has_transparency(&pixels) {
        DynamicImage::ImageRgba8(pixels.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(pixels.into_rgb8())
    };
    Ok(Decoded { pixels, format, profile })
}

/// Whether any pixel lets something through; an alpha channel alone does not mean that.
fn has_transparency(pixels: &DynamicImage) -> bool {
    use image::GenericImageView;
    pixels.color().has_alpha()
        && pixels.pixels().any(|(_, _, pixel)| matches!(pixel.0, [_, _, _, alpha] if alpha < 255))
}

/// A profile of other colours (CMYK, grey) would be wrong for the RGB that is written.
fn is_rgb_profile(profile: &[u8]) -> bool {
    profile.len() <= MAX_PROFILE && profile.get(16..20) == Some(b"RGB ".as_slice())
}

fn webp(decoded: &Decoded, was: usize) -> ImageResult<Encoded> {
    let (pixels, profile) = (&decoded.pixels, &decoded.profile);
    if pixels.width().max(pixels.height()) > MAX_WEBP_SIDE {
        return png(pixels, profile);
    }
    let mut bytes = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut bytes);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile.clone()).ok();
    }
    pixels.write_with_encoder(encoder)?;
    // The encoder is lossless only: a lossy photograph would become several times as large.
    if !pixels.color().has_alpha() && bytes.len() > was * 2 {
        return jpeg(pixels, ORIGINAL_QUALITY, profile);
    }
    Ok(Encoded { bytes, extension: "webp", content_type: "image/webp" })
}

/// An opaque picture as JPEG.
pub(super) fn jpeg(pixels: &DynamicImage, quality: u8, profile: &Option<Vec<u8>>) -> ImageResult<Encoded> {
    let size = (pixels.width(), pixels.height());
    let profile = profile.as_deref();
    let bytes = match pixels {
        DynamicImage::ImageLuma8(grey) => encode(grey.as_raw(), size, Pixels::Grey, quality, profile)?,
        DynamicImage::ImageRgb8(rgb) => encode(rgb.as_raw(), size, Pixels::Rgb, quality, profile)?,
        other => encode(other.to_rgb8().as_raw(), size, Pixels::Rgb, quality, profile)?,
    };
    Ok(Encoded { bytes, extension: "jpg", content_type: "image/jpeg" })
}

/// A picture without loss, with or without transparency, as PNG.
pub(super) fn png(pixels: &DynamicImage, profile: &Option<Vec<u8>>) -> ImageResult<Encoded> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile.clone()).ok();
    }
    pixels.write_with_encoder(encoder)?;
    Ok(Encoded { bytes, extension: "png", content_type: "image/png" })
}
