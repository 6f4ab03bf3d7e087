//! What visitors see when a request was not served: pages in the shop's look.

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use actix_web::{HttpResponse, ResponseError, web};
use askama::Template;
use serde_json::json;

use crate::api::error::ApiError;
use crate::app::App;
use crate::assets;
use crate::platform::telemetry::RequestId;
use crate::platform::web::error::AppError;
use crate::platform::web::page::RenderedPage;
use crate::shell::{Frame, Link, Shell, Visitor};
use crate::shopfront::views::Head;
use crate::urls;

/// Addresses that machines ask for: a bare status says enough.
const BARE: &[&str] = &["/static/", "/media/", "/healthz", "/readyz", "/metrics"];

/// What programs ask is answered with JSON, whatever it was.
const API: &str = "/api/";

/// A problem in words; needs no database.
#[derive(Template)]
#[template(path = "errors/problem.html")]
struct ProblemPage<'a> {
    title: &'a str,
    message: &'a str,
    request_id: &'a str,
    stylesheet: &'static str,
}

/// Something that is not there, with ways on.
#[derive(Template)]
#[template(path = "errors/not_found.html")]
struct NotFoundPage {
    shell: Shell,
    head: Head,
    what: &'static str,
    ways_on: Vec<Link>,
}

/// Turns a bare refusal into a page; answers that bring a body of their own stay.
pub async fn fill(response: ServiceResponse<BoxBody>, id: &RequestId) -> ServiceResponse<BoxBody> {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || !is_bare(&response) {
        return response;
    }
    if response.request().path().starts_with(API) {
        return as_json(response, id);
    }
    if BARE.iter().any(|folder| response.request().path().starts_with(folder)) {
        return response.map_body(|_, _| BoxBody::new(""));
    }
    if let Some(AppError::SignInRequired) = error_of(&response) {
        return to_sign_in(response);
    }
    let html = match error_of(&response) {
        Some(AppError::NotFound(what)) => not_found(&response, what).await,
        Some(AppError::Conflict(message) | AppError::BadRequest(message)) => problem(status, message, ""),
        _ if status == StatusCode::NOT_FOUND => not_found(&response, "page").await,
        _ if status.is_server_error() => problem(status, message(status), id.as_str()),
        _ => problem(status, message(status), ""),
    };
    with_page(response, html)
}

/// A refusal of the door, an address that is none, or an error of a handler, in the shape of the API.
fn as_json(response: ServiceResponse<BoxBody>, id: &RequestId) -> ServiceResponse<BoxBody> {
    let status = response.status();
    if status.is_server_error() {
        let body = json!({"detail": "A server error occurred.", "request_id": id.as_str()});
        return response.into_response(HttpResponse::build(status).json(body));
    }
    let error = response.response().error();
    if error.is_some_and(|error| error.as_error::<ApiError>().is_some()) {
        return response;
    }
    let error = match error.and_then(|error| error.as_error::<AppError>()) {
        Some(AppError::Conflict(message) | AppError::BadRequest(message)) => {
            ApiError::Detail(status, message.clone())
        }
        Some(AppError::Forbidden) => ApiError::forbidden(),
        _ if status == StatusCode::NOT_FOUND => ApiError::not_found(),
        _ => ApiError::Detail(status, message(status).to_owned()),
    };
    response.into_response(error.error_response())
}

fn error_of(response: &ServiceResponse<BoxBody>) -> Option<&AppError> {
    response.response().error()?.as_error::<AppError>()
}

/// The way to the sign-in form, and from there back to the page that was asked for.
fn to_sign_in(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let asked = response.request();
    let back = match asked.method().is_safe() {
        true => asked.uri().path_and_query().map_or(asked.path(), |address| address.as_str()),
        // What was sent cannot be sent again from there.
        false => urls::account(),
    };
    let answer = HttpResponse::SeeOther().insert_header((LOCATION, urls::login(back))).finish();
    response.into_response(answer)
}

/// The page for a request that broke in the middle.
pub fn broken(id: &RequestId) -> HttpResponse {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(("cache-control", "private, no-cache"))
        .body(problem(status, message(status), id.as_str()))
}

/// "Not found" in the shop's look, with ways on; without them while the database cannot be read.
async fn not_found(response: &ServiceResponse<BoxBody>, what: &'static str) -> String {
    match not_found_page(response, what).await {
        Some(html) => html,
        None => {
            render(&format!("We could not find this {what}"), "It may have moved or sold its last piece.", "")
        }
    }
}

async fn not_found_page(response: &ServiceResponse<BoxBody>, what: &'static str) -> Option<String> {
    let app: App = response.request().app_data::<web::Data<App>>()?.get_ref().clone();
    let config = app.config.clone();
    let visitor = Visitor::of(response.request());
    let frame = app.db.read(move |conn| Ok(Frame::load(conn, &config, &visitor)?)).await.ok()?;
    let mut ways_on = vec![
        Link { title: "All products".to_owned(), href: urls::products().to_owned() },
        Link { title: "Collections".to_owned(), href: urls::collections().to_owned() },
    ];
    ways_on.extend(frame.shell.navigation.iter().take(4).cloned());
    let head = Head {
        title: frame.title(&format!("We could not find this {what}")),
        no_index: true,
        kind: "website",
        ..Head::default()
    };
    NotFoundPage { head, shell: frame.shell, what, ways_on }.render().ok()
}

fn problem(status: StatusCode, message: &str, request_id: &str) -> String {
    render(title(status), message, request_id)
}

fn render(title: &str, message: &str, request_id: &str) -> String {
    let page = ProblemPage { title, message, request_id, stylesheet: assets::href("css/shop.css") };
    page.render().unwrap_or_else(|_| title.to_owned())
}

/// Extractors answer with their own text, which speaks to programmers; it does not count as a body.
fn is_bare(response: &ServiceResponse<BoxBody>) -> bool {
    response.response().error().is_some()
        || matches!(response.response().body().size(), BodySize::None | BodySize::Sized(0))
}

fn with_page(response: ServiceResponse<BoxBody>, html: String) -> ServiceResponse<BoxBody> {
    let Ok(mut page) = RenderedPage::new(html).answer(response.request(), response.status()) else {
        return response;
    };
    for (name, value) in response.headers() {
        if name != CONTENT_TYPE && name != CONTENT_LENGTH && !page.headers().contains_key(name) {
            page.headers_mut().append(name.clone(), value.clone());
        }
    }
    response.into_response(page)
}

fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "We could not read this request",
        StatusCode::FORBIDDEN => "This is not allowed",
        StatusCode::NOT_FOUND => "We could not find this page",
        StatusCode::METHOD_NOT_ALLOWED => "This page cannot be used that way",
        StatusCode::CONFLICT => "This is not possible any more",
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::URI_TOO_LONG => "This is too large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "This kind of data is not accepted here",
        StatusCode::TOO_MANY_REQUESTS => "Too many requests",
        StatusCode::SERVICE_UNAVAILABLE => "The shop is not available right now",
        other if other.is_server_error() => "Something went wrong on our side",
        _ => "This did not work",
    }
}

fn message(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "Part of the address or of what was sent is not as it should be.",
        StatusCode::FORBIDDEN => {
            "The request seems to come from another site, or you may not do this. Open the page in this shop and try again."
        }
        StatusCode::METHOD_NOT_ALLOWED => "Open the page from the shop and try again.",
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::URI_TOO_LONG => "Please send less at once.",
        StatusCode::TOO_MANY_REQUESTS => "Please wait a moment and try again.",
        other if other.is_server_error() => "It is not your fault. Please try again in a moment.",
        _ => "Please go back and try again.",
    }
}
