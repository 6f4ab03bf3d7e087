//! Pictures: taken in, fetched, sized, served.

mod fetching;
pub mod intake;
mod logo;
mod of_products;
mod serving;
mod sizes;

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use storefront::platform::queue;
use storefront::platform::web::error::AppError;

use crate::support::{TestApp, noon};

/// An opaque picture with something to see in it.
pub fn picture(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 90])).into()
}

/// A picture that is transparent on its left half.
pub fn half_transparent(width: u32, height: u32) -> DynamicImage {
    RgbaImage::from_fn(width, height, |x, _| Rgba([200, 80, 40, if x < width / 2 { 0 } else { 255 }])).into()
}

pub fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Runs every job that is due and returns the errors of those that failed.
pub fn run_jobs(t: &TestApp) -> Vec<String> {
    let mut errors = Vec::new();
    while let Some(job) = t.seed(|conn| Ok(queue::take(conn, noon())?)) {
        let outcome = storefront::jobs::run(&t.app, &job);
        t.seed(|conn| match &outcome {
            Ok(()) => Ok::<_, AppError>(queue::finish(conn, &job, noon())?),
            Err(error) => Ok(queue::fail(conn, &job, &error.to_string(), noon())?),
        });
        errors.extend(outcome.err().map(|error| error.to_string()));
    }
    errors
}
