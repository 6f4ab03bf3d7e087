//! Pages end in a slash; an address without it leads there.

use actix_web::dev::ServiceResponse;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse};

/// The way to the page that `req` asked for without its slash, if there is such a page.
///
/// GET and HEAD get 301, others 308, which keeps method and body. Asked only after no address
/// matched, so that served pages pay nothing for it.
pub fn redirect(req: &HttpRequest) -> Option<HttpResponse> {
    let path = req.path();
    let last = path.rsplit('/').next().unwrap_or_default();
    // "//host/x" would lead to another site.
    if last.is_empty() || last.contains('.') || path.starts_with("//") || path.contains('\\') {
        return None;
    }
    let page = format!("{path}/");
    if !req.resource_map().has_resource(&page) {
        return None;
    }
    let to = match req.query_string() {
        "" => format!("{}/", req.uri().path()),
        query => format!("{}/?{query}", req.uri().path()),
    };
    let mut response = match req.method().is_safe() {
        true => HttpResponse::MovedPermanently(),
        false => HttpResponse::PermanentRedirect(),
    };
    Some(response.insert_header((LOCATION, to)).finish())
}

/// Whether no address of the table matched.
pub fn is_unmatched<B>(response: &ServiceResponse<B>) -> bool {
    response.request().match_pattern().is_none()
}
