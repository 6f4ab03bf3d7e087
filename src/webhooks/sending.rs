//! One attempt: the message to the target, and what it answers.

use std::io::Read;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use reqwest::blocking::{Client, Response};
use reqwest::header::{CONTENT_TYPE, HeaderName};
use serde_json::{Value, json};
use url::Url;

use super::payloads::moment;
use super::queries::{Attempt, Claimed};
use super::secrets::Secret;
use crate::platform::clock::Time;
use crate::platform::outgoing::Unanswered;
use crate::platform::outgoing::addresses::Reach;

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
/// For one attempt, from connecting to the end of the answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// No more of an answer is read.
const MOST_READ: usize = 64 * 1024;
/// No more of an answer is kept, to tell staff what is wrong.
const MOST_KEPT: usize = 200;

/// Where messages go.
pub(super) struct Target {
    pub address: String,
    pub secret: Secret,
    pub reach: Reach,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    /// Any answer that says yes.
    Arrived(Attempt),
    /// Another answer.
    Refused(Attempt),
    /// The target never wants to hear anything again.
    Gone(Attempt),
    /// No answer.
    Unanswered(Attempt),
}

/// Sends a message. Blocks for ten seconds at most.
///
/// The address is checked each time, since a name may lead somewhere else by now; a redirect is an
/// answer like any other that is not yes.
pub(super) fn send(client: &Client, target: &Target, message: &Claimed, now: Time) -> Sent {
    let begun = Instant::now();
    let answered = post(client, target, message, now);
    let took_ms = i64::try_from(begun.elapsed().as_millis()).ok();
    match answered {
        Ok((status, said)) => {
            let error = match (status.is_success(), said.is_empty()) {
                (true, _) => String::new(),
                (false, true) => format!("The target answered {status}."),
                (false, false) => format!("The target answered {status}: {said}"),
            };
            let attempt = Attempt { status: Some(i32::from(status.as_u16())), error, took_ms };
            match status {
                StatusCode::GONE => Sent::Gone(attempt),
                status if status.is_success() => Sent::Arrived(attempt),
                _ => Sent::Refused(attempt),
            }
        }
        Err(why) => {
            let error = match why {
                Unanswered::Refused(refused) => format!("Not sent: {refused}."),
                Unanswered::Unreachable(cause) => format!("The target did not answer: {cause}."),
            };
            Sent::Unanswered(Attempt { status: None, error, took_ms })
        }
    }
}

fn post(
    client: &Client,
    target: &Target,
    message: &Claimed,
    now: Time,
) -> Result<(StatusCode, String), Unanswered> {
    let unreadable = |what: &str| Unanswered::Unreachable(format!("the {what} cannot be read"));
    let url = Url::parse(&target.address).map_err(|_| unreadable("address"))?;
    target.reach.check_secure(&url)?;
    let deadline = Instant::now() + TIMEOUT;
    let (body, timestamp) = (body(message), now.and_utc().timestamp());
    let signature =
        target.secret.sign(&message.message_id, timestamp, &body).ok_or_else(|| unreadable("secret"))?;
    let response = client
        .post(url)
        .timeout(TIMEOUT)
        .header(CONTENT_TYPE, "application/json")
        .header(ID, &message.message_id)
        .header(TIMESTAMP, timestamp.to_string())
        .header(SIGNATURE, signature)
        .body(body)
        .send()?;
    let status = response.status();
    Ok((status, read(response, deadline)))
}

/// The same bytes each time it is sent.
fn body(message: &Claimed) -> String {
    let data: Value = serde_json::from_str(&message.payload).unwrap_or_default();
    json!({
        "id": message.message_id,
        "topic": message.topic,
        "object": message.object,
        "created_at": moment(message.created_at),
        "data": data,
    })
    .to_string()
}

/// The start of what was answered, on one line. What the status says counts, whatever becomes of this.
fn read(mut response: Response, deadline: Instant) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4 * 1024];
    // The client's own limit is for each piece; a server could drip for ever.
    while bytes.len() < MOST_READ && Instant::now() < deadline {
        match response.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(count) => bytes.extend_from_slice(buffer.get(..count).unwrap_or_default()),
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    let words: Vec<&str> = text.split(|letter: char| letter.is_whitespace() || letter.is_control()).collect();
    let line = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    line.chars().take(MOST_KEPT).collect()
}
