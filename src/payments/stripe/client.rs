//! HTTP to Stripe: one call, tried again while that is safe and soon enough to be of use.
//!
//! Every call that changes something carries an idempotency key, so that trying again after no answer
//! does nothing twice: <https://docs.stripe.com/api/idempotent_requests>. Neither keys nor what is sent
//! and answered appear in errors and logs, except for Stripe's own sentence.

use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use reqwest::blocking::{Client as Http, RequestBuilder, Response};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::redirect::Policy;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::forms::Field;
use super::keys::StripeKeys;
use super::objects::Failure;
use crate::payments::provider::ProviderError;

/// The version that the answers are read as; pinned, so that an account that moves on changes nothing
/// here. <https://docs.stripe.com/changelog>
pub const VERSION: &str = "2026-10-28.endive";
/// Our code for an idempotency key that was used with other parameters.
pub const KEY_USED: &str = "idempotency_key_used";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// For one try.
const TRY_TIMEOUT: Duration = Duration::from_secs(10);
/// For all tries together: somebody may be waiting.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(20);
const MOST_TRIES: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(300);
/// A longer pause is left to whoever asks again later.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Sentences of Stripe are cut to this.
const LONGEST_MESSAGE: usize = 300;

/// Calls Stripe.
#[derive(Debug)]
pub struct Client {
    bearer: HeaderValue,
    base: String,
    /// Made by the first call, and never dropped: neither is possible where requests are answered.
    http: OnceLock<&'static Http>,
}

/// Why a call gave nothing.
#[derive(Debug)]
pub enum CallError {
    /// It was broken off by an error of Stripe's own, which is also the answer to the same call under
    /// the same key for a day.
    Broken(u16),
    /// Anything else, as the shop says it.
    Provider(ProviderError),
}

impl From<CallError> for ProviderError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Broken(status) => ProviderError::Unreachable(format!("it answered {status}")),
            CallError::Provider(error) => error,
        }
    }
}

impl From<ProviderError> for CallError {
    fn from(error: ProviderError) -> Self {
        CallError::Provider(error)
    }
}

/// What came of one try.
enum Tried<T> {
    Done(T),
    No(ProviderError),
    /// No usable answer; trying again is safe.
    Again(CallError, Option<Duration>),
}

impl Client {
    /// A client with these keys.
    pub fn new(keys: &StripeKeys) -> Result<Client, ProviderError> {
        let unusable = |_| ProviderError::Unreachable("the key cannot be sent".to_owned());
        let bearer = format!("Bearer {}", keys.secret.reveal());
        let mut bearer = HeaderValue::from_str(&bearer).map_err(unusable)?;
        bearer.set_sensitive(true);
        Ok(Client { bearer, base: keys.api_base.clone(), http: OnceLock::new() })
    }

    fn http(&self) -> Result<&'static Http, ProviderError> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        // Fails when another part has chosen a provider already, which is as good.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, self.bearer.clone());
        headers.insert("stripe-version", HeaderValue::from_static(VERSION));
        let mut http = Http::builder()
            .user_agent(concat!("Storefront/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIMEOUT);
        // A stand-in on this machine is not reached through a proxy.
        if self.base.starts_with("http://") {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| ProviderError::Unreachable(cause(&error)))?;
        Ok(self.http.get_or_init(|| Box::leak(Box::new(http))))
    }

    /// Reads an object.
    pub fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Result<T, ProviderError> {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let address = format!("{}{path}?{query}", self.base);
        let http = self.http()?;
        Ok(tried(|| http.get(&address))?)
    }

    /// Changes something, once for each `key`.
    pub fn post<T: DeserializeOwned>(&self, path: &str, form: &[Field], key: &str) -> Result<T, CallError> {
        let address = format!("{}{path}", self.base);
        let http = self.http()?;
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        tried(|| {
            http.post(&address)
                .header("idempotency-key", key)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body.clone())
        })
    }
}

/// There is no event to wait for: the provider asks for time.
#[expect(clippy::disallowed_methods, reason = "time is what the provider asks for")]
fn pause_for(wait: Duration) {
    sleep(wait);
}

/// Tries until there is an answer, as long as that is of use to somebody who waits.
fn tried<T: DeserializeOwned>(request: impl Fn() -> RequestBuilder) -> Result<T, CallError> {
    let start = Instant::now();
    let mut pause = FIRST_PAUSE;
    let mut tries = 1;
    loop {
        let left = TOTAL_TIMEOUT.saturating_sub(start.elapsed());
        match attempt(request().timeout(left.min(TRY_TIMEOUT))) {
            Tried::Done(answer) => return Ok(answer),
            Tried::No(error) => return Err(error.into()),
            Tried::Again(reason, asked) => {
                let wait = asked.unwrap_or(pause.mul_f64(0.5 + rand::random::<f64>() / 2.0));
                let is_late = start.elapsed() + wait + CONNECT_TIMEOUT > TOTAL_TIMEOUT;
                if tries >= MOST_TRIES || is_late || wait > LONGEST_PAUSE {
                    return Err(reason);
                }
                pause_for(wait);
                tries += 1;
                pause *= 2;
            }
        }
    }
}

fn attempt<T: DeserializeOwned>(request: RequestBuilder) -> Tried<T> {
    let response = match request.send() {
        Ok(response) => response,
        Err(error) => return Tried::Again(ProviderError::Unreachable(cause(&error)).into(), None),
    };
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let text = match read(response) {
        Ok(text) => text,
        Err(error) => return Tried::Again(ProviderError::Unreachable(cause(&error)).into(), None),
    };
    if (200..300).contains(&status) {
        // It was done; only how it was said cannot be read.
        return match serde_json::from_str(&text) {
            Ok(answer) => Tried::Done(answer),
            Err(_) => Tried::No(ProviderError::Unreachable("its answer cannot be read".to_owned())),
        };
    }
    let failure = serde_json::from_str::<Failure>(&text).unwrap_or_default().error;
    let message: String = failure.message.unwrap_or_default().chars().take(LONGEST_MESSAGE).collect();
    let wish = headers.get("stripe-should-retry").and_then(|value| value.to_str().ok());
    let may_try_again = match wish {
        Some("true") => true,
        Some("false") => false,
        _ => matches!(status, 409 | 429 | 500..=599),
    };
    if may_try_again {
        let error = match status {
            500..=599 => CallError::Broken(status),
            _ => ProviderError::Unreachable(format!("it answered {status}")).into(),
        };
        return Tried::Again(error, retry_after(&headers));
    }
    Tried::No(match (status, failure.kind.as_str()) {
        (_, "idempotency_error") => ProviderError::Refused { code: KEY_USED.to_owned(), message },
        (404, _) => ProviderError::Unknown,
        (400 | 402 | 422, _) => {
            ProviderError::Refused { code: failure.code.unwrap_or(failure.kind), message }
        }
        // The operator has to mend it; what was asked for stays to be asked for.
        (401 | 403, _) => ProviderError::Unreachable(format!("it does not accept the key: {message}")),
        _ => ProviderError::Unreachable(format!("it answered {status}")),
    })
}

fn read(response: Response) -> Result<String, reqwest::Error> {
    response.text()
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The innermost cause says most, and names no address.
fn cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// A name as part of an address; one that could lead elsewhere is unknown.
pub fn segment(name: &str) -> Result<&str, ProviderError> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match !name.is_empty() && name.bytes().all(is_plain) {
        true => Ok(name),
        false => Err(ProviderError::Unknown),
    }
}
