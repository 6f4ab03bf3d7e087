//! Payments: what is owed and what was paid for an order, by which provider.

pub mod dump;
pub mod loading;
