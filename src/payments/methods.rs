//! The ways to pay.

use crate::orders::models::Order;

/// A way to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// By invoice: the customer transfers the amount, staff book it when it has come in.
    Invoice,
}

/// What happens after an order was placed that is to be paid this way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    /// Nothing more to do here; the page of the order says how to pay.
    ShowOrder,
    /// The customer pays on the provider's page.
    LeaveFor(String),
}

impl Method {
    /// Every way this shop offers, the first one preselected.
    pub const ALL: &'static [Method] = &[Method::Invoice];

    /// The stored name.
    pub fn key(self) -> &'static str {
        match self {
            Method::Invoice => "invoice",
        }
    }

    /// The way with this stored name, if the shop offers it.
    pub fn from_key(key: &str) -> Option<Method> {
        Method::ALL.iter().copied().find(|method| method.key() == key)
    }

    /// What shoppers read.
    pub fn label(self) -> &'static str {
        match self {
            Method::Invoice => "Invoice, by bank transfer",
        }
    }

    /// One line more.
    pub fn description(self) -> &'static str {
        match self {
            Method::Invoice => "You pay after ordering; we send the goods when the money has arrived.",
        }
    }

    /// Where the customer goes after placing `_order`.
    pub fn next_step(self, _order: &Order) -> NextStep {
        match self {
            Method::Invoice => NextStep::ShowOrder,
        }
    }
}
