//! Products and collections as histories see them.

use std::borrow::Cow;

use crate::platform::audit::{Key, Label, Part, Tracked};

/// Products with everything of the catalogue that belongs to them; later domains add theirs.
pub static PRODUCT: Tracked = Tracked {
    model: super::PRODUCT,
    table: "products",
    key: Key::Column("id"),
    label: Label::Column("title"),
    parts: Cow::Borrowed(&[
        Part::of("product_options", "product_id"),
        Part::of("product_images", "product_id"),
        Part::of("product_variants", "product_id"),
    ]),
    secret: &[],
    quiet: &["last_update"],
};

/// Collections.
pub static COLLECTION: Tracked = Tracked::of(super::COLLECTION, "collections", Label::Column("title"), &[]);
