//! What shoppers and staff do, in a real browser against the real executable with the demo shop.
//!
//! Every test starts a server and a browser of its own and ends both by their process ids. Without
//! Chromium and its driver the tests pass with a sentence that says so; with
//! `STOREFRONT_BROWSER=required` they fail instead.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

mod accessibility;
mod accounts;
mod browsing;
mod buying;
mod every_state;
#[path = "../fake_stripe/mod.rs"]
mod fake_stripe;
mod filtering;
mod keyboard;
mod no_script;
mod paying;
mod searching;
mod staff;
mod variants;
