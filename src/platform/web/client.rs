//! Who sends a request: the address of the client, and its browser in words.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::HttpRequest;
use actix_web::http::header;

/// Whose word is taken for the address of a client (`X-Forwarded-For`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustProxy {
    /// Nobody's: the client is whoever connects.
    Never,
    /// That of a proxy on this machine.
    Loopback,
    /// That of a proxy on this machine or in the private network.
    Private,
}

impl TrustProxy {
    fn trusts(self, peer: IpAddr) -> bool {
        match self {
            TrustProxy::Never => false,
            TrustProxy::Loopback => peer.is_loopback(),
            TrustProxy::Private => peer.is_loopback() || is_private(peer),
        }
    }
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_private(),
        IpAddr::V6(address) => address.is_unique_local(),
    }
}

/// The address of the client.
///
/// Of `X-Forwarded-For` only the last entry counts: a proxy appends the address it sees, whatever
/// stands before was written by the client.
pub fn address(req: &HttpRequest, trust: TrustProxy) -> IpAddr {
    let peer = req.peer_addr().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.ip().to_canonical());
    match trust.trusts(peer) {
        true => forwarded(req).unwrap_or(peer),
        false => peer,
    }
}

fn forwarded(req: &HttpRequest) -> Option<IpAddr> {
    let last = req.headers().get_all(header::X_FORWARDED_FOR).last()?.to_str().ok()?;
    let entry = last.rsplit(',').next()?.trim();
    entry.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// The name under which attempts from `address` are counted: one subscriber has a whole /64 of
/// IPv6 addresses.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            format!("{}/64", Ipv6Addr::from(network))
        }
    }
}

/// "Firefox on Windows": what a `User-Agent` says, for people to recognise their own browser.
pub fn describe_agent(req: &HttpRequest) -> String {
    let agent = req.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    describe(agent.unwrap_or_default())
}

/// In the order in which they are looked for: most browsers name others besides themselves.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

fn describe(agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(BROWSERS), find(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "An unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn seen(peer: &str, forwarded: &[&'static str], trust: TrustProxy) -> String {
        let mut request = TestRequest::get().peer_addr(format!("{peer}:1").parse().unwrap());
        for value in forwarded {
            request = request.append_header((header::X_FORWARDED_FOR, *value));
        }
        address(&request.to_http_request(), trust).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_may_name_the_client() {
        use TrustProxy::{Loopback, Never, Private};
        assert_eq!(seen("127.0.0.1", &["203.0.113.9"], Never), "127.0.0.1");
        assert_eq!(seen("127.0.0.1", &["203.0.113.9"], Loopback), "203.0.113.9");
        assert_eq!(seen("10.0.0.7", &["203.0.113.9"], Loopback), "10.0.0.7");
        assert_eq!(seen("10.0.0.7", &["203.0.113.9"], Private), "203.0.113.9");
        assert_eq!(seen("[fd00::7]", &["203.0.113.9"], Private), "203.0.113.9");
        assert_eq!(seen("198.51.100.4", &["203.0.113.9"], Private), "198.51.100.4");
        assert_eq!(seen("[::ffff:127.0.0.1]", &["203.0.113.9"], Loopback), "203.0.113.9");
    }

    #[test]
    fn what_the_client_itself_wrote_does_not_count() {
        let trust = TrustProxy::Loopback;
        assert_eq!(seen("127.0.0.1", &["1.2.3.4, 203.0.113.9"], trust), "203.0.113.9");
        assert_eq!(seen("127.0.0.1", &["1.2.3.4", "203.0.113.9"], trust), "203.0.113.9");
        assert_eq!(seen("127.0.0.1", &["203.0.113.9, nonsense"], trust), "127.0.0.1");
        assert_eq!(seen("127.0.0.1", &[], trust), "127.0.0.1");
    }

    #[test]
    fn one_subscriber_is_one_network() {
        let key = |text: &str| network(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2:aaaa::1"), key("2001:db8:1:2:bbbb::2"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn browsers_are_named_as_people_call_them() {
        for (agent, words) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            ("curl/8.5.0", "curl"),
            ("<script>alert(1)</script>", "An unknown browser"),
            ("", "An unknown browser"),
        ] {
            assert_eq!(describe(agent), words, "{agent}");
        }
    }
}
