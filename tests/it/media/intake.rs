//! What is taken as a picture, and what is left of it.

use image::{GenericImageView, ImageFormat};
use storefront::media::intake::{IntakeError, store};

use super::{encoded, half_transparent, picture};
use crate::support::TestApp;

const SECRET: &[u8] = b"GPS 48.85N 2.35E";

/// `jpeg` with an EXIF block: turned by a quarter, and a secret.
fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(SECRET);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

/// A PNG whose header claims a size that its data does not have.
pub fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = encoded(&picture(4, 4), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&png[12..29]);
    png[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    png
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_stored_photograph_has_no_metadata_and_stands_upright() {
    let t = TestApp::start();
    let sent = with_exif(&encoded(&picture(60, 40), ImageFormat::Jpeg));
    assert!(contains(&sent, SECRET));
    let stored = store(&t.app.media, &sent, "A view").unwrap();
    assert_eq!((stored.width, stored.height), (40, 60), "a quarter turn swaps the sides");
    assert_eq!(stored.content_type, "image/jpeg");
    let kept = t.app.media.get(&stored.storage_key).unwrap();
    assert!(!contains(&kept, SECRET) && !contains(&kept, b"Exif"));
    assert_eq!(i64::try_from(kept.len()).unwrap(), stored.byte_size);
}

#[test]
fn bytes_behind_a_picture_are_not_kept() {
    let t = TestApp::start();
    let mut sent = encoded(&picture(30, 30), ImageFormat::Png);
    sent.extend_from_slice(b"<script>alert(1)</script>");
    let stored = store(&t.app.media, &sent, "").unwrap();
    assert!(!contains(&t.app.media.get(&stored.storage_key).unwrap(), b"<script>"));
}

#[test]
fn every_accepted_format_is_stored_as_one_that_browsers_show() {
    let t = TestApp::start();
    for (format, expected) in [
        (ImageFormat::Jpeg, "jpg"),
        (ImageFormat::Png, "png"),
        (ImageFormat::WebP, "webp"),
        (ImageFormat::Gif, "png"),
    ] {
        let stored = store(&t.app.media, &encoded(&picture(50, 30), format), "").unwrap();
        assert!(stored.storage_key.ends_with(expected), "{format:?}: {}", stored.storage_key);
        assert_eq!((stored.width, stored.height), (50, 30));
    }
}

#[test]
fn transparency_survives() {
    let t = TestApp::start();
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let stored = store(&t.app.media, &encoded(&half_transparent(40, 40), format), "").unwrap();
        let kept = image::load_from_memory(&t.app.media.get(&stored.storage_key).unwrap()).unwrap();
        assert_eq!((kept.get_pixel(1, 1).0[3], kept.get_pixel(39, 1).0[3]), (0, 255), "{format:?}");
    }
}

#[test]
fn the_same_picture_is_stored_once() {
    let t = TestApp::start();
    let sent = encoded(&picture(30, 20), ImageFormat::Png);
    let first = store(&t.app.media, &sent, "One").unwrap();
    let second = store(&t.app.media, &sent, "Two").unwrap();
    assert_eq!(first.storage_key, second.storage_key);
}

#[test]
fn disguised_files_are_refused() {
    let t = TestApp::start();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for bytes in [
        &svg[..],
        b"<!doctype html><html></html>",
        b"%PDF-1.7 ...",
        b"MZ\x90\0",
        b"BM\x3a\0\0\0\0\0\0\0",
        b"",
    ] {
        let outcome = store(&t.app.media, bytes, "");
        assert!(matches!(outcome, Err(IntakeError::NotAPicture)), "{outcome:?}");
    }
}

#[test]
fn broken_pictures_are_refused() {
    let t = TestApp::start();
    let png = encoded(&picture(200, 200), ImageFormat::Png);
    let webp = encoded(&picture(200, 200), ImageFormat::WebP);
    for bytes in
        [&png[..png.len() / 2], &webp[..webp.len() / 2], b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a"]
    {
        let outcome = store(&t.app.media, bytes, "");
        assert!(matches!(outcome, Err(IntakeError::Broken(_))), "{outcome:?}");
    }
}

#[test]
fn a_flood_of_pixels_is_refused_before_decoding() {
    let t = TestApp::start();
    for (width, height) in [(100_000, 100_000), (7_100, 7_100), (40_000, 1)] {
        let outcome = store(&t.app.media, &claiming(width, height), "");
        assert!(matches!(outcome, Err(IntakeError::TooManyPixels { .. })), "{outcome:?}");
    }
}

#[test]
fn a_file_of_more_than_20_megabytes_is_refused() {
    let t = TestApp::start();
    let mut sent = encoded(&picture(4, 4), ImageFormat::Png);
    sent.resize(20 * 1024 * 1024 + 1, 0);
    assert!(matches!(store(&t.app.media, &sent, ""), Err(IntakeError::TooLarge)));
}
