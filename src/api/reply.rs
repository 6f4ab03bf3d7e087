//! What is answered: JSON with a tag of its content, or nothing.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderValue, LOCATION, VARY};
use askama::Template;
use serde::Serialize;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_128;

use super::error::{ApiError, ApiResult};
use super::request::Request;
use crate::platform::live::kept::{Content, Facts, Kept};
use crate::platform::live::pieces::Pieces;
use crate::platform::web::error::AppError;

/// Personal or not, an answer is asked for again each time; with its tag that costs no body.
const ASK_EVERY_TIME: HeaderValue = HeaderValue::from_static("private, no-cache");
const VARIES: HeaderValue = HeaderValue::from_static("Accept, Authorization, Origin");

/// An answer that is still to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// 200, 201 or 204, or one of an operation on many.
    pub status: StatusCode,
    /// JSON; empty for 204.
    pub body: Vec<u8>,
    /// Where what was made is.
    pub location: Option<String>,
}

/// JSON for a person in a browser.
#[derive(Template)]
#[template(path = "api/answer.html")]
struct AnswerPage<'a> {
    path: &'a str,
    json: &'a str,
    stylesheet: &'static str,
}

impl Reply {
    /// 200 with this.
    pub fn ok(value: &impl Serialize) -> Result<Reply, ApiError> {
        Reply::with(StatusCode::OK, value)
    }

    /// 201 with this.
    pub fn created(value: &impl Serialize) -> Result<Reply, ApiError> {
        Reply::with(StatusCode::CREATED, value)
    }

    /// Any status with this.
    pub fn with(status: StatusCode, value: &impl Serialize) -> Result<Reply, ApiError> {
        let body = serde_json::to_vec(value).map_err(AppError::internal)?;
        Ok(Reply { status, body, location: None })
    }

    /// 204.
    pub fn no_content() -> Reply {
        Reply { status: StatusCode::NO_CONTENT, body: Vec::new(), location: None }
    }

    /// Says where what was made is.
    pub fn at(mut self, address: String) -> Reply {
        self.location = Some(address);
        self
    }

    /// Sends it.
    pub fn answer(self, request: &Request, stylesheet: &'static str) -> ApiResult {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((CACHE_CONTROL, ASK_EVERY_TIME)).insert_header((VARY, VARIES));
        if let Some(location) = &self.location {
            response.insert_header((LOCATION, location.as_str()));
        }
        if self.body.is_empty() {
            return Ok(response.finish());
        }
        let shown = self.shown(request, stylesheet)?;
        if self.is_read(request) {
            response.insert_header((ETAG, shown.tag.as_str()));
            if request.has_version(&shown.tag) {
                return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
            }
        }
        Ok(response.content_type(shown.content_type).body(shown.body))
    }

    /// The same to be answered with again while what it shows is true; `None` for what is not the answer
    /// to a read.
    pub fn kept(
        &self,
        request: &Request,
        stylesheet: &'static str,
        facts: Facts,
    ) -> Result<Option<Kept>, ApiError> {
        if !self.is_read(request) || self.location.is_some() || self.body.is_empty() {
            return Ok(None);
        }
        let shown = self.shown(request, stylesheet)?;
        let content = Content::Plain {
            pieces: Pieces::plain(shown.body.into()),
            content_type: HeaderValue::from_static(shown.content_type),
            varies: Some(VARIES),
            tag: Some(HeaderValue::from_str(&shown.tag).map_err(AppError::internal)?),
        };
        Ok(Some(Kept::new(facts, content)))
    }

    fn is_read(&self, request: &Request) -> bool {
        request.method.is_safe() && self.status == StatusCode::OK
    }

    /// The body as this request wants it.
    fn shown(&self, request: &Request, stylesheet: &'static str) -> Result<Shown, ApiError> {
        let (body, tag) = match request.param("fields") {
            Some(fields) if self.is_read(request) => (
                only(&self.body, fields)?,
                format!("{}-{:x}\"", etag(&self.body).trim_end_matches('"'), xxh3_128(fields.as_bytes())),
            ),
            _ => (self.body.clone(), etag(&self.body)),
        };
        if !request.wants_html {
            return Ok(Shown { body, tag, content_type: "application/json" });
        }
        let json = pretty(&body)?;
        let page = AnswerPage { path: &request.path, json: &json, stylesheet };
        let body = page.render().map_err(AppError::internal)?.into_bytes();
        Ok(Shown { body, tag, content_type: "text/html; charset=utf-8" })
    }
}

/// A body with what is said about it.
struct Shown {
    body: Vec<u8>,
    tag: String,
    content_type: &'static str,
}

/// The tag of a representation.
pub fn etag(body: &[u8]) -> String {
    format!("\"{:032x}\"", xxh3_128(body))
}

fn pretty(body: &[u8]) -> Result<String, ApiError> {
    let value: Value = serde_json::from_slice(body).map_err(AppError::internal)?;
    Ok(serde_json::to_string_pretty(&value).map_err(AppError::internal)?)
}

/// The answer with these fields of each object only.
fn only(body: &[u8], fields: &str) -> Result<Vec<u8>, ApiError> {
    let names: Vec<&str> = fields.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let mut value: Value = serde_json::from_slice(body).map_err(AppError::internal)?;
    match &mut value {
        Value::Object(map) if map.contains_key("results") => {
            if let Some(results) = map.get_mut("results") {
                keep(results, &names)?;
            }
        }
        other => keep(other, &names)?,
    }
    Ok(serde_json::to_vec(&value).map_err(AppError::internal)?)
}

fn keep(value: &mut Value, names: &[&str]) -> Result<(), ApiError> {
    match value {
        Value::Array(items) => items.iter_mut().try_for_each(|item| keep(item, names)),
        Value::Object(map) => {
            if let Some(name) = names.iter().find(|name| !map.contains_key(**name)) {
                let known: Vec<&str> = map.keys().map(String::as_str).collect();
                return Err(ApiError::field(
                    "fields",
                    format_args!("There is no field \"{name}\". The fields are: {}.", known.join(", ")),
                ));
            }
            map.retain(|name, _| names.contains(&name.as_str()));
            Ok(())
        }
        _ => Ok(()),
    }
}
