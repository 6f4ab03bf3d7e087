//! Under what a page is kept: its path, and the parameters that make a difference.

use std::borrow::Cow;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{ACCEPT, HOST, HeaderName};

/// Longer queries are seldom asked twice.
const LONGEST: usize = 400;

/// Which parameters of an address make a difference.
#[derive(Debug, Clone, Copy)]
pub enum Address {
    /// None.
    Path,
    /// These; others change nothing.
    With(&'static [&'static str]),
    /// Any.
    Whole,
}

impl Address {
    /// The key of a page for people.
    pub fn key<'a>(&self, req: &'a ServiceRequest) -> Cow<'a, str> {
        let (path, query) = (req.path(), req.query_string());
        if query.is_empty() {
            return Cow::Borrowed(path);
        }
        let counts = |pair: &&str| match self {
            Address::Path => false,
            Address::Whole => true,
            // A name may be written in other ways; then the page is kept once more.
            Address::With(names) => {
                pair.contains('%') || names.contains(&pair.split('=').next().unwrap_or_default())
            }
        };
        let kept: Vec<&str> = query.split('&').filter(counts).collect();
        match kept.is_empty() {
            true => Cow::Borrowed(path),
            false => Cow::Owned(format!("{path}?{}", kept.join("&"))),
        }
    }

    /// The key of an answer to a program: it names the host in addresses, and browsers get a page.
    pub fn key_for_programs(&self, req: &ServiceRequest) -> String {
        let header = |name: HeaderName| {
            req.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
        };
        let is_browser = header(ACCEPT).trim_start().starts_with("text/html");
        let kind = if is_browser { "html" } else { "json" };
        format!("{kind} {}{}", header(HOST), self.key(req))
    }
}

/// Whether a page under this key is worth keeping.
pub fn is_worth_keeping(key: &str) -> bool {
    key.len() <= LONGEST
}
