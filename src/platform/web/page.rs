//! The one way to answer with a page that is not kept; those that are answer by
//! [`live`](crate::platform::live).
//!
//! A page is rendered to bytes, tagged by their hash and compressed at most once. It is `no-cache`:
//! a browser may keep it but asks every time, and gets 304 while nothing has changed.

use std::io::Write;
use std::sync::OnceLock;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use flate2::Compression;
use flate2::write::GzEncoder;
use xxhash_rust::xxh3::xxh3_128;

use super::encoding::{Encoding, accepts};
use super::error::{AppError, PageResult};

/// Shorter pages fit one network packet as they are.
const WORTH_COMPRESSING: usize = 1_024;
/// Level 1 costs a third of level 6 and gives up a tenth of the size.
const LEVEL: Compression = Compression::fast();

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const ASK_EVERY_TIME: HeaderValue = HeaderValue::from_static("private, no-cache");
const NEVER_KEPT: HeaderValue = HeaderValue::from_static("no-store");
const VARY: HeaderValue = HeaderValue::from_static("Accept-Encoding, Cookie");
const SPECULATION_RULES: HeaderName = HeaderName::from_static("speculation-rules");
const RULES_ADDRESS: HeaderValue = HeaderValue::from_static("\"/speculation-rules.json\"");

/// Answers 200 with the page, or 304 when the visitor has it.
pub fn page(req: &HttpRequest, template: &impl Template) -> PageResult {
    page_with_status(req, StatusCode::OK, template)
}

/// Answers 422 with the page: a form with what was typed and what is wrong with it.
pub fn unprocessable(req: &HttpRequest, template: &impl Template) -> PageResult {
    personal_page_with_status(req, StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// Answers with a page that shows what is only this visitor's: no browser and no proxy keeps it.
pub fn personal_page(req: &HttpRequest, template: &impl Template) -> PageResult {
    personal_page_with_status(req, StatusCode::OK, template)
}

/// [`personal_page`] under any status.
pub fn personal_page_with_status(
    req: &HttpRequest,
    status: StatusCode,
    template: &impl Template,
) -> PageResult {
    let mut response = page_with_status(req, status, template)?;
    response.headers_mut().insert(header::CACHE_CONTROL, NEVER_KEPT);
    response.headers_mut().remove(header::ETAG);
    Ok(response)
}

/// Answers with the page under any status; only 200 becomes 304.
pub fn page_with_status(req: &HttpRequest, status: StatusCode, template: &impl Template) -> PageResult {
    RenderedPage::new(template.render()?).answer(req, status)
}

/// The way on after a form: 303 to `next`, an address of this shop.
pub fn see_other(next: &str) -> PageResult {
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, next)).finish())
}

/// A page as bytes; may be kept and answered with many times.
#[derive(Debug)]
pub struct RenderedPage {
    html: Bytes,
    hash: String,
    gzip: OnceLock<Option<Bytes>>,
}

impl RenderedPage {
    /// The page with this HTML.
    pub fn new(html: String) -> RenderedPage {
        let hash = format!("{:032x}", xxh3_128(html.as_bytes()));
        RenderedPage { html: html.into(), hash, gzip: OnceLock::new() }
    }

    /// The bytes before compression.
    pub fn html(&self) -> &Bytes {
        &self.html
    }

    /// Answers with the page, compressed when the visitor takes that.
    pub fn answer(&self, req: &HttpRequest, status: StatusCode) -> PageResult {
        let gzip = self.html.len() >= WORTH_COMPRESSING && accepts(req.headers(), Encoding::Gzip);
        let (encoding, body) = match gzip.then(|| self.compressed()).flatten() {
            Some(bytes) => (Encoding::Gzip, bytes),
            None => (Encoding::Identity, &self.html),
        };
        let etag = HeaderValue::from_str(&encoding.etag(&self.hash)).map_err(AppError::internal)?;
        let unchanged = status == StatusCode::OK && not_modified(req, &etag);
        let mut response = HttpResponse::build(if unchanged { StatusCode::NOT_MODIFIED } else { status });
        response.insert_header((header::CACHE_CONTROL, ASK_EVERY_TIME)).insert_header((header::VARY, VARY));
        if status == StatusCode::OK {
            response.insert_header((header::ETAG, etag));
        }
        if unchanged {
            return Ok(response.finish());
        }
        if let Some(token) = encoding.token() {
            response.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static(token)));
        }
        response.insert_header((SPECULATION_RULES, RULES_ADDRESS));
        Ok(response.content_type(HTML).body(body.clone()))
    }

    fn compressed(&self) -> Option<&Bytes> {
        self.gzip.get_or_init(|| gzip(&self.html)).as_ref()
    }
}

/// Whether the visitor already has the content with this tag (`If-None-Match`).
pub fn not_modified(req: &HttpRequest, etag: &HeaderValue) -> bool {
    let Ok(etag) = etag.to_str() else { return false };
    req.headers()
        .get_all(header::IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim())
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

fn gzip(bytes: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), LEVEL);
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
