//! Payments on a provider's page.

mod accounting;
mod coming_back;
mod fake_provider;
mod faults;
mod killed;
mod news;
mod over_http;
mod paper;
mod paying;
mod reconciliation;
mod refund_page;
mod refunds;
pub mod shop;
mod stripe;
mod unmatched;
