//! Products and collections as histories see them.

use crate::platform::audit::{Label, Part, Tracked};

/// Products with everything of the catalogue that belongs to them; later domains add theirs.
pub static PRODUCT: Tracked = Tracked::of(
    super::PRODUCT,
    "products",
    Label::Column("title"),
    &[
        Part::of("product_options", "product_id"),
        Part::of("product_images", "product_id"),
        Part::of("product_variants", "product_id"),
    ],
)
.quiet(&["last_update", "title_key"]);

/// Collections.
pub static COLLECTION: Tracked =
    Tracked::of(super::COLLECTION, "collections", Label::Column("title"), &[]).quiet(&["title_key"]);
