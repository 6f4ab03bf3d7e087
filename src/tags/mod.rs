//! Tags on anything: a label, and which objects carry it.
//!
//! Tags know no other domain and no other domain knows tags; the shopfront joins them where it
//! shows them, and [`crate::events`] says who hears of a change.

pub mod admin;
pub mod dump;
pub mod history;
pub mod queries;
pub mod tag_editing;
pub mod tagged_editing;
pub mod tagging;

/// The name of the model.
pub const TAG: &str = "tags.tag";
