//! Tags in a dump.

use crate::platform::dumps::{Model, content_type, object, relation, text};

/// `tags.tag`
pub fn tag() -> Model {
    Model::new("tags.tag", "tags").field(text("label"))
}

/// `tags.taggeditem`
pub fn tagged_item() -> Model {
    Model::new("tags.taggeditem", "tagged_items")
        .field(relation("tag", "tags.tag"))
        .field(content_type("content_type"))
        .field(object("object_id", "content_type"))
}
