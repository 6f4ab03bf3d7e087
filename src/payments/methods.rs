//! The ways to pay.

use super::provider::Provider;
use crate::orders::models::BY_INVOICE;

/// A way to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// On the page of Stripe, by card and whatever else it offers there.
    Stripe,
    /// By invoice: the customer transfers the amount, staff book it when it has come in.
    Invoice,
}

impl Method {
    /// Every way there is, the one that is preselected first.
    pub const ALL: &'static [Method] = &[Method::Stripe, Method::Invoice];

    /// The ways a shop with this provider offers, the preselected one first.
    pub fn offered(provider: Option<&dyn Provider>) -> Vec<Method> {
        let has = |method: &Method| match method {
            Method::Stripe => provider.is_some_and(|provider| provider.key() == method.key()),
            Method::Invoice => true,
        };
        Method::ALL.iter().copied().filter(has).collect()
    }

    /// The stored name.
    pub fn key(self) -> &'static str {
        match self {
            Method::Stripe => "stripe",
            Method::Invoice => BY_INVOICE,
        }
    }

    /// The way with this stored name.
    pub fn from_key(key: &str) -> Option<Method> {
        Method::ALL.iter().copied().find(|method| method.key() == key)
    }

    /// What shoppers read.
    pub fn label(self) -> &'static str {
        match self {
            Method::Stripe => "Card",
            Method::Invoice => "Invoice, by bank transfer",
        }
    }

    /// One line more.
    pub fn description(self) -> &'static str {
        match self {
            Method::Stripe => {
                "You pay on the secure page of our payment provider Stripe; we never see your card."
            }
            Method::Invoice => "You pay after ordering; we send the goods when the money has arrived.",
        }
    }

    /// Whether the customer pays on a page of a provider, right after ordering.
    pub fn has_page(self) -> bool {
        match self {
            Method::Stripe => true,
            Method::Invoice => false,
        }
    }
}
