//! How pages are sent.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use actix_web::{HttpRequest, web};
use askama::Template;
use flate2::read::GzDecoder;
use std::io::Read;
use storefront::platform::web::error::PageResult;
use storefront::platform::web::page::{page, unprocessable};
use storefront::routes;

use crate::support::TestApp;

#[derive(Template)]
#[template(source = "<p>{{ text }}</p>", ext = "html")]
struct Page {
    text: String,
}

fn pages(urls: &mut web::ServiceConfig) {
    async fn long(req: HttpRequest) -> PageResult {
        page(&req, &Page { text: "long ".repeat(1_000) })
    }
    async fn short(req: HttpRequest) -> PageResult {
        page(&req, &Page { text: "short".to_owned() })
    }
    async fn wrong(req: HttpRequest) -> PageResult {
        unprocessable(&req, &Page { text: "typed".to_owned() })
    }
    urls.service(web::resource("/t/long/").route(routes::get().to(long)))
        .service(web::resource("/t/short/").route(routes::get().to(short)))
        .service(web::resource("/t/wrong/").route(web::post().to(wrong)));
}

#[actix_web::test]
async fn a_page_is_compressed_for_those_who_take_it_and_worth_it() {
    let t = TestApp::start();
    let gzip = ("accept-encoding", "gzip, br");
    let plain = t.call_with(TestRequest::get().uri("/t/long/"), pages).await;
    let packed = t.call_with(TestRequest::get().uri("/t/long/").insert_header(gzip), pages).await;
    let short = t.call_with(TestRequest::get().uri("/t/short/").insert_header(gzip), pages).await;

    assert_eq!((plain.header("content-encoding"), short.header("content-encoding")), ("", ""));
    assert_eq!(packed.header("content-encoding"), "gzip");
    let mut html = String::new();
    GzDecoder::new(&packed.bytes[..]).read_to_string(&mut html).unwrap();
    assert_eq!(html, plain.body());
    assert_ne!(packed.header("etag"), plain.header("etag"));
    assert_eq!(plain.header("vary"), "Accept-Encoding, Cookie");
    assert_eq!(plain.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(plain.header("cache-control"), "private, no-cache");
    assert_eq!(plain.header("speculation-rules"), "\"/speculation-rules.json\"");
}

#[actix_web::test]
async fn a_page_that_the_visitor_has_is_not_sent_again() {
    let t = TestApp::start();
    let first = t.call_with(TestRequest::get().uri("/t/long/"), pages).await;
    let tag = first.header("etag");
    for (given, status) in [
        (tag.to_owned(), 304),
        (format!("\"x\", W/{tag}"), 304),
        ("*".to_owned(), 304),
        ("\"x\"".to_owned(), 200),
    ] {
        let request = TestRequest::get().uri("/t/long/").insert_header(("if-none-match", given.clone()));
        let answer = t.call_with(request, pages).await;
        assert_eq!((answer.status, answer.bytes.is_empty()), (status, status == 304), "{given}");
        assert_eq!(answer.header("etag"), tag);
        assert_eq!(answer.header("vary"), "Accept-Encoding, Cookie");
    }
}

#[actix_web::test]
async fn a_form_with_errors_is_422_and_has_no_tag() {
    let t = TestApp::start();
    let answer = t.call_with(TestRequest::post().uri("/t/wrong/"), pages).await;
    assert_eq!((answer.status, answer.header("etag")), (422, ""));
    assert_eq!(answer.body(), "<p>typed</p>");
}

#[actix_web::test]
async fn every_page_can_be_asked_about_with_head() {
    let t = TestApp::start();
    let answer = t.call_with(TestRequest::with_uri("/t/short/").method(Method::HEAD), pages).await;
    assert_eq!(answer.status, 200);
}
