//! Calling addresses that somebody else named: which may be called, and the client that calls them.

pub mod addresses;

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use reqwest::blocking::Client;
use reqwest::redirect::Policy;

use addresses::{PublicNames, Refused};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Why no answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The address may not be called.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// The server is not there, too slow, or broke off.
    #[error("{0}")]
    Unreachable(String),
}

/// The innermost cause says most; an address refused by the resolver is told apart.
impl From<reqwest::Error> for Unanswered {
    fn from(error: reqwest::Error) -> Self {
        let mut cause: &(dyn Error + 'static) = &error;
        loop {
            let inside = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            if let Some(refused) = inside.and_then(|error| error.downcast_ref::<Refused>()) {
                return refused.clone().into();
            }
            match cause.source() {
                Some(next) => cause = next,
                None => return Unanswered::Unreachable(cause.to_string()),
            }
        }
    }
}

/// A client that follows no redirect by itself and uses no proxy: either would call an address
/// unchecked. Names are resolved to public addresses only; numbers are checked by
/// [`Reach`](addresses::Reach). Neither made nor dropped where requests are answered.
pub fn client() -> Result<Client, Unanswered> {
    // Fails when another part has chosen a provider already, which is as good.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::builder()
        .user_agent(concat!("Storefront/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .no_proxy()
        .dns_resolver(Arc::new(PublicNames))
        .connect_timeout(CONNECT_TIMEOUT)
        .build()?)
}
