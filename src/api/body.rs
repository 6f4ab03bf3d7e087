//! What was sent with a request: read whole and within a limit, understood when a handler asks for it.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::error::ApiError;
use super::input::{Input, Upload};
use super::json;
use crate::platform::web::multipart::{self, Limits, SentFile};

/// Of a body without files.
const MOST_BYTES: usize = 2 * 1024 * 1024;
/// Of an uploaded picture: 500 KB of 1,024 bytes.
pub const MOST_PICTURE_BYTES: usize = 500 * 1024;
const UPLOADS: Limits = Limits { file: MOST_PICTURE_BYTES, text: 64 * 1024, fields: 64 };

/// What was sent.
#[derive(Debug, Default)]
pub enum Body {
    /// Nothing.
    #[default]
    Empty,
    /// `application/json`
    Json(Bytes),
    /// `application/x-www-form-urlencoded`
    Form(Bytes),
    /// `multipart/form-data`: names with texts, and files.
    Parts(Map<String, Value>, Vec<Upload>),
    /// Another kind of content, by its name.
    Unsupported(String),
    /// More than a request may hold.
    TooLarge,
    /// Parts that cannot be told apart.
    Broken(String),
}

impl Body {
    /// Reads the rest of a request. Nothing here is an error yet: whoever may not ask learns that first.
    pub async fn read(req: &HttpRequest, payload: &mut Payload) -> Body {
        let header = req.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let kind = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind == "multipart/form-data" {
            return parts(req, payload.take()).await;
        }
        let Some(bytes) = whole(payload).await else { return Body::TooLarge };
        match kind.as_str() {
            _ if bytes.is_empty() => Body::Empty,
            "application/json" => Body::Json(bytes),
            kind if kind.starts_with("application/") && kind.ends_with("+json") => Body::Json(bytes),
            "application/x-www-form-urlencoded" => Body::Form(bytes),
            _ => Body::Unsupported(header.to_owned()),
        }
    }

    /// Its fields.
    pub fn input(&self) -> Result<Input, ApiError> {
        match self {
            Body::Form(bytes) => {
                let pairs = form_urlencoded::parse(bytes);
                Ok(Input::new(pairs.map(|(name, text)| (name.into_owned(), text.into())).collect()))
            }
            Body::Parts(texts, files) => Ok(Input::with_files(texts.clone(), files.clone())),
            other => Input::of(other.value()?),
        }
    }

    /// Its JSON, which may be a list.
    pub fn value(&self) -> Result<Value, ApiError> {
        match self {
            Body::Empty => Ok(Value::Object(Map::new())),
            Body::Json(bytes) => json::parse(bytes)
                .map_err(|error| ApiError::bad_request(format_args!("JSON parse error - {error}"))),
            Body::Form(_) | Body::Parts(..) => Err(unsupported("only application/json")),
            Body::Unsupported(kind) => Err(unsupported(kind)),
            Body::TooLarge => Err(ApiError::Detail(
                StatusCode::PAYLOAD_TOO_LARGE,
                "The request is too large: send at most 2 MB at once.".to_owned(),
            )),
            Body::Broken(why) => {
                Err(ApiError::bad_request(format_args!("Multipart form parse error - {why}")))
            }
        }
    }

    /// The bytes that make two requests the same or not.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Body::Json(bytes) | Body::Form(bytes) => bytes.to_vec(),
            Body::Parts(texts, files) => {
                let mut all = Value::Object(texts.clone()).to_string().into_bytes();
                for file in files {
                    all.extend_from_slice(file.field.as_bytes());
                    if let SentFile::Bytes(bytes) = &file.content {
                        all.extend_from_slice(bytes);
                    }
                }
                all
            }
            _ => Vec::new(),
        }
    }
}

fn unsupported(kind: &str) -> ApiError {
    let detail = match kind.starts_with("only ") {
        true => format!("Unsupported media type: {kind} is taken here."),
        false => format!("Unsupported media type \"{kind}\" in request."),
    };
    ApiError::Detail(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
}

async fn whole(payload: &mut Payload) -> Option<Bytes> {
    let mut all = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        // A connection that breaks off has nobody left to answer to.
        let chunk = chunk.ok()?;
        if all.len() + chunk.len() > MOST_BYTES {
            return None;
        }
        all.extend_from_slice(&chunk);
    }
    Some(all.freeze())
}

async fn parts(req: &HttpRequest, mut payload: Payload) -> Body {
    let Ok(stream) = web::Payload::from_request(req, &mut payload).await else {
        return Body::Broken("it could not be read".to_owned());
    };
    match multipart::read_all(req, stream, UPLOADS).await {
        Ok(sent) => {
            let texts = sent.texts.into_iter().map(|(name, text)| (name, text.into())).collect();
            let names = sent.file_names.into_iter();
            let files = sent.files.into_iter().zip(names);
            let files = files.map(|((field, content), name)| Upload { field, name, content });
            Body::Parts(texts, files.collect())
        }
        Err(error) => Body::Broken(error.to_string()),
    }
}
