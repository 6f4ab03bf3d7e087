//! Payments: what is owed for an order, and what came in.
//!
//! An order has at most one open payment and at most one paid one; both are constraints of the
//! table. [`methods`] lists the ways to pay; the built-in one is by invoice, booked by staff. A way
//! that leads to a provider's page fits into the same place.

pub mod accounting;
pub mod admin;
pub mod differences;
pub mod dump;
pub mod ledger;
pub mod loading;
pub mod methods;
pub mod models;
pub mod pages;
pub mod paper;
pub mod payments;
pub mod provider;
pub mod queries;
pub mod stripe;
