//! What every answer carries and which requests are refused at the door.
//!
//! Forged requests are refused by what browsers say about where a request comes from
//! (`Sec-Fetch-Site`, `Origin`), so that no token has to stand in a page and the same bytes can be
//! served to everyone.

use std::net::IpAddr;

use actix_web::dev::RequestHead;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use url::{Host, Url};

use super::error::AppError;
use crate::config::Config;

/// Requests from other sites are how these work: they authenticate by a signature.
const SIGNED: &[&str] = &["/payment/webhook/"];
/// Asked by machines that know the address only; they say nothing about the shop.
const ANY_HOST: &[&str] = &["/healthz", "/readyz", "/metrics"];

/// Two years, with subdomains left alone: they may not be ours.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");
/// `'self'` and no inline script or style anywhere; pictures may also be small data addresses in
/// style sheets.
const POLICY_START: &str = "default-src 'self'; base-uri 'none'; form-action 'self'";
const POLICY_END: &str = "; frame-ancestors 'none'; img-src 'self' data:; object-src 'none'";
const STRICTEST: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "camera=(), geolocation=(), microphone=(), usb=(), browsing-topics=(), interest-cohort=()",
);

/// The rules of one site, prepared once.
#[derive(Debug)]
pub struct Security {
    headers: Vec<(HeaderName, HeaderValue)>,
    origin: String,
    host: AllowedHost,
    friends: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
enum AllowedHost {
    /// The host of `BASE_URL`.
    Named(String),
    /// This machine under any of its loopback names.
    Loopback,
    /// Listening everywhere without a name: loopback names and plain IP addresses.
    AnyAddress,
}

impl Security {
    /// The rules for the site at `config.base_url`.
    pub fn new(config: &Config) -> Security {
        let url = Url::parse(&config.base_url).ok();
        Security {
            headers: headers(config),
            origin: url.as_ref().map_or_else(String::new, |url| url.origin().ascii_serialization()),
            host: url.as_ref().and_then(Url::host).map_or(AllowedHost::Loopback, AllowedHost::of),
            friends: config.cors_origins.clone(),
        }
    }

    /// Adds the headers that every answer carries; what a handler set itself stays.
    pub fn add_headers(&self, to: &mut HeaderMap) {
        for (name, value) in &self.headers {
            if !to.contains_key(name) {
                to.insert(name.clone(), value.clone());
            }
        }
    }

    /// Refuses a request for another host and one that another site made a browser send.
    pub fn check(&self, head: &RequestHead) -> Result<(), AppError> {
        let path = head.uri.path();
        if !ANY_HOST.contains(&path) && !self.is_our_host(head) {
            return Err(AppError::BadRequest(
                "This address is not the one this shop answers at. Its operator can set it as BASE_URL."
                    .to_owned(),
            ));
        }
        // PostgreSQL takes no NUL in a text, and no address of ours has one.
        if path.contains("%00") {
            return Err(AppError::NotFound("page"));
        }
        if head.method.is_safe() || SIGNED.contains(&path) || self.is_for_api(head) {
            return Ok(());
        }
        match self.is_cross_site(head) {
            true => Err(AppError::Forbidden),
            false => Ok(()),
        }
    }

    fn is_our_host(&self, head: &RequestHead) -> bool {
        let mut hosts = head.headers.get_all(header::HOST);
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host.to_str().ok(),
            (None, _) => head.uri.authority().map(|authority| authority.as_str()),
            (Some(_), Some(_)) => None,
        };
        host.is_some_and(|host| self.host.allows(host))
    }

    fn is_cross_site(&self, head: &RequestHead) -> bool {
        let site = head.headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        if matches!(site, Some(b"cross-site" | b"same-site")) {
            return true;
        }
        let Some(origin) = head.headers.get(header::ORIGIN) else { return false };
        let Ok(origin) = origin.to_str() else { return true };
        origin != self.origin && !self.is_same_local_origin(origin, head)
    }

    /// No cookie counts for the API. A page of another site has to bring a token, or to be one that the
    /// operator named.
    fn is_for_api(&self, head: &RequestHead) -> bool {
        let is_friend = |origin: &HeaderValue| {
            origin.to_str().is_ok_and(|origin| self.friends.iter().any(|friend| friend == origin))
        };
        head.uri.path().starts_with("/api/")
            && (head.headers.contains_key(header::AUTHORIZATION)
                || head.headers.get(header::ORIGIN).is_some_and(is_friend))
    }

    /// Without a `BASE_URL` the address in the visitor's browser is as good as any other that
    /// passed the check of the host.
    fn is_same_local_origin(&self, origin: &str, head: &RequestHead) -> bool {
        let host = head.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let named = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        !matches!(self.host, AllowedHost::Named(_)) && host.is_some() && named == host
    }
}

impl AllowedHost {
    fn of(host: Host<&str>) -> AllowedHost {
        let address: Option<IpAddr> = match host {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
        };
        match address {
            Some(address) if address.is_unspecified() => AllowedHost::AnyAddress,
            _ if is_loopback(&host.to_string()) => AllowedHost::Loopback,
            _ => AllowedHost::Named(host.to_string()),
        }
    }

    /// Whether a `Host` header names us; the port does not matter, since proxies change it.
    fn allows(&self, header: &str) -> bool {
        let Some(host) = without_port(header) else { return false };
        match self {
            AllowedHost::Named(name) => host.trim_end_matches('.').eq_ignore_ascii_case(name),
            AllowedHost::Loopback => is_loopback(host),
            AllowedHost::AnyAddress => is_loopback(host) || ip(host).is_some(),
        }
    }
}

fn without_port(header: &str) -> Option<&str> {
    let (host, port) = match header.rfind(']') {
        Some(end) => header.split_at_checked(end + 1)?,
        None => header.find(':').map_or((header, ""), |colon| header.split_at(colon)),
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    (port.is_empty() || port.starts_with(':') && digits.bytes().all(|digit| digit.is_ascii_digit()))
        .then_some(host)
        .filter(|host| !host.is_empty())
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost") || ip(&host).is_some_and(|ip| ip.is_loopback())
}

fn ip(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Forms may also lead to the origin of the payment provider: browsers apply the rule to where a form
/// is redirected as well.
fn policy(provider: Option<&str>) -> HeaderValue {
    let made = format!(
        "{POLICY_START}{}{POLICY_END}",
        provider.map(|origin| format!(" {origin}")).unwrap_or_default()
    );
    HeaderValue::from_str(&made).unwrap_or(HeaderValue::from_static(STRICTEST))
}

fn headers(config: &Config) -> Vec<(HeaderName, HeaderValue)> {
    let text = HeaderValue::from_static;
    let provider = config.stripe.as_ref().map(|keys| keys.checkout_origin());
    let mut headers = vec![
        (header::CONTENT_SECURITY_POLICY, policy(provider.as_deref())),
        (header::X_CONTENT_TYPE_OPTIONS, text("nosniff")),
        (header::REFERRER_POLICY, text("strict-origin-when-cross-origin")),
        (HeaderName::from_static("cross-origin-opener-policy"), text("same-origin")),
        (HeaderName::from_static("cross-origin-resource-policy"), text("same-origin")),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ];
    if config.is_https() {
        headers.push((header::STRICT_TRANSPORT_SECURITY, HSTS));
    }
    headers
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn site(base_url: &'static str) -> Security {
        Security::new(&Config::parse(|name| (name == "BASE_URL").then(|| base_url.to_owned())).unwrap())
    }

    fn outcome(site: &Security, post: bool, path: &str, headers: &[(&'static str, &str)]) -> u16 {
        use actix_web::ResponseError;
        let mut request = if post { TestRequest::post() } else { TestRequest::get() }.uri(path);
        for header in headers {
            request = request.append_header(*header);
        }
        match site.check(request.to_http_request().head()) {
            Ok(()) => 200,
            Err(error) => error.status_code().as_u16(),
        }
    }

    #[test]
    fn only_the_host_of_the_base_url_is_served() {
        let shop = site("https://shop.example");
        for (host, status) in [
            ("shop.example", 200),
            ("SHOP.example:443", 200),
            ("shop.example.", 200),
            ("evil.example", 400),
            ("shop.example.evil.example", 400),
            ("shop.example:80@evil.example", 400),
            ("127.0.0.1:8000", 400),
            ("", 400),
        ] {
            assert_eq!(outcome(&shop, false, "/", &[("host", host)]), status, "{host}");
        }
        assert_eq!(outcome(&shop, false, "/", &[("host", "shop.example"), ("host", "evil.example")]), 400);
        assert_eq!(outcome(&shop, false, "/healthz", &[("host", "10.1.2.3")]), 200);
    }

    #[test]
    fn a_shop_on_this_machine_answers_to_its_loopback_names() {
        let shop = site("http://127.0.0.1:8000");
        for (host, status) in [
            ("127.0.0.1:8000", 200),
            ("localhost:8000", 200),
            ("shop.localhost", 200),
            ("[::1]:8000", 200),
            ("evil.example", 400),
            ("192.168.1.2", 400),
        ] {
            assert_eq!(outcome(&shop, false, "/", &[("host", host)]), status, "{host}");
        }
        let everywhere = site("http://0.0.0.0:8000");
        assert_eq!(outcome(&everywhere, false, "/", &[("host", "192.168.1.2:8000")]), 200);
        assert_eq!(outcome(&everywhere, false, "/", &[("host", "evil.example")]), 400);
    }

    #[test]
    fn unsafe_requests_from_other_sites_are_refused() {
        let shop = site("https://shop.example");
        let ours = ("host", "shop.example");
        for (header, status) in [
            (("sec-fetch-site", "cross-site"), 403),
            (("sec-fetch-site", "same-site"), 403),
            (("sec-fetch-site", "same-origin"), 200),
            (("sec-fetch-site", "none"), 200),
            (("origin", "https://shop.example"), 200),
            (("origin", "http://shop.example"), 403),
            (("origin", "https://evil.example"), 403),
            (("origin", "null"), 403),
            (("x-nothing", "x"), 200),
        ] {
            assert_eq!(outcome(&shop, true, "/cart/items/", &[ours, header]), status, "{header:?}");
            assert_eq!(outcome(&shop, false, "/cart/items/", &[ours, header]), 200, "{header:?}");
        }
        let foreign = ("origin", "https://evil.example");
        assert_eq!(outcome(&shop, true, "/payment/webhook/", &[ours, foreign]), 200);
        assert_eq!(outcome(&shop, true, "/api/store/carts/", &[ours, foreign]), 403);
        assert_eq!(
            outcome(&shop, true, "/api/store/carts/", &[ours, foreign, ("authorization", "JWT x")]),
            200
        );
    }

    #[test]
    fn without_a_base_url_the_visitors_own_address_is_no_foreign_origin() {
        let shop = site("http://127.0.0.1:8000");
        let host = ("host", "localhost:8000");
        assert_eq!(outcome(&shop, true, "/", &[host, ("origin", "http://localhost:8000")]), 200);
        assert_eq!(outcome(&shop, true, "/", &[host, ("origin", "http://localhost:9000")]), 403);
    }

    #[test]
    fn strict_transport_security_is_sent_over_https_only() {
        let has = |url| {
            let mut headers = HeaderMap::new();
            site(url).add_headers(&mut headers);
            headers.contains_key(header::STRICT_TRANSPORT_SECURITY)
        };
        assert!(has("https://shop.example"));
        assert!(!has("http://127.0.0.1:8000"));
    }
}
