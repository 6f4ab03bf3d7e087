//! Pictures that are uploaded with a form.

use actix_web::test::TestRequest;
use diesel::prelude::*;
use image::ImageFormat;
use storefront::catalog::image_editing::list_images;
use storefront::schema::media_files;

use super::people::{root, staff_with};
use super::sheet::Sheet;
use super::toys::shop;
use crate::media::intake::claiming;
use crate::media::{encoded, picture};
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::builders::product;
use crate::support::web::{Answer, texts};

/// A picture of this size.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(&picture(width, height), ImageFormat::Png)
}

/// The body of a form with texts and one file.
pub fn form(texts: &[(String, String)], input: &str, file: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in texts {
        let part = format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--xx\r\nContent-Disposition: form-data; name=\"{input}\"; filename=\"{file}\"\r\n\
         Content-Type: image/png\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--xx--\r\n");
    body
}

/// Sends such a body.
pub async fn send(browser: &Browser<'_>, path: &str, body: Vec<u8>) -> Answer {
    let request = TestRequest::post()
        .uri(path)
        .insert_header(("sec-fetch-site", "same-origin"))
        .insert_header(("content-type", "multipart/form-data; boundary=xx"))
        .set_payload(body);
    browser.send(request).await
}

fn change(id: i64) -> String {
    format!("/admin/catalog/product/{id}/change/")
}

/// The form of a product with one more row for a picture.
async fn with_a_row(browser: &Browser<'_>, id: i64) -> Sheet {
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form");
    let count: usize = sheet.get("images-TOTAL_FORMS").parse().unwrap();
    let more = (count + 1).to_string();
    sheet.set("images-TOTAL_FORMS", &more).and(&format!("images-{count}-position"), "1")
}

async fn upload(browser: &Browser<'_>, id: i64, file: &str, bytes: &[u8]) -> Answer {
    let sheet = with_a_row(browser, id).await;
    send(browser, &change(id), form(&sheet.fields, "images-0-media_id-file", file, bytes)).await
}

fn pictures(t: &TestApp, id: i64) -> usize {
    t.read(|conn| list_images(conn, id)).len()
}

#[actix_web::test]
async fn a_picture_is_stored_with_its_row_and_shown_in_the_form() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let answer = upload(&browser, id, "mug.png", &png(60, 40)).await;
    assert_eq!(answer.status, 303, "{:?}", texts(&answer, ".field__error"));
    let rows = t.read(|conn| list_images(conn, id));
    assert_eq!(rows.len(), 1);
    let page = browser.get(&change(id)).await;
    assert!(page.body().contains("enctype=\"multipart/form-data\""));
    let sheet = Sheet::of(&page, "form");
    assert_eq!(sheet.get("images-0-media_id"), rows[0].1.media_id.to_string());
    // Saved again without a new file, it stays.
    let body = form(&sheet.set("title", "Cup").fields, "images-0-media_id-file", "", b"");
    assert_eq!(send(&browser, &change(id), body).await.status, 303);
    assert_eq!(t.read(|conn| list_images(conn, id)), rows);
}

#[actix_web::test]
async fn an_uploaded_picture_is_kept_while_other_errors_are_mended() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let sheet = with_a_row(&browser, id).await.set("title", "");
    let body = form(&sheet.fields, "images-0-media_id-file", "mug.png", &png(60, 40));
    let answer = send(&browser, &change(id), body).await;
    assert_eq!((answer.status, pictures(&t, id)), (422, 0));
    let again = Sheet::of(&answer, "form").set("title", "Mug");
    assert!(!again.get("images-0-media_id").is_empty());
    assert_eq!(again.press(&browser, "_save").await.status, 303);
    assert_eq!(pictures(&t, id), 1);
}

#[actix_web::test]
async fn what_is_no_picture_is_refused_at_its_field() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let big = vec![0; 21 * 1024 * 1024];
    let bomb = claiming(60_000, 60_000);
    for (file, bytes) in [
        ("script.png", &b"<script>alert(1)</script>"[..]),
        ("picture.svg", svg),
        ("program.exe", b"MZ\x90\x00"),
        ("empty.png", b""),
        ("bomb.png", &bomb),
        ("big.png", &big),
        ("cut.png", &png(60, 40)[..60]),
    ] {
        let answer = upload(&browser, id, file, bytes).await;
        assert_eq!(answer.status, 422, "{file}");
        assert!(!texts(&answer, ".field__error, #errors li").is_empty(), "{file}");
        assert_eq!(pictures(&t, id), 0, "{file}");
    }
    let kept: i64 = t.look(|conn| Ok(media_files::table.count().get_result(conn)?));
    assert_eq!(kept, 0);
}

#[actix_web::test]
async fn nobody_s_picture_is_stored_who_may_not_save_the_form() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let (ann, eve) = (root(&t), staff_with(&t, "Eve", &["catalog.view_product"]));
    let sheet = with_a_row(&ann, id).await;
    let body = form(&sheet.fields, "images-0-media_id-file", "mug.png", &png(60, 40));
    assert_eq!(send(&eve, &change(id), body.clone()).await.status, 403);
    assert_eq!(send(&t.browser(), &change(id), body).await.status, 303);
    let kept: i64 = t.look(|conn| Ok(media_files::table.count().get_result(conn)?));
    assert_eq!(kept, 0);
}
