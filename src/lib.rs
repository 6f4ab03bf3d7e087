//! Storefront: a complete shop in one executable.

pub mod app;
pub mod assets;
pub mod catalog;
pub mod cli;
pub mod config;
pub mod events;
pub mod imports;
pub mod jobs;
pub mod media;
pub mod platform;
pub mod promotions;
pub mod reviews;
pub mod schema;
pub mod search;
pub mod shopfront;
pub mod tags;
