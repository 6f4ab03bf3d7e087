//! What an import does to each object, in history like every other change.
//!
//! Pictures have no entries of their own: those of a product are in its entry.

use std::sync::LazyLock;

use diesel::QueryResult;

use super::tree::Made;
use crate::catalog;
use crate::platform::actor::Actor;
use crate::platform::audit::{Recording, Source, Tracked};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::editing::Edit;
use crate::promotions::{self, PROMOTION};
use crate::tags::{self, TAG};

/// A product with everything an import may touch.
pub static PRODUCT: LazyLock<Tracked> = LazyLock::new(|| {
    catalog::history::PRODUCT.with(tags::history::of(catalog::PRODUCT)).with(promotions::history::OF_PRODUCT)
});

/// Objects of this content type as history sees them; `None` when it does not.
pub fn model(content_type: &str) -> Option<&'static Tracked> {
    match content_type {
        catalog::PRODUCT => Some(&PRODUCT),
        catalog::COLLECTION => Some(&catalog::history::COLLECTION),
        TAG => Some(&tags::history::TAG),
        PROMOTION => Some(&promotions::history::PROMOTION),
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
