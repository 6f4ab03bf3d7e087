//! The keys of an account at Stripe. They are never printed.

use std::fmt;

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl Hidden {
    /// Hides a text.
    pub fn new(text: &str) -> Hidden {
        Hidden(text.to_owned())
    }

    /// The text, for the one place that sends or compares it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Stripe's own address.
pub const API_BASE: &str = "https://api.stripe.com";
/// Where Stripe's pages for paying are.
const CHECKOUT: &str = "https://checkout.stripe.com";

/// The keys of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StripeKeys {
    /// Allows everything: `sk_…` or, restricted, `rk_…`.
    pub secret: Hidden,
    /// What events are signed with; several while one is exchanged for another.
    pub webhook_secrets: Vec<Hidden>,
    /// The address of the API, without a slash at the end.
    pub api_base: String,
}

impl StripeKeys {
    /// Whether no real money moves.
    pub fn is_test(&self) -> bool {
        self.secret.reveal().contains("_test_")
    }

    /// The origin of the pages for paying; a stand-in for Stripe has them at its own.
    pub fn checkout_origin(&self) -> String {
        match self.api_base == API_BASE {
            true => CHECKOUT.to_owned(),
            false => url::Url::parse(&self.api_base)
                .map(|url| url.origin().ascii_serialization())
                .unwrap_or_else(|_| CHECKOUT.to_owned()),
        }
    }
}
