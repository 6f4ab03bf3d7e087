//! Payments on a provider's page.

mod coming_back;
mod fake_provider;
mod faults;
mod news;
mod paper;
mod paying;
mod reconciliation;
mod shop;
