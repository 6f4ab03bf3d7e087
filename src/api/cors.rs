//! Which pages of other sites may use the API from a browser: those that the operator names, none
//! otherwise. Cookies never count, so none are let through.

use actix_cors::Cors;
use actix_web::http::header::{self, HeaderName};

use super::request::IDEMPOTENCY_KEY;

/// How long a browser remembers what it may do, in seconds.
const REMEMBERED: usize = 3_600;

/// The rule for these origins, such as `https://app.example.com`.
pub fn rule(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
        .allowed_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            HeaderName::from_static(IDEMPOTENCY_KEY),
        ])
        .expose_headers([header::ETAG, header::LOCATION, header::RETRY_AFTER])
        .max_age(REMEMBERED);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
