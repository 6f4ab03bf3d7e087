//! Storefront: a complete shop in one executable.

pub mod app;
pub mod assets;
pub mod catalog;
pub mod cli;
pub mod config;
pub mod demo;
pub mod error_pages;
pub mod events;
pub mod jobs;
pub mod media;
pub mod models;
pub mod platform;
pub mod promotions;
pub mod reviews;
pub mod routes;
pub mod schema;
pub mod search;
pub mod server;
pub mod shell;
pub mod shopfront;
pub mod tags;
pub mod urls;
pub mod worker;
