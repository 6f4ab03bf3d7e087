//! Engagement: likes, wish lists and what somebody looked at.

pub mod dump;
pub mod queries;
