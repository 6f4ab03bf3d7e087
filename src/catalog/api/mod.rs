//! The catalogue for other programs; lists of products are in the shopfront's part.

mod bulk;
mod collections;
mod images;
mod products;
mod variants;

use crate::platform::versions::Topic;

/// What the answers to reads show.
const PUBLIC: &[Topic] = &[Topic::Catalog, Topic::Stock, Topic::Settings];

pub use bulk::{create_products, update_products};
pub use collections::{
    CollectionJson, DetailsJson, collection_detail, collection_list, create_collection, delete_collection,
    patch_collection, update_collection,
};
pub use images::{create_image, delete_image, image_detail, image_list, patch_image, update_image};
pub use products::{create_product, delete_product, patch_product, product_detail, update_product};
pub use variants::{
    create_variant, delete_variant, patch_variant, update_variant, variant_detail, variant_list,
};
