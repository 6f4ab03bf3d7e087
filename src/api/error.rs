//! Why a request was not served, in one documented shape for each kind.

use actix_web::http::header::{ALLOW, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Map, Value, json};
use std::fmt;

use super::tokens::TokenProblem;
use crate::platform::db::PoolError;
use crate::platform::editing::Refused;
use crate::platform::web::error::AppError;

/// What a handler of the API answers with.
pub type ApiResult = Result<HttpResponse, ApiError>;

/// What is wrong with fields, in the order of the fields: name and sentences of each.
pub type Messages = Vec<(String, Vec<String>)>;

const UNAUTHENTICATED: &str = "Authentication credentials were not provided.";
const FORBIDDEN: &str = "You do not have permission to perform this action.";
/// Under which an error is said that is about no single field.
pub const NON_FIELD: &str = "non_field_errors";

/// Why a request was not served.
#[derive(Debug)]
pub enum ApiError {
    /// 400: `{"title": ["This field is required."]}`
    Fields(Messages),
    /// Such as 404: `{"detail": "No Product matches the given query."}`
    Detail(StatusCode, String),
    /// 405: `{"error": "…"}`: something still needs what was to be deleted.
    Kept(String),
    /// 405: nobody may do this here; what can be done is in `Allow`.
    NotAllowed(Method, &'static str),
    /// 401: the token says nothing.
    Token(TokenProblem),
    /// 401: `{"detail": …, "code": …}`: whom the token speaks of is not let in.
    Refused(&'static str, &'static str),
    /// Anything that pages know as well.
    App(AppError),
}

impl ApiError {
    /// 404: "No Product matches the given query."
    pub fn no(what: &str) -> ApiError {
        ApiError::Detail(StatusCode::NOT_FOUND, format!("No {what} matches the given query."))
    }

    /// 404: "Not found."
    pub fn not_found() -> ApiError {
        ApiError::Detail(StatusCode::NOT_FOUND, "Not found.".to_owned())
    }

    /// 400 about one field.
    pub fn field(name: &str, message: impl fmt::Display) -> ApiError {
        ApiError::Fields(vec![(name.to_owned(), vec![message.to_string()])])
    }

    /// 400: `{"detail": …}`
    pub fn bad_request(detail: impl fmt::Display) -> ApiError {
        ApiError::Detail(StatusCode::BAD_REQUEST, detail.to_string())
    }

    /// 409: `{"detail": …}`
    pub fn conflict(detail: impl fmt::Display) -> ApiError {
        ApiError::Detail(StatusCode::CONFLICT, detail.to_string())
    }

    /// 401: nobody said who asks.
    pub fn unauthenticated() -> ApiError {
        ApiError::App(AppError::SignInRequired)
    }

    /// 403: the sender may not do this.
    pub fn forbidden() -> ApiError {
        ApiError::App(AppError::Forbidden)
    }

    /// Takes the refusal of a domain function; `names` says what its fields are called here.
    pub fn of(names: &'static [(&'static str, &'static str)]) -> impl Fn(Refused) -> ApiError {
        move |refused| match refused {
            Refused::Field(field, message) => {
                let name = names.iter().find(|(own, _)| *own == field).map_or(field, |(_, name)| name);
                ApiError::field(name, message)
            }
            other => other.into(),
        }
    }

    /// The body: always an object.
    pub fn body(&self) -> Value {
        match self {
            ApiError::Fields(messages) => Value::Object(
                messages.iter().map(|(name, said)| (name.clone(), json!(said))).collect::<Map<_, _>>(),
            ),
            ApiError::Detail(_, detail) => json!({ "detail": detail }),
            ApiError::Kept(error) => json!({ "error": error }),
            ApiError::NotAllowed(method, _) => {
                json!({ "detail": format!("Method \"{method}\" not allowed.") })
            }
            ApiError::Token(problem) => problem.body(),
            ApiError::Refused(detail, code) => json!({ "detail": detail, "code": code }),
            ApiError::App(error) => json!({ "detail": detail(error) }),
        }
    }
}

fn detail(error: &AppError) -> String {
    match error {
        AppError::NotFound(_) | AppError::Moved(_) => "Not found.".to_owned(),
        AppError::Conflict(message) | AppError::BadRequest(message) => message.clone(),
        AppError::SignInRequired => UNAUTHENTICATED.to_owned(),
        AppError::Forbidden => FORBIDDEN.to_owned(),
        AppError::TooManyRequests(seconds) => {
            let unit = if *seconds == 1 { "second" } else { "seconds" };
            format!("Request was throttled. Expected available in {seconds} {unit}.")
        }
        AppError::Unavailable(_) => "The shop is not available right now. Please try again soon.".to_owned(),
        AppError::Internal(_) => "A server error occurred.".to_owned(),
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ApiError::App(error) => error.fmt(out),
            other => write!(out, "{}", other.body()),
        }
    }
}

impl std::error::Error for ApiError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ApiError::App(AppError::Internal(source) | AppError::Unavailable(source)) => {
                Some(source.as_ref())
            }
            _ => None,
        }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            ApiError::Fields(_) => StatusCode::BAD_REQUEST,
            ApiError::Detail(status, _) => *status,
            ApiError::Kept(_) | ApiError::NotAllowed(..) => StatusCode::METHOD_NOT_ALLOWED,
            ApiError::Token(_) | ApiError::Refused(..) => StatusCode::UNAUTHORIZED,
            ApiError::App(AppError::Moved(_)) => StatusCode::NOT_FOUND,
            ApiError::App(error) => error.status_code(),
        }
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        let mut response = HttpResponse::build(status);
        response.insert_header(("cache-control", "no-store"));
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, HeaderValue::from_static("JWT realm=\"api\"")));
        }
        if let ApiError::NotAllowed(_, allowed) = self {
            response.insert_header((ALLOW, HeaderValue::from_static(allowed)));
        }
        if let ApiError::App(AppError::TooManyRequests(seconds)) = self {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        response.json(self.body())
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        ApiError::App(error)
    }
}

impl From<diesel::result::Error> for ApiError {
    fn from(error: diesel::result::Error) -> Self {
        ApiError::App(error.into())
    }
}

impl From<PoolError> for ApiError {
    fn from(error: PoolError) -> Self {
        ApiError::App(error.into())
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Field(field, message) => ApiError::field(field, message),
            Refused::Whole(sentence) => ApiError::conflict(sentence),
            Refused::Database(error) => error.into(),
        }
    }
}
