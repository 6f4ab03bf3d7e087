//! What HTTP handlers share: errors, page responses, conditional requests.

pub mod client;
pub mod encoding;
pub mod error;
pub mod form;
pub mod health;
pub mod multipart;
pub mod next;
pub mod page;
pub mod security;
pub mod slash;
pub mod speculation;
