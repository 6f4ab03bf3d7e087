//! What a page of the admin answers with, made where the database is and sent afterwards.

use std::fmt;

use actix_session::Session;
use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use askama::Template;

use super::errors::Errors;
use super::export::keeping::StoredFile;
use super::export::stream::Sending;
use super::views::{ConflictView, Level, Message};
use crate::platform::db::PoolError;
use crate::platform::web::error::{AppError, PageResult};

/// The session holds messages under this name until a page shows them.
pub const MESSAGES: &str = "admin_messages";

/// An answer.
#[derive(Debug)]
pub struct Reply {
    body: Body,
    messages: Vec<Message>,
}

#[derive(Debug)]
enum Body {
    Page(StatusCode, String),
    Json(String),
    SeeOther(String),
    File { name: String, content_type: &'static str, bytes: Vec<u8>, disposition: DispositionType },
    Download(Download),
    Stored(StoredFile),
}

/// A file that is made while it is sent.
pub struct Download {
    /// What it is called.
    pub name: String,
    /// For browsers.
    pub content_type: &'static str,
    /// Its bytes.
    pub body: Sending,
}

impl fmt::Debug for Download {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Download").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Reply {
    /// A page.
    pub fn page(template: &impl Template) -> Result<Reply, AppError> {
        Reply::status(StatusCode::OK, template)
    }

    /// A page under any status.
    pub fn status(status: StatusCode, template: &impl Template) -> Result<Reply, AppError> {
        Ok(Reply { body: Body::Page(status, template.render()?), messages: Vec::new() })
    }

    /// 422: a form with what was typed and what is wrong with it.
    pub fn unprocessable(template: &impl Template) -> Result<Reply, AppError> {
        Reply::status(StatusCode::UNPROCESSABLE_ENTITY, template)
    }

    /// Data for a script.
    pub fn json(value: &serde_json::Value) -> Reply {
        Reply { body: Body::Json(value.to_string()), messages: Vec::new() }
    }

    /// The way on.
    pub fn see_other(to: impl Into<String>) -> Reply {
        Reply { body: Body::SeeOther(to.into()), messages: Vec::new() }
    }

    /// A file to keep.
    pub fn file(name: String, content_type: &'static str, bytes: Vec<u8>) -> Reply {
        let disposition = DispositionType::Attachment;
        Reply { body: Body::File { name, content_type, bytes, disposition }, messages: Vec::new() }
    }

    /// A file to look at in the browser.
    pub fn inline_file(name: String, content_type: &'static str, bytes: Vec<u8>) -> Reply {
        let disposition = DispositionType::Inline;
        Reply { body: Body::File { name, content_type, bytes, disposition }, messages: Vec::new() }
    }

    /// A file to keep, made while it is sent.
    pub fn download(download: Download) -> Reply {
        Reply { body: Body::Download(download), messages: Vec::new() }
    }

    /// A file to keep that was made before.
    pub fn stored(file: StoredFile) -> Reply {
        Reply { body: Body::Stored(file), messages: Vec::new() }
    }

    /// Has the next page say this.
    pub fn saying(self, level: Level, text: impl Into<String>) -> Reply {
        self.with(Message { level, text: text.into(), link: None })
    }

    /// Has the next page say this.
    pub fn with(mut self, message: Message) -> Reply {
        self.messages.push(message);
        self
    }

    /// Sends it; no browser and no proxy keeps a page of the admin.
    pub fn send(self, session: &Session) -> PageResult {
        if !self.messages.is_empty() {
            leave(session, self.messages)?;
        }
        let mut response = match self.body {
            Body::Page(status, html) => {
                HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html)
            }
            Body::Json(text) => HttpResponse::Ok().content_type("application/json").body(text),
            Body::SeeOther(to) => HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish(),
            Body::File { name, content_type, bytes, disposition } => HttpResponse::Ok()
                .content_type(content_type)
                .insert_header(ContentDisposition {
                    disposition,
                    parameters: vec![DispositionParam::Filename(name)],
                })
                .body(bytes),
            Body::Download(file) => to_keep(file.name, file.content_type).streaming(file.body),
            Body::Stored(file) => {
                let size = file.size;
                to_keep(file.name.clone(), file.content_type).body(SizedStream::new(size, file.stream()))
            }
        };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }
}

/// The start of an answer that browsers store instead of showing it.
fn to_keep(name: String, content_type: &'static str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.content_type(content_type).insert_header(ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name)],
    });
    response
}

/// Has the next page of the admin say these.
pub fn leave(session: &Session, messages: Vec<Message>) -> Result<(), AppError> {
    let mut waiting: Vec<Message> = session.get(MESSAGES).ok().flatten().unwrap_or_default();
    waiting.extend(messages);
    session.insert(MESSAGES, waiting).map_err(AppError::internal)
}

/// Why a transaction is taken back: with an answer that says why, or with a fault.
#[derive(Debug)]
pub enum Undone {
    /// The answer.
    Reply(Reply),
    /// The fault, or what is missing or not allowed.
    Error(AppError),
    /// The form is shown once more: what is wrong, and what others changed meanwhile.
    Again(Errors, Vec<ConflictView>),
}

impl From<Reply> for Undone {
    fn from(reply: Reply) -> Self {
        Undone::Reply(reply)
    }
}

impl From<AppError> for Undone {
    fn from(error: AppError) -> Self {
        Undone::Error(error)
    }
}

impl From<askama::Error> for Undone {
    fn from(error: askama::Error) -> Self {
        Undone::Error(error.into())
    }
}

impl From<diesel::result::Error> for Undone {
    fn from(error: diesel::result::Error) -> Self {
        Undone::Error(error.into())
    }
}

impl From<PoolError> for Undone {
    fn from(error: PoolError) -> Self {
        Undone::Error(error.into())
    }
}
