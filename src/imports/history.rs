//! What an import does to each object, in history like every other change.
//!
//! Pictures have no entries of their own: those of a product are in its entry.

use std::borrow::Cow;

use diesel::QueryResult;

use super::apply::{PROMOTION, TAG};
use super::tree::Made;
use crate::catalog;
use crate::platform::actor::Actor;
use crate::platform::audit::{Key, Label, Part, Recording, Source, Tracked};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::editing::Edit;

/// A product with everything an import may touch.
pub static PRODUCT: Tracked = Tracked {
    model: catalog::PRODUCT,
    table: "products",
    key: Key::Column("id"),
    label: Label::Column("title"),
    parts: Cow::Borrowed(&[
        Part::of("product_options", "product_id"),
        Part::of("product_images", "product_id"),
        Part::of("product_variants", "product_id"),
        Part::generic("tagged_items", catalog::PRODUCT),
        Part::of("promotion_products", "product_id"),
    ]),
    secret: &[],
    quiet: &["last_update"],
};

static COLLECTION_MADE: Tracked = made(catalog::COLLECTION, "collections", "title", &[]);
static TAG_MADE: Tracked = made(TAG, "tags", "label", &[]);
static PROMOTION_MADE: Tracked =
    made(PROMOTION, "promotions", "description", &[Part::of("promotion_products", "promotion_id")]);

const fn made(
    model: &'static str,
    table: &'static str,
    label: &'static str,
    parts: &'static [Part],
) -> Tracked {
    Tracked {
        model,
        table,
        key: Key::Column("id"),
        label: Label::Column(label),
        parts: Cow::Borrowed(parts),
        secret: &[],
        quiet: &[],
    }
}

/// Objects of this content type as history sees them; `None` when it does not.
pub fn model(content_type: &str) -> Option<&'static Tracked> {
    match content_type {
        catalog::PRODUCT => Some(&PRODUCT),
        catalog::COLLECTION => Some(&COLLECTION_MADE),
        TAG => Some(&TAG_MADE),
        PROMOTION => Some(&PROMOTION_MADE),
        _ => None,
    }
}

/// Imports are started at the terminal, where nobody is signed in.
pub fn edit(now: Time) -> Edit {
    Edit { by: Actor::system(), now }
}

/// Stores an entry about everything that a run made besides products.
pub fn record_made(conn: &mut Conn, edit: &Edit, made: &[Made]) -> QueryResult<()> {
    for content_type in [catalog::COLLECTION, TAG, PROMOTION] {
        let of_type = made.iter().filter(|made| made.content_type == content_type);
        let ids: Vec<i64> = of_type.map(|made| made.id).collect();
        if let Some(model) = model(content_type).filter(|_| !ids.is_empty()) {
            Recording::begin(conn, model, &[])?.finish(conn, edit, Source::Import, &ids)?;
        }
    }
    Ok(())
}
