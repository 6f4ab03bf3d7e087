//! The catalogue in a dump.

use crate::platform::dumps::{Model, boolean, content_type, integer, money, object, relation, text, time};
use crate::platform::text::sort_key;

/// `catalog.collection`
pub fn collection() -> Model {
    Model::new("catalog.collection", "collections")
        .field(text("title"))
        .field(text("slug"))
        .field(text("description").or(""))
        .field(relation("parent", "catalog.collection").nullable())
        .field(relation("featured_product", "catalog.product").nullable())
        .computed("title_key", "title", sort_key)
}

/// `catalog.product`
pub fn product() -> Model {
    Model::new("catalog.product", "products")
        .field(text("title"))
        .field(text("slug"))
        .field(text("description").nullable())
        .field(money("unit_price"))
        .field(money("compare_at_price").nullable())
        .field(integer("inventory").or(0))
        .field(boolean("track_inventory").or(true))
        .field(boolean("allow_backorder").or(false))
        .field(relation("collection", "catalog.collection"))
        .field(boolean("is_published").or(true))
        .field(time("created_at").or_like("last_update"))
        .field(time("last_update").or_now())
        .computed("title_key", "title", sort_key)
        .derived("has_variants", false)
        .derived("price_varies", false)
        .derived("is_available", true)
        .derived_from("current_price", "unit_price")
        .derived("rating_count", 0)
        .derived("rating_average", 0)
        .derived("like_count", 0)
}

/// `catalog.productoption`
pub fn product_option() -> Model {
    Model::new("catalog.productoption", "product_options")
        .field(relation("product", "catalog.product"))
        .field(integer("position"))
        .field(text("name"))
}

/// `catalog.productimage`
pub fn product_image() -> Model {
    Model::new("catalog.productimage", "product_images")
        .field(relation("product", "catalog.product"))
        .field(relation("media", "media.mediafile"))
        .field(integer("position").or(0))
}

/// `catalog.productvariant`
pub fn product_variant() -> Model {
    Model::new("catalog.productvariant", "product_variants")
        .field(relation("product", "catalog.product"))
        .field(text("sku").nullable())
        .field(text("option1").or(""))
        .field(text("option2").or(""))
        .field(text("option3").or(""))
        .field(money("unit_price"))
        .field(money("compare_at_price").nullable())
        .field(integer("inventory").or(0))
        .field(boolean("track_inventory").or(true))
        .field(boolean("allow_backorder").or(false))
        .field(relation("image", "catalog.productimage").nullable())
        .field(integer("position").or(0))
}

/// `catalog.pricechange`
pub fn price_change() -> Model {
    Model::new("catalog.pricechange", "price_changes")
        .field(relation("product", "catalog.product"))
        .field(money("unit_price"))
        .field(money("current_price"))
        .field(time("changed_at").or_now())
}

/// `catalog.slughistory`
pub fn slug_history() -> Model {
    Model::new("catalog.slughistory", "slug_history")
        .field(content_type("content_type"))
        .field(object("object_id", "content_type"))
        .field(text("slug"))
}
