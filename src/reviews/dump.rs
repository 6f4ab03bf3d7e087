//! Reviews in a dump.

use crate::platform::dumps::{Model, boolean, date, integer, relation, text};

/// `reviews.review`
pub fn review() -> Model {
    Model::new("reviews.review", "reviews")
        .field(relation("product", "catalog.product"))
        .field(relation("user", "accounts.user").nullable())
        .field(text("name"))
        .field(integer("rating").nullable())
        .field(text("description"))
        .field(date("date").or_now())
        .field(boolean("approved").or(true))
}
