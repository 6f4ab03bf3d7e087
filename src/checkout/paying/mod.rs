//! Paying on a provider's page: what happens between an order and its payment, whatever fails.
//!
//! An order and its payment are stored before the customer leaves, with the stock taken
//! ([`placing`](super::placing)). [`opening`] asks the provider for the page. What becomes of the page
//! is told by [`news`] (events of the provider), by [`reconciliation`] (asking), and by the customer
//! coming back; all of them end in [`settling`], the only place where a payment of a provider
//! changes. [`closing`] ends a page early, so that the order can be cancelled.
//!
//! The provider is asked outside of transactions. Each step can be repeated: a page is opened and
//! closed under a key, and each change of a row is guarded by the state it comes from.

pub mod closing;
pub mod news;
pub mod opening;
pub mod reconciliation;
pub mod refreshing;
pub mod refunding;
pub mod settling;
