//! Orders: what was bought, as a copy that no later change of the catalogue touches.
//!
//! - An order is reached by its number by the account that placed it, and by its random token by
//!   everybody who knows the link.
//! - The reasons of an amount add up to it, and the lines with the shipping add up to the total.
//! - What happened to an order is in `order_events`, written in the transaction of the change.
//!
//! Placing, cancelling and whatever else concerns stock, codes and payments as well is in
//! [`crate::checkout`]; orders never call payments.

pub mod admin;
pub mod api;
pub mod checks;
pub mod dump;
pub mod fulfilment;
pub mod history;
pub mod loading;
pub mod mails;
pub mod models;
pub mod numbers;
pub mod pages;
pub mod queries;
pub mod views;
pub mod wire;
pub mod withdrawal;
