//! One request: its id, its figures, its line in the log.

use std::time::{Duration, Instant};

use actix_web::HttpRequest;
use actix_web::body::MessageBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{HeaderName, HeaderValue};

use super::metrics::Metrics;
use crate::platform::clock::Time;
use crate::platform::failures::{FailedRequest, FailedRequests};
use crate::platform::web::error::AppError;

/// A request that takes longer is worth a line.
const SLOW: Duration = Duration::from_millis(250);

/// The name of one request, for log lines and for visitors who report a problem.
#[derive(Debug, Clone)]
pub struct RequestId(String);

impl RequestId {
    /// The header that carries it.
    pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

    /// A new one. What a client sends is not taken over: it would be text of a stranger in the log.
    pub fn new() -> RequestId {
        RequestId(format!("{:016x}", rand::random::<u64>()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As the value of [`RequestId::HEADER`].
    pub fn header_value(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static("-"))
    }
}

impl Default for RequestId {
    fn default() -> Self {
        RequestId::new()
    }
}

/// Where a finished request is counted and remembered.
#[derive(Clone, Copy)]
pub struct Books<'a> {
    /// Figures of the process.
    pub metrics: &'a Metrics,
    /// What the operators will be told of.
    pub failures: &'a FailedRequests,
    /// Whether every request gets a line in the log.
    pub log_all: bool,
}

/// Counts a request that was answered, and logs it if it is worth a line.
pub fn finished<B: MessageBody>(
    response: &ServiceResponse<B>,
    id: &RequestId,
    started: Instant,
    now: Time,
    books: Books<'_>,
) {
    let took = started.elapsed();
    let request = response.request();
    let route = request.match_pattern();
    let status = response.status().as_u16();
    books.metrics.count(request.method(), route.clone(), status, took);
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let (method, id) = (request.method().as_str(), id.as_str());
    if status >= 500 {
        let reason = reason(response);
        let path = shown(request, route.as_deref());
        tracing::error!(id, method, path, status, milliseconds, error = reason.as_str(), "request failed");
        // 503 says that something else is away, which its own watch reports.
        if status == 500 {
            books.failures.add(FailedRequest {
                id: id.to_owned(),
                at: now,
                method: method.to_owned(),
                route: route.unwrap_or_else(|| "unknown".to_owned()),
                error: reason,
            });
        }
    } else if books.log_all || took >= SLOW || !request.method().is_safe() {
        let path = shown(request, route.as_deref());
        tracing::info!(id, method, path, status, milliseconds, "request");
    }
}

fn reason<B>(response: &ServiceResponse<B>) -> String {
    let Some(error) = response.response().error() else { return String::new() };
    match error.as_error::<AppError>() {
        Some(AppError::Internal(source) | AppError::Unavailable(source)) => {
            let mut told = source.to_string();
            let mut cause = source.source();
            while let Some(inner) = cause {
                let inner_text = inner.to_string();
                if !told.contains(&inner_text) {
                    told.push_str(": ");
                    told.push_str(&inner_text);
                }
                cause = inner.source();
            }
            told
        }
        _ => error.to_string(),
    }
}

/// The path, or only its pattern when the path holds a secret or is not one of ours.
fn shown<'a>(request: &'a HttpRequest, route: Option<&'a str>) -> &'a str {
    match route {
        None => "unknown",
        Some(pattern) if pattern.contains("{token") => pattern,
        Some(_) => request.path(),
    }
}
