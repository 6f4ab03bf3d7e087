//! Likes and wish lists in a dump. What somebody looked at stays behind.

use crate::platform::dumps::{Model, content_type, object, relation, time};

/// `engagement.likeditem`
pub fn liked_item() -> Model {
    Model::new("engagement.likeditem", "liked_items")
        .field(relation("user", "accounts.user"))
        .field(content_type("content_type"))
        .field(object("object_id", "content_type"))
        .field(time("created_at").or_now())
}

/// `engagement.wishitem`
pub fn wish_item() -> Model {
    Model::new("engagement.wishitem", "wish_items")
        .field(relation("user", "accounts.user"))
        .field(relation("product", "catalog.product"))
        .field(time("added_at").or_now())
}
