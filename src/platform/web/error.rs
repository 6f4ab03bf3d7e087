//! The one error type of handlers, and its status.

use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use crate::platform::db::PoolError;

/// What a handler answers with.
pub type PageResult = Result<HttpResponse, AppError>;

/// Why a request was not served.
#[derive(Debug)]
pub enum AppError {
    /// There is no such thing; the word names what was looked for.
    NotFound(&'static str),
    /// It moved; the address says where to.
    Moved(String),
    /// The state of the data forbids it; the message is for the visitor.
    Conflict(String),
    /// The request itself is wrong; the message is for the visitor.
    BadRequest(String),
    /// Only for people who have signed in; a page leads to the form for that.
    SignInRequired,
    /// The sender may not do this.
    Forbidden,
    /// Too often; may be tried again after so many seconds.
    TooManyRequests(u64),
    /// What the answer depends on is away; may be tried again soon. Logged with its source.
    Unavailable(Box<dyn Error + Send + Sync>),
    /// Our fault. Logged once with its source; the visitor sees only a request id.
    Internal(Box<dyn Error + Send + Sync>),
}

impl AppError {
    /// Something that is away.
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> AppError {
        AppError::Unavailable(source.into())
    }

    /// An impossible or broken thing.
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> AppError {
        AppError::Internal(source.into())
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AppError::NotFound(what) => write!(out, "no such {what}"),
            AppError::Moved(to) => write!(out, "moved to {to}"),
            AppError::Conflict(message) | AppError::BadRequest(message) => out.write_str(message),
            AppError::SignInRequired => out.write_str("not signed in"),
            AppError::Forbidden => out.write_str("not allowed"),
            AppError::TooManyRequests(seconds) => write!(out, "too many requests, wait {seconds} s"),
            AppError::Unavailable(source) | AppError::Internal(source) => write!(out, "{source}"),
        }
    }
}

impl Error for AppError {}

impl From<diesel::result::Error> for AppError {
    /// A text with U+0000 in it is refused by PostgreSQL: that is the sender's fault, not ours.
    fn from(error: diesel::result::Error) -> Self {
        match &error {
            // The words around the code depend on the server's language.
            diesel::result::Error::DatabaseError(_, told) if told.message().ends_with(": 0x00") => {
                AppError::BadRequest("A character was sent that cannot be stored.".to_owned())
            }
            _ => AppError::internal(error),
        }
    }
}

impl From<PoolError> for AppError {
    fn from(error: PoolError) -> Self {
        AppError::internal(error)
    }
}

impl From<askama::Error> for AppError {
    fn from(error: askama::Error) -> Self {
        AppError::internal(error)
    }
}

impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        match self {
            AppError::NotFound(_) => StatusCode::NOT_FOUND,
            AppError::Moved(_) => StatusCode::MOVED_PERMANENTLY,
            AppError::Conflict(_) => StatusCode::CONFLICT,
            AppError::BadRequest(_) => StatusCode::BAD_REQUEST,
            AppError::SignInRequired => StatusCode::UNAUTHORIZED,
            AppError::Forbidden => StatusCode::FORBIDDEN,
            AppError::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            AppError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            AppError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A bare status; the error pages of the shop are filled in by [`crate::error_pages`].
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            AppError::Moved(to) => {
                response.insert_header(("Location", to.as_str()));
            }
            AppError::TooManyRequests(seconds) => {
                response.insert_header(("Retry-After", seconds.to_string()));
            }
            AppError::Unavailable(_) => {
                response.insert_header(("Retry-After", "5"));
            }
            _ => {}
        }
        response.finish()
    }
}

/// Turns the absence of a row into 404, with the word for what was missing.
pub trait OrNotFound<T> {
    /// The value, or [`AppError::NotFound`].
    fn or_not_found(self, what: &'static str) -> Result<T, AppError>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self, what: &'static str) -> Result<T, AppError> {
        self.ok_or(AppError::NotFound(what))
    }
}
