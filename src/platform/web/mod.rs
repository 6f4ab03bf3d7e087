//! What HTTP handlers share: errors, page responses, conditional requests.

pub mod encoding;
pub mod error;
pub mod form;
pub mod health;
pub mod page;
pub mod security;
pub mod slash;
pub mod speculation;
