//! Reading what a form of the admin sent, pictures included.

use std::collections::HashSet;

use actix_web::HttpRequest;
use actix_web::web::Payload;

use super::super::errors::Errors;
use super::super::posted::Posted;
use crate::app::App;
use crate::platform::web::error::AppError;
use crate::platform::web::multipart::{self, Limits, SentFile};

/// Texts of a form together: a product with hundreds of variants, and what each row showed.
const MOST_TEXT: usize = 8 * 1024 * 1024;
/// Inputs of a form.
const MOST_FIELDS: usize = 50_000;
/// One picture.
const MOST_FILE: usize = 20 * 1024 * 1024;

/// A form with its files.
pub struct Body {
    /// The texts.
    pub posted: Posted,
    /// Files by the name of their input.
    files: Vec<(String, SentFile)>,
}

impl Body {
    /// Forgets files for inputs that take none: nothing is decoded or kept of them.
    pub fn keep_pictures(&mut self, takes_picture: impl Fn(&str) -> bool) {
        self.files.retain(|(name, _)| name.strip_suffix("-file").is_some_and(&takes_picture));
    }

    /// Whether it brings a file.
    pub fn has_files(&self) -> bool {
        !self.files.is_empty()
    }

    /// Stores the pictures, and puts their keys where the form expects them; what is wrong with one
    /// is said at its field.
    pub async fn store_pictures(&mut self, app: &App) -> Errors {
        let mut errors = Errors::default();
        for (name, file) in std::mem::take(&mut self.files) {
            let Some(input) = name.strip_suffix("-file") else { continue };
            let stored = match file {
                SentFile::TooLarge => Err("The file is larger than 20 MB.".to_owned()),
                SentFile::Bytes(bytes) => (app.admin.store_picture)(app, bytes, String::new()).await,
            };
            match stored {
                Ok(key) => self.posted.set(input, key.to_string()),
                Err(message) => errors.add_labelled(input, "Picture", message),
            }
        }
        self.clear_pictures();
        errors
    }

    fn clear_pictures(&mut self) {
        let cleared: HashSet<String> = self
            .posted
            .iter()
            .filter_map(|(name, value)| name.strip_suffix("-clear").filter(|_| !value.is_empty()))
            .map(str::to_owned)
            .collect();
        if !cleared.is_empty() {
            self.posted.empty(&cleared);
        }
    }
}

/// Reads a form in either encoding.
pub async fn read(req: &HttpRequest, payload: Payload) -> Result<Body, AppError> {
    if multipart::is_multipart(req) {
        let limits = Limits { file: MOST_FILE, text: MOST_TEXT, fields: MOST_FIELDS };
        let sent = multipart::read_all(req, payload, limits).await?;
        let mut posted = Posted::default();
        sent.texts.into_iter().for_each(|(name, value)| posted.push(name, value));
        return Ok(Body { posted, files: sent.files });
    }
    let too_large =
        || AppError::BadRequest("The form is too large. Please save fewer rows at once.".to_owned());
    let bytes = payload.to_bytes_limited(MOST_TEXT).await.map_err(|_| too_large())?;
    let bytes = bytes
        .map_err(|_| AppError::BadRequest("The form arrived incomplete. Please send it again.".to_owned()))?;
    let mut body = Body { posted: Posted::parse(&bytes), files: Vec::new() };
    body.clear_pictures();
    Ok(body)
}
