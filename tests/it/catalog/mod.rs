//! The catalogue and what is derived from it.

mod collection_editing;
mod derived_columns;
mod derived_properties;
mod image_editing;
mod product_editing;
mod variant_editing;
