//! History in a dump.

use super::{Flag, Source};
use crate::platform::dumps::{Model, choice, json, large_integer, relation, text, time};

/// `platform.logentry`
///
/// Model and key are plain values: an entry outlives the object that it is about.
pub fn log_entry() -> Model {
    Model::new("platform.logentry", "admin_log_entries")
        .field(relation("user", "accounts.user").nullable())
        .field(text("actor").or(""))
        .field(text("model"))
        .field(large_integer("object_id"))
        .field(text("label").or(""))
        .field(choice("flag", Flag::ALL.iter().map(|flag| flag.as_str())))
        .field(json("changes").or("[]"))
        .field(choice("source", Source::ALL.iter().map(|source| source.as_str())).or("command"))
        .field(time("created_at").or_now())
}
