//! Static files at their addresses.

use actix_web::test::TestRequest;
use storefront::{assets, urls};

use crate::support::TestApp;

#[actix_web::test]
async fn a_static_file_is_kept_for_ever_under_its_hashed_address() {
    let t = TestApp::start();
    let address = assets::href("css/shop.css");
    let answer = t.get(address).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(answer.header("vary"), "Accept-Encoding");
    assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");

    let tag = answer.header("etag").to_owned();
    let again = t.call(TestRequest::get().uri(address).insert_header(("if-none-match", tag))).await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    assert_eq!(t.call(TestRequest::with_uri(address).method("HEAD".parse().unwrap())).await.status, 200);
}

#[actix_web::test]
async fn each_encoding_has_its_own_bytes_and_tag() {
    let t = TestApp::start();
    for asset in assets::ASSETS {
        let plain = t.get(asset.href).await;
        for (encoding, suffix) in [("br", "-br\""), ("gzip", "-gz\"")] {
            let request = TestRequest::get().uri(asset.href).insert_header(("accept-encoding", encoding));
            let packed = t.call(request).await;
            match packed.header("content-encoding") {
                "" => assert_eq!(packed.header("etag"), plain.header("etag")),
                sent => {
                    assert_eq!(sent, encoding);
                    assert!(packed.header("etag").ends_with(suffix));
                    assert!(packed.bytes.len() < plain.bytes.len());
                }
            }
        }
    }
}

#[actix_web::test]
async fn what_is_no_static_file_is_not_found() {
    let t = TestApp::start();
    for path in [
        "/static/missing",
        "/static/css/shop.css",
        "/static/css/shop.000000000000.css",
        "/static/../Cargo.toml",
        "/static/..%2fCargo.toml",
        "/static/%00",
        "/static/accent-zzzzzz.css",
    ] {
        assert_eq!(t.get(path).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn the_accent_sheet_sets_three_properties() {
    let t = TestApp::start();
    let answer = t.get(&urls::accent("#2F6F5E")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body(), ":root{--accent-lightness:0.4947;--accent-chroma:0.0715;--accent-hue:173.3}\n");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
}
