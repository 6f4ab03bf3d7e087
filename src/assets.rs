//! The static files, embedded, at addresses that carry a hash of their content.
//!
//! `build.rs` hashes and compresses them; an address therefore never changes its bytes and may be
//! kept for ever.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::platform::colour::Oklch;
use crate::platform::web::encoding::{Encoding, accepts};
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::page::not_modified;

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    /// Path below `static/`.
    pub path: &'static str,
    /// Address with the hash.
    pub href: &'static str,
    content_type: &'static str,
    hash: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The address of a static file such as `css/shop.css`.
///
/// A path that does not exist gives an address that answers 404; a test looks at every path that
/// templates name.
pub fn href(path: &str) -> &'static str {
    find(path).map_or("/static/missing", |asset| asset.href)
}

/// `GET /static/{path}`
pub async fn static_file(req: HttpRequest, path: web::Path<String>) -> PageResult {
    let asset = unhashed(&path)
        .and_then(|plain| find(&plain))
        .filter(|asset| asset.href.strip_prefix("/static/") == Some(path.as_str()))
        .ok_or(AppError::NotFound("file"))?;
    let (encoding, bytes) = asset.best_for(req.headers());
    answer(&req, asset.content_type, encoding, asset.hash, web::Bytes::from_static(bytes))
}

/// `GET /static/accent-{hex}.css`
pub async fn accent(req: HttpRequest, hex: web::Path<String>) -> PageResult {
    let colour = Oklch::from_hex(&hex).ok_or(AppError::NotFound("file"))?;
    let css = format!(
        ":root{{--accent-lightness:{};--accent-chroma:{};--accent-hue:{}}}\n",
        colour.lightness, colour.chroma, colour.hue
    );
    answer(&req, "text/css; charset=utf-8", Encoding::Identity, &hex, css.into())
}

impl Asset {
    fn best_for(&self, headers: &HeaderMap) -> (Encoding, &'static [u8]) {
        let brotli = self.brotli.filter(|_| accepts(headers, Encoding::Brotli));
        let gzip = self.gzip.filter(|_| accepts(headers, Encoding::Gzip));
        match (brotli, gzip) {
            (Some(bytes), _) => (Encoding::Brotli, bytes),
            (None, Some(bytes)) => (Encoding::Gzip, bytes),
            (None, None) => (Encoding::Identity, self.plain),
        }
    }
}

fn answer(
    req: &HttpRequest,
    content_type: &'static str,
    encoding: Encoding,
    hash: &str,
    bytes: web::Bytes,
) -> PageResult {
    let etag = HeaderValue::from_str(&encoding.etag(hash)).map_err(AppError::internal)?;
    let unchanged = not_modified(req, &etag);
    let mut response = HttpResponse::build(if unchanged { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response
        .insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, FOR_EVER))
        .insert_header((header::VARY, HeaderValue::from_static("Accept-Encoding")));
    if unchanged {
        return Ok(response.finish());
    }
    if let Some(token) = encoding.token() {
        response.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static(token)));
    }
    Ok(response.content_type(HeaderValue::from_static(content_type)).body(bytes))
}

fn find(path: &str) -> Option<&'static Asset> {
    let index = ASSETS.binary_search_by(|asset| asset.path.cmp(path)).ok()?;
    ASSETS.get(index)
}

/// `css/shop.0123456789ab.css` without its hash.
fn unhashed(path: &str) -> Option<String> {
    let (rest, extension) = path.rsplit_once('.')?;
    let (stem, _hash) = rest.rsplit_once('.')?;
    Some(format!("{stem}.{extension}"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_is_found_by_its_path_and_by_its_address() {
        assert!(ASSETS.is_sorted_by_key(|asset| asset.path));
        for asset in ASSETS {
            assert_eq!(href(asset.path), asset.href);
            assert_eq!(unhashed(asset.href).unwrap(), format!("/static/{}", asset.path));
        }
        assert_eq!(href("css/nothing.css"), "/static/missing");
    }

    #[test]
    fn every_file_that_a_template_names_exists() {
        let mut named = Vec::new();
        collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/templates")), &mut named);
        let missing: Vec<_> = named.iter().filter(|path| find(path).is_none()).collect();
        assert!(missing.is_empty(), "templates name {missing:?}");
    }

    fn collect(folder: &Path, named: &mut Vec<String>) {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, named);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let paths = text.split("assets::href(\"").skip(1).filter_map(|rest| rest.split('"').next());
                named.extend(paths.map(str::to_owned));
            }
        }
    }
}
