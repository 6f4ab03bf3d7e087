//! Reviews as histories see them.

use crate::platform::audit::{Label, Tracked};

/// What a review is called.
pub(super) const NAME: &str =
    "reviews.name || ', ' || (SELECT p.title FROM products p WHERE p.id = reviews.product_id)";

/// Reviews, as histories see them.
pub static REVIEW_HISTORY: Tracked = Tracked::of("reviews.review", "reviews", Label::Sql(NAME), &[]);
