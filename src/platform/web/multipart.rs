//! Forms that carry files: read once, within limits, before anything is done with them.

use std::collections::HashMap;

use actix_multipart::{Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::web::Payload;
use futures_util::TryStreamExt;

use super::error::AppError;

/// Text fields together may be this long.
const MAX_TEXT: usize = 64 * 1024;
/// A form has at most this many fields.
const MAX_FIELDS: usize = 64;

/// A file as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentFile {
    /// Its content.
    Bytes(Vec<u8>),
    /// It was larger than allowed; its content is not kept.
    TooLarge,
}

/// What a form held.
#[derive(Debug, Default)]
pub struct SentForm {
    texts: HashMap<String, String>,
    files: HashMap<String, SentFile>,
}

impl SentForm {
    /// The text of a field; empty when it was left out.
    pub fn text(&self, name: &str) -> String {
        self.texts.get(name).cloned().unwrap_or_default()
    }

    /// The file of a field, if one was chosen.
    pub fn take_file(&mut self, name: &str) -> Option<SentFile> {
        self.files.remove(name)
    }
}

/// Whether the request carries such a form.
pub fn is_multipart(req: &HttpRequest) -> bool {
    let kind = req.headers().get("content-type").and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/form-data"))
}

/// What a form may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one file; a longer one is read to its end but not kept, so that the rest of the form
    /// is. Files of more than twice that are not worth reading on.
    pub file: usize,
    /// Bytes of all texts together.
    pub text: usize,
    /// Inputs.
    pub fields: usize,
}

/// Everything that a form held, in the order in which it came.
#[derive(Debug, Default)]
pub struct Sent {
    /// Name and text of each input.
    pub texts: Vec<(String, String)>,
    /// Name and file of each chosen one.
    pub files: Vec<(String, SentFile)>,
    /// What each of the files is called by its owner.
    pub file_names: Vec<String>,
}

/// Reads a short form with one value for each name; a file of more than `max_file` bytes is not kept.
pub async fn read(req: &HttpRequest, payload: Payload, max_file: usize) -> Result<SentForm, AppError> {
    let limits = Limits { file: max_file, text: MAX_TEXT, fields: MAX_FIELDS };
    let sent = read_all(req, payload, limits).await?;
    Ok(SentForm { texts: sent.texts.into_iter().collect(), files: sent.files.into_iter().collect() })
}

/// Reads a form.
pub async fn read_all(req: &HttpRequest, payload: Payload, limits: Limits) -> Result<Sent, AppError> {
    let mut form = Sent::default();
    let mut multipart = Multipart::new(req.headers(), payload.into_inner());
    let (mut text_length, mut file_length, mut fields) = (0, 0_usize, 0);
    while let Some(mut field) = next(multipart.try_next().await)? {
        fields += 1;
        let disposition = field.content_disposition();
        let name = disposition.and_then(|value| value.get_name()).unwrap_or_default().to_owned();
        let file_name = disposition.and_then(|value| value.get_filename()).map(str::to_owned);
        let mut bytes = Vec::new();
        let mut length = 0_usize;
        while let Some(chunk) = next(field.try_next().await)? {
            length += chunk.len();
            match file_name {
                Some(_) => file_length += chunk.len(),
                None => text_length += chunk.len(),
            }
            if text_length > limits.text
                || file_length > limits.file.saturating_mul(2)
                || fields > limits.fields
            {
                return Err(too_large());
            }
            if length <= limits.file {
                bytes.extend_from_slice(&chunk);
            }
        }
        match file_name {
            // A browser sends an empty file without a name when none was chosen.
            Some(file_name) if file_name.is_empty() && length == 0 => {}
            Some(file_name) => {
                let is_too_large = length > limits.file;
                let file = if is_too_large { SentFile::TooLarge } else { SentFile::Bytes(bytes) };
                form.files.push((name, file));
                form.file_names.push(file_name);
            }
            None => {
                let text = String::from_utf8(bytes).map_err(|_| unreadable())?;
                form.texts.push((name, text));
            }
        }
    }
    Ok(form)
}

fn next<T>(item: Result<Option<T>, MultipartError>) -> Result<Option<T>, AppError> {
    item.map_err(|error| {
        tracing::debug!(%error, "a form could not be read");
        unreadable()
    })
}

fn unreadable() -> AppError {
    AppError::BadRequest("The form arrived incomplete. Please go back and send it again.".to_owned())
}

fn too_large() -> AppError {
    AppError::BadRequest("The form is too large. Please go back and choose a smaller file.".to_owned())
}
