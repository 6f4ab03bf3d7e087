//! What a request says about itself, apart from its body.

use actix_web::HttpRequest;
use actix_web::http::{Method, header};
use url::form_urlencoded;

use crate::app::App;
use crate::platform::web::client;

/// The header of a request that is to be done once.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A request without its body.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is to be done.
    pub method: Method,
    /// Without the query.
    pub path: String,
    /// Names and values of the query, in their order.
    pub query: Vec<(String, String)>,
    /// Where this shop answers: `https://shop.example.com`.
    pub base: String,
    /// Where it comes from, for limits.
    pub network: String,
    /// Whether a person looks at the answer in a browser.
    pub wants_html: bool,
    if_none_match: Vec<String>,
    if_match: Vec<String>,
    /// Under which it is to be done once.
    pub idempotency_key: Option<String>,
}

impl Request {
    /// Reads it.
    pub fn of(req: &HttpRequest, app: &App) -> Request {
        let text = |name: &str| req.headers().get(name).and_then(|value| value.to_str().ok());
        let tags = |name: &str| {
            let values = req.headers().get_all(name).filter_map(|value| value.to_str().ok());
            values.flat_map(|value| value.split(',')).map(|tag| tag.trim().to_owned()).collect()
        };
        let scheme = if app.config.is_https() { "https" } else { "http" };
        let host = text("host").or(req.uri().authority().map(|authority| authority.as_str()));
        Request {
            method: req.method().clone(),
            path: req.path().to_owned(),
            query: form_urlencoded::parse(req.query_string().as_bytes()).into_owned().collect(),
            // The host was checked at the door.
            base: host.map_or_else(|| app.config.base_url.clone(), |host| format!("{scheme}://{host}")),
            network: client::network(client::address(req, app.config.trust_proxy)),
            wants_html: text("accept").is_some_and(|accept| accept.trim_start().starts_with("text/html")),
            if_none_match: tags(header::IF_NONE_MATCH.as_str()),
            if_match: tags(header::IF_MATCH.as_str()),
            idempotency_key: text(IDEMPOTENCY_KEY).map(|key| key.trim().to_owned()),
        }
    }

    /// The last value of a parameter, as Django takes it.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The address of this request with a parameter set or (`None`) taken away; parameters in the order
    /// of their names, as Django REST framework writes them.
    pub fn href_with(&self, name: &str, value: Option<&str>) -> String {
        let mut query: Vec<(&str, &str)> =
            self.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        query.retain(|(known, _)| *known != name);
        query.extend(value.map(|value| (name, value)));
        query.sort_by_key(|(name, _)| *name);
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        match text.as_str() {
            "" => format!("{}{}", self.base, self.path),
            text => format!("{}{}?{text}", self.base, self.path),
        }
    }

    /// The whole address of a path of this shop.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Whether the sender has this version already.
    pub fn has_version(&self, etag: &str) -> bool {
        self.if_none_match.iter().any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
    }

    /// Whether a change is bound to a version.
    pub fn is_conditional(&self) -> bool {
        !self.if_match.is_empty()
    }

    /// Whether the change is for this version: the tag of the whole representation.
    pub fn is_for_version(&self, etag: &str) -> bool {
        let whole = |tag: &str| match tag.split_once('-') {
            // A read of some fields only carries the tag of the whole before the hyphen.
            Some((whole, _)) => format!("{whole}\""),
            None => tag.to_owned(),
        };
        self.if_match.iter().any(|tag| tag == "*" || whole(tag) == etag)
    }
}
