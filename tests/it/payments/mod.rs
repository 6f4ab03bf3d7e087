//! Payments on a provider's page.

mod accounting;
mod coming_back;
mod fake_provider;
mod faults;
mod news;
mod paying;
mod reconciliation;
mod shop;
