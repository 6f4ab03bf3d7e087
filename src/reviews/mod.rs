//! Reviews of products, and the rating derived from the approved ones.

pub mod dump;
pub mod models;
pub mod queries;
pub mod reviews;
