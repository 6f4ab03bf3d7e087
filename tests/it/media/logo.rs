//! The picture that stands for the shop.

use image::ImageFormat;
use storefront::media::{files, intake};
use storefront::platform::settings;

use super::{encoded, picture};
use crate::support::web::{attributes, texts};
use crate::support::{TestApp, noon};

#[actix_web::test]
async fn a_logo_stands_in_the_header_in_the_place_of_the_name() {
    let t = TestApp::start();
    let stored = intake::store(&t.app.media, &encoded(&picture(300, 100), ImageFormat::Png), "").unwrap();
    let home = t.get("/").await;
    assert_eq!(texts(&home, ".site-header__name"), ["Storefront"]);
    let waiting = t.seed(|conn| {
        let waiting = files::insert_remote(conn, "http://127.0.0.1/x.jpg", "Later", noon())?;
        settings::save(conn, "logo", &waiting.to_string(), noon())?;
        Ok(waiting)
    });
    assert_eq!(texts(&t.get("/").await, ".site-header__name"), ["Storefront"], "{waiting} has not arrived");
    t.seed(|conn| {
        let logo = files::insert_stored(conn, &stored, noon())?;
        Ok(settings::save(conn, "logo", &logo.to_string(), noon())?)
    });
    let home = t.get("/").await;
    let logo = |name| attributes(&home, ".site-header__name img", name);
    assert_eq!(logo("src"), [format!("/media/{}", stored.storage_key)]);
    assert_eq!((logo("alt"), logo("width")), (vec!["Storefront".into()], vec!["300".into()]));
}
