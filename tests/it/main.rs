//! Tests through public addresses and domain functions, each on its own migrated database.
//!
//! SQLite by default; with `TEST_DATABASE_URL` set to a PostgreSQL server whose user may create
//! databases, the same tests run there. `scripts/test` runs both.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod accounts;
mod admin;
mod api;
mod architecture;
mod cart;
mod catalog;
mod checkout;
mod deletion;
mod demo;
mod dumps;
mod engagement;
#[path = "../fake_stripe/mod.rs"]
mod fake_stripe;
mod imports;
mod live;
mod media;
mod migrations;
mod orders;
mod payments;
mod platform;
mod promotions;
mod reviews;
mod security;
mod shopfront;
mod stress;
mod support;
mod tags;
mod web;
mod webhooks;
