//! Promotions as histories see them.

use crate::platform::audit::{Label, Part, Tracked};

/// Promotions with their products.
pub static PROMOTION: Tracked = Tracked::of(
    super::PROMOTION,
    "promotions",
    Label::Column("description"),
    &[Part::of("promotion_products", "promotion_id")],
);

/// The promotions of a product, in its own history.
pub const OF_PRODUCT: Part = Part::of("promotion_products", "product_id");
