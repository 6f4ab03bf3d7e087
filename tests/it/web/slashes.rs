//! Pages end in a slash.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use actix_web::{HttpResponse, web};

use crate::support::TestApp;

fn pages(urls: &mut web::ServiceConfig) {
    async fn shown() -> HttpResponse {
        HttpResponse::Ok().finish()
    }
    urls.route("/t/products/{slug}/", web::get().to(shown)).route("/t/notes.txt/", web::get().to(shown));
}

#[actix_web::test]
async fn an_address_without_its_slash_leads_to_the_page() {
    let t = TestApp::start();
    for (method, path, status, to) in [
        ("GET", "/t/products/mug", 301, "/t/products/mug/"),
        ("HEAD", "/t/products/mug?sort=-price&q=%20", 301, "/t/products/mug/?sort=-price&q=%20"),
        ("POST", "/t/products/mug", 308, "/t/products/mug/"),
        ("GET", "/t/products/caf%C3%A9", 301, "/t/products/caf%C3%A9/"),
        ("GET", "/t/products", 404, ""),
        ("GET", "/t/notes.txt", 404, ""),
        ("GET", "//t/products/mug", 404, ""),
        ("GET", "/healthz/", 404, ""),
        ("GET", "/static", 404, ""),
    ] {
        let method: Method = method.parse().unwrap();
        let answer = t.call_with(TestRequest::with_uri(path).method(method.clone()), pages).await;
        assert_eq!((answer.status, answer.header("location")), (status, to), "{method} {path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}
