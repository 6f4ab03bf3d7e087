//! A product with everything an import may touch, as it is stored: for comparing and for undoing.

use std::collections::HashMap;

use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use crate::catalog::models::{ProductChange, Variant, VariantChange};
use crate::catalog::{PRODUCT, queries};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::tags;

/// A product and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub title: String,
    pub slug: String,
    pub description: Option<String>,
    pub unit_price: i64,
    pub compare_at_price: Option<i64>,
    pub inventory: i32,
    pub track_inventory: bool,
    pub allow_backorder: bool,
    pub collection_id: i64,
    pub is_published: bool,
    pub rating_count: i32,
    pub last_update: Time,
    pub options: Vec<String>,
    pub variants: Vec<VariantState>,
    pub images: Vec<ImageState>,
    pub tags: Vec<String>,
}

/// A variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantState {
    pub id: i64,
    pub sku: Option<String>,
    pub values: [String; 3],
    pub unit_price: i64,
    pub compare_at_price: Option<i64>,
    pub inventory: i32,
    pub track_inventory: bool,
    pub allow_backorder: bool,
    pub image_id: Option<i64>,
    pub position: i32,
}

/// A picture of the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageState {
    pub id: i64,
    pub media_id: i64,
    pub position: i32,
}

/// A product with the addresses of its pictures.
#[derive(Debug, Clone)]
pub struct Stored {
    pub state: Snapshot,
    /// Of its pictures, in their order.
    pub addresses: Vec<Address>,
}

/// Where a picture of a product is.
#[derive(Debug, Clone)]
pub struct Address {
    /// Key of the picture.
    pub image: i64,
    /// Where it was fetched from.
    pub source: Option<String>,
    /// Where it is kept; empty while it is fetched.
    pub key: String,
    /// What it shows.
    pub alt: String,
}

/// These products, with a fixed number of statements.
pub fn load(conn: &mut Conn, ids: &[i64]) -> QueryResult<HashMap<i64, Stored>> {
    let mut found = HashMap::new();
    for product in queries::list_products(conn, ids)? {
        let state = Snapshot {
            title: product.title,
            slug: product.slug,
            description: product.description,
            unit_price: product.unit_price.0,
            compare_at_price: product.compare_at_price.map(|price| price.0),
            inventory: product.inventory,
            track_inventory: product.track_inventory,
            allow_backorder: product.allow_backorder,
            collection_id: product.collection_id,
            is_published: product.is_published,
            rating_count: product.rating_count,
            last_update: product.last_update,
            options: Vec::new(),
            variants: Vec::new(),
            images: Vec::new(),
            tags: Vec::new(),
        };
        found.insert(product.id, Stored { state, addresses: Vec::new() });
    }
    for option in queries::list_options_of(conn, ids)? {
        if let Some(stored) = found.get_mut(&option.product_id) {
            stored.state.options.push(option.name);
        }
    }
    for variant in queries::list_variants_of(conn, ids)? {
        if let Some(stored) = found.get_mut(&variant.product_id) {
            stored.state.variants.push(variant.into());
        }
    }
    for (image, file) in queries::list_images_of(conn, ids)? {
        if let Some(stored) = found.get_mut(&image.product_id) {
            stored.addresses.push(Address {
                image: image.id,
                source: file.source_url,
                key: file.storage_key,
                alt: file.alt,
            });
            stored.state.images.push(ImageState {
                id: image.id,
                media_id: image.media_id,
                position: image.position,
            });
        }
    }
    for (id, tag) in tags::queries::list_labels_of(conn, PRODUCT, ids)? {
        if let Some(stored) = found.get_mut(&id) {
            stored.state.tags.push(tag.label);
        }
    }
    // PostgreSQL sorts labels by its own collation.
    for stored in found.values_mut() {
        stored.state.tags.sort();
    }
    Ok(found)
}

impl Snapshot {
    /// What is set on the product itself.
    pub fn product(&self) -> ProductChange {
        ProductChange {
            title: self.title.clone(),
            slug: self.slug.clone(),
            description: self.description.clone(),
            unit_price: Money(self.unit_price),
            compare_at_price: self.compare_at_price.map(Money),
            inventory: self.inventory,
            track_inventory: self.track_inventory,
            allow_backorder: self.allow_backorder,
            collection_id: self.collection_id,
            is_published: self.is_published,
        }
    }

    /// What differs in `other`, in words; the time of the last change does not count.
    pub fn differences(&self, other: &Snapshot) -> Vec<&'static str> {
        let mut names = Vec::new();
        let mut check = |name, same: bool| {
            if !same {
                names.push(name);
            }
        };
        check("title", self.title == other.title);
        check("slug", self.slug == other.slug);
        check("description", self.description == other.description);
        let own = self.variants.is_empty() && other.variants.is_empty();
        check("price", !own || self.unit_price == other.unit_price);
        check("compare-at price", self.compare_at_price == other.compare_at_price);
        check("stock", !own || self.inventory == other.inventory);
        check(
            "stock rules",
            (self.track_inventory, self.allow_backorder) == (other.track_inventory, other.allow_backorder),
        );
        check("collection", self.collection_id == other.collection_id);
        check("visibility", self.is_published == other.is_published);
        check("ratings", self.rating_count == other.rating_count);
        check("options", self.options == other.options);
        check("variants", self.variants == other.variants);
        check("pictures", self.images == other.images);
        check("tags", self.tags == other.tags);
        names
    }
}

impl VariantState {
    /// What is set on the variant.
    pub fn change(&self) -> VariantChange {
        let [option1, option2, option3] = self.values.clone();
        VariantChange {
            sku: self.sku.clone(),
            option1,
            option2,
            option3,
            unit_price: Money(self.unit_price),
            compare_at_price: self.compare_at_price.map(Money),
            inventory: self.inventory,
            track_inventory: self.track_inventory,
            allow_backorder: self.allow_backorder,
            image_id: self.image_id,
            position: self.position,
        }
    }
}

impl From<Variant> for VariantState {
    fn from(variant: Variant) -> VariantState {
        VariantState {
            id: variant.id,
            sku: variant.sku,
            values: [variant.option1, variant.option2, variant.option3],
            unit_price: variant.unit_price.0,
            compare_at_price: variant.compare_at_price.map(|price| price.0),
            inventory: variant.inventory,
            track_inventory: variant.track_inventory,
            allow_backorder: variant.allow_backorder,
            image_id: variant.image_id,
            position: variant.position,
        }
    }
}
