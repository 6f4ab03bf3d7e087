//! Stripe's objects, as far as they are read. Everything else, unknown words included, is passed over.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

/// Part of a list.
#[derive(Debug, Deserialize)]
pub struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

/// An event.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub created: i64,
    pub data: EventData,
}

/// What an event is about.
#[derive(Debug, Deserialize)]
pub struct EventData {
    pub object: Value,
}

/// A page for paying.
#[derive(Debug, Clone, Deserialize)]
pub struct Session {
    pub id: String,
    #[serde(default)]
    pub mode: String,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default)]
    pub payment_status: String,
    #[serde(default)]
    pub amount_total: Option<i64>,
    #[serde(default)]
    pub currency: Option<String>,
    #[serde(default)]
    pub client_reference_id: Option<String>,
    #[serde(default)]
    pub metadata: Option<HashMap<String, String>>,
    #[serde(default)]
    pub payment_intent: Option<Reference>,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub expires_at: Option<i64>,
}

/// An object by name, or as a whole when that was asked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Reference {
    Name(String),
    Whole {
        id: String,
        #[serde(default)]
        status: String,
    },
}

impl Reference {
    pub fn name(&self) -> &str {
        match self {
            Reference::Name(id) | Reference::Whole { id, .. } => id,
        }
    }

    /// Empty when only the name is known.
    pub fn status(&self) -> &str {
        match self {
            Reference::Name(_) => "",
            Reference::Whole { status, .. } => status,
        }
    }
}

/// A refund.
#[derive(Debug, Clone, Deserialize)]
pub struct Refund {
    pub id: String,
    #[serde(default)]
    pub status: Option<String>,
    pub amount: i64,
    pub currency: String,
    #[serde(default)]
    pub payment_intent: Option<Reference>,
    #[serde(default)]
    pub metadata: Option<HashMap<String, String>>,
    #[serde(default)]
    pub failure_reason: Option<String>,
}

/// A payment that was charged.
#[derive(Debug, Clone, Deserialize)]
pub struct Charge {
    #[serde(default)]
    pub payment_intent: Option<Reference>,
}

/// A bank that wants money back.
#[derive(Debug, Clone, Deserialize)]
pub struct Dispute {
    pub amount: i64,
    pub currency: String,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub payment_intent: Option<Reference>,
}

/// An answer that says no.
#[derive(Debug, Default, Deserialize)]
pub struct Failure {
    #[serde(default)]
    pub error: FailureDetail,
}

/// Why.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FailureDetail {
    #[serde(rename = "type")]
    pub kind: String,
    pub code: Option<String>,
    pub message: Option<String>,
}
