//! The catalogue: collections, products, variants, options, pictures of products, former slugs.
//!
//! Invariants, kept in the transaction of every change:
//!
//! - A product with variants has `unit_price` = lowest variant price and `inventory` = sum over
//!   its variants; `has_variants`, `price_varies` and `is_available` follow from its rows
//!   ([`mod@derive`]). What later domains derive on a product (`current_price`, the rating, the search
//!   document) is kept by the listeners of [`crate::events::products_changed`].
//! - Every price a product has had is in `price_changes`.
//! - A slug that was replaced stays in `slug_history` and answers with a redirect.
//!
//! It never looks at promotions, tags or orders.

pub mod admin;
pub mod api;
pub mod collection_editing;
pub mod collections;
pub mod derive;
pub mod dump;
pub mod history;
pub mod image_editing;
pub mod models;
pub mod option_editing;
pub mod product_editing;
pub mod products;
pub mod queries;
pub mod stock;
pub mod variant_editing;
pub mod wire;

/// The content type of products in generic relations.
pub const PRODUCT: &str = "catalog.product";
/// The content type of collections in generic relations.
pub const COLLECTION: &str = "catalog.collection";
