//! Text pages in a dump.

use crate::platform::dumps::{Model, integer, text};

/// `shopfront.page`
pub fn page() -> Model {
    Model::new("shopfront.page", "pages")
        .field(text("slug"))
        .field(text("title"))
        .field(text("body").or(""))
        .field(integer("position").or(0))
}
