//! Which addresses of the network this program may call on behalf of somebody else.
//!
//! An address in an imported file must not reach what only this machine can see: its own
//! services, the local network, a cloud's metadata service. A name is resolved once, and what was
//! checked is what is connected to.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// What may be called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses only.
    #[default]
    Public,
    /// Also this one, given as a number: for tests.
    PublicAnd(SocketAddr),
}

/// Why an address is not called.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Neither http nor https.
    #[error("only http and https addresses are fetched")]
    Scheme,
    /// It has no host, or names a user.
    #[error("the address has no host or carries a user name")]
    Shape,
    /// It is not public.
    #[error("{0} is not a public address")]
    NotPublic(String),
    /// Everybody on the way could read what is sent there.
    #[error("the address must begin with https://")]
    NotSecure,
}

impl Reach {
    /// Checks everything about `url` that can be known before its name is resolved.
    pub fn check(self, url: &Url) -> Result<(), Refused> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refused::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::Shape);
        }
        let ip = match url.host() {
            None => return Err(Refused::Shape),
            // Resolved by `PublicNames`, which checks what comes of it.
            Some(Host::Domain(_)) => return Ok(()),
            Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
        };
        if self.is_extra(url) || is_public(ip) { Ok(()) } else { Err(Refused::NotPublic(ip.to_string())) }
    }

    /// [`check`](Self::check) of an address that something is sent to: only by https.
    pub fn check_secure(self, url: &Url) -> Result<(), Refused> {
        self.check(url)?;
        if url.scheme() == "https" || self.is_extra(url) { Ok(()) } else { Err(Refused::NotSecure) }
    }

    fn is_extra(self, url: &Url) -> bool {
        let ip = match url.host() {
            Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
            Some(Host::Domain(_)) | None => return false,
        };
        match (self, url.port_or_known_default()) {
            (Reach::PublicAnd(extra), Some(port)) => extra == SocketAddr::new(ip, port),
            _ => false,
        }
    }
}

/// Whether an address is reachable for everybody: global unicast and none of the special ranges
/// (IANA special-purpose address registries, RFC 6890).
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => ip.to_ipv4_mapped().map_or_else(|| is_public_v6(ip), is_public_v4),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || a == 0
        || (a == 100 && (64..128).contains(&b)) // shared by carriers
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99) // 6to4 relays
        || (a == 198 && (18..20).contains(&b)) // benchmarks
        || a >= 224) // multicast, reserved, broadcast
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    // Only 2000::/3 is handed out; that leaves out loopback, link-local, unique-local, multicast
    // and NAT64 at once.
    first & 0xe000 == 0x2000
        && !(first == 0x2001 && second < 0x200) // Teredo, ORCHID and other protocols
        && !(first == 0x2001 && second == 0xdb8) // documentation
        && !(first == 0x3fff && second < 0x1000) // documentation
        && first != 0x2002 // 6to4: carries any IPv4 address
}

/// Resolves names to their public addresses; a name that has another one is refused altogether.
#[derive(Debug, Clone, Copy)]
pub struct PublicNames;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found = tokio::task::spawn_blocking(move || resolve(&host)).await??;
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

fn resolve(host: &str) -> io::Result<Vec<SocketAddr>> {
    let found: Vec<SocketAddr> = (host, 0).to_socket_addrs()?.collect();
    match found.iter().find(|address| !is_public(address.ip())) {
        Some(_) => Err(io::Error::new(io::ErrorKind::PermissionDenied, Refused::NotPublic(host.to_owned()))),
        None => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        let inside = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "203.0.113.5",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
        ];
        for ip in inside {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in
            ["1.1.1.1", "93.184.215.14", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::5"]
        {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn numbers_written_oddly_are_still_numbers() {
        for url in
            ["http://2130706433/", "http://0x7f.1/", "http://127.1/x", "http://[::ffff:7f00:1]/", "http://0/"]
        {
            let url = Url::parse(url).unwrap();
            assert!(matches!(Reach::Public.check(&url), Err(Refused::NotPublic(_))), "{url}");
        }
        for url in ["ftp://example.com/a.jpg", "file:///etc/passwd", "http://user:pw@example.com/"] {
            assert!(Reach::Public.check(&Url::parse(url).unwrap()).is_err(), "{url}");
        }
    }

    #[test]
    fn a_name_of_this_machine_is_refused() {
        assert_eq!(resolve("localhost").unwrap_err().kind(), io::ErrorKind::PermissionDenied);
    }
}
