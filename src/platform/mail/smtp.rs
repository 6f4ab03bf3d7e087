//! The mail server: its address, the connections to it, and what its answers mean.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use lettre::Transport;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, PoolConfig, SmtpTransport};
use url::Url;

use super::MailError;

/// A server that says nothing for so long is taken for dead.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Connections that are kept open between messages, and for how long.
const CONNECTIONS: u32 = 4;
const KEEP_OPEN: Duration = Duration::from_secs(30);
/// What is kept of a server's answer.
const ANSWER_LENGTH: usize = 300;

/// Where mail is handed over. Never prints its password.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl {
    url: Url,
    host: String,
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl fmt::Display for SmtpUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}://{}", self.url.scheme(), self.host)?;
        self.url.port().map_or(Ok(()), |port| write!(out, ":{port}"))
    }
}

impl FromStr for SmtpUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<SmtpUrl, &'static str> {
        const FORM: &str = "write smtp://user:password@host:587 or smtps://user:password@host";
        let mut url = Url::parse(text).map_err(|_| FORM)?;
        if !matches!(url.scheme(), "smtp" | "smtps") {
            return Err(FORM);
        }
        let host = url.host_str().filter(|host| !host.is_empty() && !host.starts_with('[')).ok_or(FORM)?;
        let host = host.to_owned();
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err("leave out what follows the host and the port");
        }
        if !url.username().is_empty() && url.password().is_none() {
            return Err("the password is missing; write user:password@host, with %40 for an @ in either");
        }
        if url.scheme() == "smtp" && !is_loopback(&host) {
            // Passwords and mails do not travel in the open.
            url.set_query(Some("tls=required"));
        }
        SmtpTransport::from_url(url.as_str()).map_err(|_| FORM)?;
        Ok(SmtpUrl { url, host })
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl SmtpUrl {
    /// Connections to the server, opened when they are needed; `our_host` is how we greet it.
    pub(super) fn transport(&self, our_host: &str) -> SmtpTransport {
        let builder = match SmtpTransport::from_url(self.url.as_str()) {
            Ok(builder) => builder,
            // Tried when the address was read.
            Err(_) => SmtpTransport::builder_dangerous(self.host.as_str()),
        };
        builder
            .hello_name(ClientId::Domain(our_host.to_owned()))
            .timeout(Some(TIMEOUT))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS).idle_timeout(KEEP_OPEN))
            .build()
    }
}

/// Hands one message to the server.
pub(super) fn deliver(transport: &SmtpTransport, mail: &lettre::Message) -> Result<(), MailError> {
    transport.send(mail).map(|_| ()).map_err(meaning)
}

/// Whether the server answers.
pub(super) fn test(transport: &SmtpTransport) -> Result<(), MailError> {
    match transport.test_connection().map_err(meaning)? {
        true => Ok(()),
        false => Err(MailError::Server("it does not answer as a mail server does".to_owned())),
    }
}

fn meaning(error: Error) -> MailError {
    let told = without_addresses(&error.to_string());
    match error.is_permanent() {
        true => MailError::Refused(told),
        false => MailError::Server(told),
    }
}

/// Servers repeat the reader's address, which is nobody's business in a log.
fn without_addresses(answer: &str) -> String {
    let words = answer.split_whitespace().map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(ANSWER_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_never_printed() {
        let url: SmtpUrl = "smtp://shop%40example.com:hunter2@mail.example.com:587".parse().unwrap();
        assert_eq!(format!("{url} {url:?}"), "smtp://mail.example.com:587 smtp://mail.example.com:587");
    }

    #[test]
    fn a_server_elsewhere_must_encrypt() {
        let encrypts = |url: &str| url.parse::<SmtpUrl>().unwrap().url.query() == Some("tls=required");
        assert!(encrypts("smtp://mail.example.com"));
        assert!(encrypts("smtp://user:pass@192.0.2.7:587"));
        assert!(!encrypts("smtp://localhost:2525") && !encrypts("smtp://127.0.0.1"));
    }

    #[test]
    fn what_is_no_address_of_a_mail_server_is_refused() {
        for text in
            ["", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://me@host", "smtp://h/x"]
        {
            assert!(text.parse::<SmtpUrl>().is_err(), "{text}");
        }
        assert!("smtp://host?tls=none".parse::<SmtpUrl>().is_err());
    }

    #[test]
    fn the_reader_is_not_named_in_errors() {
        assert_eq!(
            without_addresses("permanent error (550): <ann@example.com>: no such user"),
            "permanent error (550): … no such user"
        );
    }
}
