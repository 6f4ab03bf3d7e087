//! Serving stored files.

use actix_files::NamedFile;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::platform::web::error::PageResult;

/// A file never changes under its key, so a browser need not ask again.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Opened by itself, a file may load and run nothing.
const NO_CONTENT: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");
const PLACEHOLDER: &str = include_str!("placeholder.svg");

/// `GET /media/{key}`: a stored file, or 404 with a drawn placeholder, so that an `<img>` still
/// shows something deliberate.
pub async fn media_file(app: Data<App>, request: HttpRequest, key: Path<String>) -> PageResult {
    let file = match (content_type(&key), app.media.path(&key)) {
        (Some(content_type), Ok(path)) => NamedFile::open(path)
            .ok()
            .map(|file| file.set_content_type(content_type).prefer_utf8(false).disable_content_disposition()),
        _ => None,
    };
    let mut response = match file {
        Some(file) => {
            let mut response = file.into_response(&request);
            response.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
            response
        }
        None => placeholder(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, NO_CONTENT);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

fn placeholder() -> HttpResponse {
    HttpResponse::NotFound()
        .insert_header((header::CONTENT_TYPE, "image/svg+xml"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(PLACEHOLDER)
}

/// By extension; only keys of the shape that [`Storage::key`](crate::platform::storage::Storage::key)
/// makes, so that no draft and nothing else in the folder is ever served.
fn content_type(key: &str) -> Option<mime_guess::Mime> {
    let (name, extension) = key.split_once('.')?;
    let (folder, name) = name.split_once('/')?;
    let is_hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let shaped = folder.len() == 2 && name.len() == 32 && is_hex(folder) && is_hex(name);
    let known = matches!(extension, "jpg" | "png" | "webp" | "gif");
    (shaped && known).then(|| mime_guess::from_ext(extension).first()).flatten()
}
