//! One page as it is kept: its bytes, the state of the database they show, and how it is answered with.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use super::pieces::Pieces;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::sessions::State;
use crate::platform::versions::{Topic, Versions};
use crate::platform::web::encoding::{Encoding, accepts};
use crate::platform::web::error::AppError;
use crate::platform::web::page::not_modified;

/// Shorter pages fit one network packet as they are.
const WORTH_COMPRESSING: usize = 1_024;

const ASK_EVERY_TIME: HeaderValue = HeaderValue::from_static("private, no-cache");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const VARIES: HeaderValue = HeaderValue::from_static("Accept-Encoding, Cookie");
const SPECULATION_RULES: HeaderName = HeaderName::from_static("speculation-rules");
const RULES_ADDRESS: HeaderValue = HeaderValue::from_static("\"/speculation-rules.json\"");

/// What stands in the places of a page for one visitor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// HTML, one piece for each place.
    pub words: Vec<String>,
    /// Whether they say something that the session holds for one page only.
    pub says_flash: bool,
    /// Whether the visit is something to remember.
    pub is_to_be_noted: bool,
}

impl Own {
    /// Whether there is something to store, which only the handler can.
    pub fn needs_handler(&self) -> bool {
        self.says_flash || self.is_to_be_noted
    }
}

/// Reads what a visitor with this session sees in the places.
pub type Fill = Box<dyn Fn(&mut Conn, &State) -> Result<Own, AppError> + Send + Sync>;

/// What a page shows and how long it is true.
pub struct Facts {
    /// The state of the database that was read, taken before anything else in the same snapshot.
    pub versions: Versions,
    /// The topics that the page shows.
    pub topics: &'static [Topic],
    /// From this moment on it says something else, whatever the database holds; UTC.
    pub until: Option<Time>,
}

/// What a page is made of.
pub enum Content {
    /// A page for people, with places for what is only one visitor's.
    Page {
        /// The bytes.
        pieces: Pieces,
        /// What fills the places.
        fill: Option<Fill>,
    },
    /// Anything else, the same for everybody.
    Plain {
        /// The bytes.
        pieces: Pieces,
        /// Its type.
        content_type: HeaderValue,
        /// By which headers of a request the answer differs.
        varies: Option<HeaderValue>,
        /// Its tag, where it is not the hash of the bytes.
        tag: Option<HeaderValue>,
    },
}

/// A page that can be answered with again.
pub struct Kept {
    facts: Facts,
    content: Content,
}

impl fmt::Debug for Kept {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "page of {} bytes for {:?}", self.pieces().whole().len(), self.facts.versions)
    }
}

impl Kept {
    /// A page that shows these facts.
    pub fn new(facts: Facts, content: Content) -> Kept {
        Kept { facts, content }
    }

    fn pieces(&self) -> &Pieces {
        match &self.content {
            Content::Page { pieces, .. } | Content::Plain { pieces, .. } => pieces,
        }
    }

    /// The topic in which the database has gone on since, or gone back.
    pub fn changed(&self, now: &Versions) -> Option<Topic> {
        self.facts.topics.iter().copied().find(|topic| self.facts.versions.of(*topic) != now.of(*topic))
    }

    /// Whether everything it shows is as of `wanted` or later.
    pub fn is_at_least(&self, wanted: &Versions) -> bool {
        self.facts.topics.iter().all(|topic| self.facts.versions.of(*topic) >= wanted.of(*topic))
    }

    /// Whether time alone has made it wrong.
    pub fn is_over(&self, now: Time) -> bool {
        self.facts.until.is_some_and(|until| until <= now)
    }

    /// What it weighs in memory once it is compressed as well, in bytes.
    pub fn weight(&self) -> u64 {
        let bytes = u64::try_from(self.pieces().whole().len()).unwrap_or(u64::MAX / 2);
        // Measured on pages of the demo shop: gzip and Brotli together are two fifths of the page.
        bytes + bytes / 5 * 2 + 512
    }

    /// What a visitor with this session sees in the places; an error of the database is passed on.
    pub fn own(&self, conn: &mut Conn, state: &State) -> Result<Own, AppError> {
        match &self.content {
            Content::Page { pieces, fill: Some(fill) } => {
                let own = fill(conn, state)?;
                match own.words.len() == pieces.places() {
                    true => Ok(own),
                    false => Err(AppError::internal("a page has other places than its visitor fills")),
                }
            }
            _ => Ok(Own::default()),
        }
    }

    /// Answers with the page: to a visitor without a session as it is, to others with their own words.
    pub fn answer(&self, req: &HttpRequest, own: Option<&Own>) -> HttpResponse {
        let words = own.map(|own| own.words.as_slice()).filter(|words| !words.is_empty());
        match (&self.content, words) {
            (Content::Plain { pieces, content_type, varies, tag }, _) => {
                let tag = tag.clone().or_else(|| self::tag(pieces.hash(), Encoding::Identity));
                let parts =
                    Parts { content_type: content_type.clone(), varies: varies.clone(), tag, is_page: false };
                parts.answer(req, Encoding::Identity, || Some(pieces.whole().clone()))
            }
            (Content::Page { pieces, .. }, None) => {
                let encoding = preferred(req.headers(), pieces, true);
                Parts::page(tag(pieces.hash(), encoding)).answer(req, encoding, || match encoding {
                    Encoding::Brotli => pieces.brotli().cloned(),
                    Encoding::Gzip => pieces.gzip().cloned(),
                    Encoding::Identity => Some(pieces.whole().clone()),
                })
            }
            (Content::Page { pieces, .. }, Some(words)) => {
                let encoding = preferred(req.headers(), pieces, false);
                Parts::page(tag(pieces.hash_with(words), encoding)).answer(req, encoding, || match encoding {
                    Encoding::Gzip => pieces.gzip_with(words),
                    _ => Some(pieces.with(words)),
                })
            }
        }
    }
}

/// The best encoding that the client takes. Into Brotli no words can be put afterwards.
fn preferred(headers: &HeaderMap, pieces: &Pieces, may_be_brotli: bool) -> Encoding {
    if pieces.whole().len() < WORTH_COMPRESSING {
        return Encoding::Identity;
    }
    let choices: &[Encoding] =
        if may_be_brotli { &[Encoding::Brotli, Encoding::Gzip] } else { &[Encoding::Gzip] };
    choices.iter().copied().find(|choice| accepts(headers, *choice)).unwrap_or(Encoding::Identity)
}

fn tag(hash: u128, encoding: Encoding) -> Option<HeaderValue> {
    HeaderValue::from_str(&encoding.etag(&format!("{hash:032x}"))).ok()
}

/// The headers of an answer.
struct Parts {
    content_type: HeaderValue,
    varies: Option<HeaderValue>,
    tag: Option<HeaderValue>,
    /// Whether browsers may read ahead from it.
    is_page: bool,
}

impl Parts {
    fn page(tag: Option<HeaderValue>) -> Parts {
        Parts { content_type: HTML, varies: Some(VARIES), tag, is_page: true }
    }

    fn answer(
        self,
        req: &HttpRequest,
        encoding: Encoding,
        body: impl FnOnce() -> Option<actix_web::web::Bytes>,
    ) -> HttpResponse {
        let unchanged = self.tag.as_ref().is_some_and(|tag| not_modified(req, tag));
        let mut response =
            HttpResponse::new(if unchanged { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, ASK_EVERY_TIME);
        if let Some(varies) = self.varies {
            headers.insert(header::VARY, varies);
        }
        if let Some(tag) = self.tag {
            headers.insert(header::ETAG, tag);
        }
        if unchanged {
            return response;
        }
        // A page that cannot be compressed is not sent under the name of an encoding.
        let Some(body) = body() else {
            return HttpResponse::InternalServerError().finish();
        };
        headers.insert(header::CONTENT_TYPE, self.content_type);
        if let Some(token) = encoding.token() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(token));
        }
        if self.is_page {
            headers.insert(SPECULATION_RULES, RULES_ADDRESS);
        }
        response.set_body(actix_web::body::BoxBody::new(body))
    }
}
