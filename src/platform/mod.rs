//! The floor that every domain stands on: database, web, queue, money, files.
//!
//! Nothing here names a domain.

pub mod actor;
pub mod audit;
pub mod backup;
pub mod clock;
pub mod colour;
pub mod countries;
pub mod currencies;
pub mod db;
pub mod dumps;
pub mod editing;
pub mod failures;
pub mod jpeg;
pub mod live;
pub mod mail;
pub mod markdown;
pub mod money;
pub mod outgoing;
pub mod queue;
pub mod secret;
pub mod sessions;
pub mod settings;
pub mod signing;
pub mod slug;
pub mod storage;
pub mod telemetry;
pub mod text;
pub mod toolbar;
pub mod versions;
pub mod web;
