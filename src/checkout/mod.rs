//! From a cart to an order and back: shipping, totals, placing, cancelling.
//!
//! Placing and cancelling are one transaction each and take their locks in one order: the order's
//! token, the cart, the products by key, the code. What an order takes (stock, a use of a code) it
//! takes by guarded statements, and cancelling gives exactly that back.
//!
//! - [`totals`] says how shipping and tax are added up; [`quote`] what a cart costs now.
//! - [`details`] keeps what a shopper has entered, so that every step can be left and come back to.
//! - [`placing`] places each cart once, however often its form is sent.

pub mod admin;
pub mod api;
pub mod cancellation;
pub mod checks;
pub mod details;
pub mod dump;
pub mod forms;
pub mod idempotency;
pub mod loading;
pub mod models;
pub mod order_actions;
mod order_address;
pub mod order_editing;
pub mod order_lines;
pub mod pages;
pub mod paying;
pub mod placing;
pub mod queries;
pub mod quote;
pub mod refunds;
pub mod reorder;
pub mod seen;
pub mod shipping;
pub mod shipping_editing;
pub mod totals;
pub mod views;
