//! `GET /media/{key}`.

use actix_web::http::{StatusCode, header};
use actix_web::{App, test, web};
use image::ImageFormat;
use storefront::media::{intake, pages};
use storefront::urls;

use super::{encoded, picture};
use crate::support::TestApp;

macro_rules! get {
    ($t:expr, $uri:expr $(, $header:expr)?) => {{
        let service = test::init_service(
            App::new()
                .app_data(web::Data::new($t.app.clone()))
                .route("/media/{key:.*}", web::get().to(pages::media_file)),
        )
        .await;
        let request = test::TestRequest::get().uri($uri)$(.insert_header($header))?;
        test::call_service(&service, request.to_request()).await
    }};
}

#[actix_web::test]
async fn a_stored_file_is_served_for_ever_and_runs_nothing() {
    let t = TestApp::start();
    let stored = intake::store(&t.app.media, &encoded(&picture(30, 20), ImageFormat::Png), "").unwrap();
    let response = get!(t, &urls::media(&stored.storage_key));
    assert_eq!(response.status(), StatusCode::OK);
    let value = |name: header::HeaderName| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(value(header::CONTENT_TYPE), "image/png");
    assert_eq!(value(header::CACHE_CONTROL), "public, max-age=31536000, immutable");
    assert_eq!(value(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(value(header::CONTENT_SECURITY_POLICY), "default-src 'none'; sandbox");
    let tag = value(header::ETAG);
    let body = test::read_body(response).await;
    assert_eq!(body, t.app.media.get(&stored.storage_key).unwrap());

    let again = get!(t, &urls::media(&stored.storage_key), (header::IF_NONE_MATCH, tag));
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

#[actix_web::test]
async fn a_missing_file_shows_a_placeholder() {
    let t = TestApp::start();
    std::fs::create_dir_all(t.app.config.var.join("media/ab")).unwrap();
    std::fs::write(t.app.config.var.join("secret.key"), "secret").unwrap();
    std::fs::write(t.app.config.var.join("media/ab/page.html"), "<script>").unwrap();
    for key in [
        "ab/0123456789abcdef0123456789abcdef.jpg",
        "ab/page.html",
        "../secret.key",
        "%2e%2e/secret.key",
        "..%2fsecret.key",
        "ab",
        "",
    ] {
        let response = get!(t, &format!("/media/{key}"));
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{key}");
        assert_eq!(response.headers().get(header::CONTENT_TYPE).unwrap(), "image/svg+xml");
        assert_eq!(response.headers().get(header::CACHE_CONTROL).unwrap(), "no-store");
        let body = test::read_body(response).await;
        assert!(body.starts_with(b"<svg"), "{key}");
    }
}
