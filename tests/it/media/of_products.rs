//! The pictures of products, as lists and pages read them.

use diesel::prelude::*;
use image::ImageFormat;
use storefront::catalog::products;
use storefront::media::models::MediaState;
use storefront::media::{files, intake, queries};
use storefront::platform::web::error::AppError;
use storefront::schema::media_files;

use super::{encoded, picture, run_jobs};
use crate::support::builders::product;
use crate::support::{TestApp, noon};

#[test]
fn pictures_come_in_order_with_every_size() {
    let t = TestApp::start();
    let stored =
        intake::store(&t.app.media, &encoded(&picture(400, 500), ImageFormat::Jpeg), "A mug").unwrap();
    let (mug, bowl) = t.seed(|conn| {
        let (mug, bowl) = (product("Mug").insert(conn)?, product("Bowl").insert(conn)?);
        let waiting = files::insert_remote(conn, "http://127.0.0.1/x.jpg", "Later", noon())?;
        let ready = files::insert_stored(conn, &stored, noon())?;
        products::add_image(conn, mug, waiting, 1)?;
        products::add_image(conn, mug, ready, 0)?;
        Ok((mug, bowl))
    });
    let views = t.look(|conn| Ok(queries::list_of_products(conn, &[mug, bowl])?));
    assert!(!views.contains_key(&bowl));
    let alts: Vec<&str> = views[&mug].iter().map(|picture| picture.file.alt.as_str()).collect();
    assert_eq!(alts, ["A mug", "Later"]);
    let first = views[&mug][0].view().unwrap();
    assert_eq!((first.srcset.as_str(), first.width, first.height), ("", 400, 500));
    assert!(views[&mug][1].view().is_none(), "what has not arrived is no picture");

    run_jobs(&t);
    let main = t.look(|conn| Ok(queries::main_of_products(conn, &[mug, bowl])?));
    let view = main[&mug].view().unwrap();
    let widths: Vec<&str> = view.srcset.split(", ").map(|choice| choice.split(' ').nth(1).unwrap()).collect();
    assert_eq!(widths, ["160w", "320w", "400w"]);
    assert_eq!(view.src, format!("/media/{}", stored.storage_key));
    assert_eq!(view.alt, "A mug");
}

#[test]
fn a_failed_picture_gives_way_to_the_next() {
    let t = TestApp::start();
    let stored = intake::store(&t.app.media, &encoded(&picture(20, 20), ImageFormat::Png), "Second").unwrap();
    let mug = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        let broken: i64 = diesel::insert_into(media_files::table)
            .values((media_files::state.eq(MediaState::Failed), media_files::created_at.eq(noon())))
            .returning(media_files::id)
            .get_result(conn)?;
        products::add_image(conn, mug, broken, 0)?;
        let second = files::insert_stored(conn, &stored, noon())?;
        products::add_image(conn, mug, second, 1)?;
        Ok(mug)
    });
    run_jobs(&t);
    let main = t.look(|conn| Ok(queries::main_of_products(conn, &[mug])?));
    assert_eq!(main[&mug].file.alt, "Second");
}

#[actix_web::test]
async fn any_number_of_products_takes_two_statements() {
    let t = TestApp::start();
    let ids: Vec<i64> = t.seed(|conn| {
        (0..20).map(|n| Ok(product(&format!("Mug {n}")).insert(conn)?)).collect::<Result<_, AppError>>()
    });
    let read = t.app.db.read(move |conn| {
        queries::list_of_products(conn, &ids)?;
        Ok(queries::main_of_products(conn, &ids)?)
    });
    let (outcome, statements) = storefront::platform::db::record(read).await;
    assert!(outcome.unwrap().is_empty());
    let selects = statements.iter().filter(|statement| statement.sql.contains("SELECT")).count();
    assert_eq!(selects, 4, "{statements:#?}");
}
