//! The smaller copies of a picture.

use image::{GenericImageView, ImageFormat};
use storefront::media::{files, intake, queries};

use super::{encoded, half_transparent, picture, run_jobs};
use crate::support::{TestApp, noon};

#[test]
fn sizes_below_the_original_are_made_once() {
    let t = TestApp::start();
    let stored = intake::store(&t.app.media, &encoded(&picture(700, 350), ImageFormat::Jpeg), "").unwrap();
    let id = t.seed(|conn| Ok(files::insert_stored(conn, &stored, noon())?));
    assert_eq!(run_jobs(&t), Vec::<String>::new());
    let made = t.look(|conn| Ok(queries::list_sizes(conn, &[id])?));
    let shapes: Vec<(i32, i32)> = made.iter().map(|size| (size.width, size.height)).collect();
    assert_eq!(shapes, [(160, 80), (320, 160), (480, 240), (640, 320)]);
    for size in &made {
        let file = image::load_from_memory(&t.app.media.get(&size.storage_key).unwrap()).unwrap();
        assert_eq!(file.dimensions(), (size.width as u32, size.height as u32));
        assert!(size.storage_key.ends_with(".jpg"));
    }

    storefront::media::sizes::make(&t.app, id).unwrap();
    assert_eq!(t.look(|conn| Ok(queries::list_sizes(conn, &[id])?)), made);
}

#[test]
fn sizes_of_a_transparent_picture_stay_transparent() {
    let t = TestApp::start();
    let sent = encoded(&half_transparent(400, 400), ImageFormat::Png);
    let stored = intake::store(&t.app.media, &sent, "").unwrap();
    let id = t.seed(|conn| Ok(files::insert_stored(conn, &stored, noon())?));
    run_jobs(&t);
    let made = t.look(|conn| Ok(queries::list_sizes(conn, &[id])?));
    let small = image::load_from_memory(&t.app.media.get(&made[0].storage_key).unwrap()).unwrap();
    assert_eq!((small.get_pixel(2, 2).0[3], small.get_pixel(150, 2).0[3]), (0, 255));
}

#[test]
fn two_files_may_show_the_same_picture() {
    let t = TestApp::start();
    let stored = intake::store(&t.app.media, &encoded(&picture(200, 100), ImageFormat::Png), "").unwrap();
    let ids = t.seed(|conn| {
        Ok([files::insert_stored(conn, &stored, noon())?, files::insert_stored(conn, &stored, noon())?])
    });
    assert_eq!(run_jobs(&t), Vec::<String>::new());
    assert_eq!(t.look(|conn| Ok(queries::list_sizes(conn, &ids)?)).len(), 2);
}
