//! Refused and failed requests as visitors see them.

use actix_web::test::TestRequest;
use actix_web::{HttpResponse, web};
use storefront::platform::web::error::{AppError, PageResult};

use crate::support::TestApp;
use crate::support::web::Answer;

fn broken_pages(urls: &mut web::ServiceConfig) {
    async fn panics() -> HttpResponse {
        panic!("the secret inside")
    }
    async fn fails() -> PageResult {
        Err(AppError::internal("the secret inside"))
    }
    async fn conflicts() -> PageResult {
        Err(AppError::Conflict("It was sold <just now>.".to_owned()))
    }
    async fn takes_a_form(_form: web::Form<Vec<(String, String)>>) -> HttpResponse {
        HttpResponse::Ok().finish()
    }
    async fn panics_in_the_database(app: web::Data<storefront::app::App>) -> PageResult {
        app.db.read(|_| -> Result<(), AppError> { panic!("the secret inside") }).await?;
        Ok(HttpResponse::Ok().finish())
    }
    urls.route("/t/panic/", web::get().to(panics))
        .route("/t/failure/", web::get().to(fails))
        .route("/t/conflict/", web::get().to(conflicts))
        .route("/t/database-panic/", web::get().to(panics_in_the_database))
        .service(web::resource("/t/form/").route(web::post().to(takes_a_form)));
}

async fn get(t: &TestApp, path: &str) -> Answer {
    t.call_with(TestRequest::get().uri(path), broken_pages).await
}

#[actix_web::test]
async fn a_handler_that_fails_or_panics_gives_a_page_with_a_request_id_and_no_reason() {
    let t = TestApp::start();
    for path in ["/t/panic/", "/t/failure/", "/t/database-panic/"] {
        let answer = get(&t, path).await;
        assert_eq!(answer.status, 500, "{path}");
        let id = answer.header("x-request-id");
        assert!(id.len() == 16 && answer.body().contains(id), "{path}: {}", answer.body());
        assert!(!answer.body().contains("secret"), "{path}");
        assert!(answer.header("content-security-policy").contains("'self'"), "{path}");
        assert!(answer.header("content-type").starts_with("text/html"), "{path}");
    }
    assert_eq!(get(&t, "/t/conflict/").await.status, 409, "the shop goes on");
}

#[actix_web::test]
async fn the_message_of_a_conflict_is_shown_and_escaped() {
    let answer = get(&TestApp::start(), "/t/conflict/").await;
    assert!(answer.body().contains("It was sold &#60;just now&#62;."), "{}", answer.body());
}

#[actix_web::test]
async fn an_unknown_address_is_a_page_that_says_so() {
    let t = TestApp::start();
    for path in ["/nothing-here/", "/products/%FF/", "/%00", "/a//b/", "/%e0%80%80/", "/..%2f..%2fetc/passwd"]
    {
        let answer = t.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body().contains("could not find this page"), "{path}");
        assert_eq!(answer.header("cache-control"), "private, no-cache", "{path}");
    }
    assert_eq!(t.get("/static/nothing.css").await.body(), "", "a style sheet needs no page");
}

#[actix_web::test]
async fn a_wrong_method_is_told_which_are_right() {
    let t = TestApp::start();
    let answer = t.post("/speculation-rules.json", &[]).await;
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"));
    assert!(answer.body().contains("cannot be used that way"));
}

#[actix_web::test]
async fn a_form_that_is_too_large_or_no_form_is_refused_with_a_page() {
    let t = TestApp::start();
    let post = || TestRequest::post().uri("/t/form/");
    let large = post().set_form([("text", "x".repeat(70_000))]);
    let answer = t.call_with(large, broken_pages).await;
    assert_eq!(answer.status, 413);
    assert!(answer.body().contains("too large"));
    let binary =
        post().insert_header(("content-type", "application/x-www-form-urlencoded")).set_payload("%ff=%");
    assert!(t.call_with(binary, broken_pages).await.status < 500);
    let json = post().set_json("x");
    let answer = t.call_with(json, broken_pages).await;
    assert!((400..500).contains(&answer.status));
    assert!(answer.body().contains("<html"), "{}", answer.body());
}
