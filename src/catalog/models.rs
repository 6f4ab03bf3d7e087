//! Rows, inserts and changes of the catalogue's tables.

use diesel::prelude::*;

use super::stock::Supply;
use crate::platform::clock::Time;
use crate::platform::money::Money;
use crate::schema::{collections, product_images, product_options, product_variants, products};

/// A group of products; may lie inside another one.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = collections)]
pub struct Collection {
    /// Key.
    pub id: i64,
    /// Shown name.
    pub title: String,
    /// Part of its address, unique.
    pub slug: String,
    /// Markdown; may be empty.
    pub description: String,
    /// The collection around it.
    pub parent_id: Option<i64>,
    /// Its picture is the collection's.
    pub featured_product_id: Option<i64>,
}

/// What staff, imports and the API may set on a collection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = collections, treat_none_as_null = true)]
pub struct CollectionChange {
    /// Shown name, 1 to 255 characters.
    pub title: String,
    /// Part of its address.
    pub slug: String,
    /// Markdown; may be empty.
    pub description: String,
    /// The collection around it.
    pub parent_id: Option<i64>,
    /// Its picture is the collection's.
    pub featured_product_id: Option<i64>,
}

/// Something the shop sells.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = products)]
pub struct Product {
    /// Key.
    pub id: i64,
    /// Shown name.
    pub title: String,
    /// Part of its address, unique.
    pub slug: String,
    /// Markdown or HTML.
    pub description: Option<String>,
    /// Its price, or the lowest of its variants.
    pub unit_price: Money,
    /// A former or recommended price, shown struck through when higher.
    pub compare_at_price: Option<Money>,
    /// Units in stock, or the sum over its variants.
    pub inventory: i32,
    /// Whether stock is counted at all.
    pub track_inventory: bool,
    /// Whether it may be ordered when sold out.
    pub allow_backorder: bool,
    /// Where it is listed.
    pub collection_id: i64,
    /// Whether shoppers see it.
    pub is_published: bool,
    /// UTC.
    pub created_at: Time,
    /// UTC.
    pub last_update: Time,
    /// Derived: whether it sells by variants.
    pub has_variants: bool,
    /// Derived: whether variants differ in price.
    pub price_varies: bool,
    /// Derived: whether at least one unit can be ordered now.
    pub is_available: bool,
    /// Derived: `unit_price` after the promotions in force.
    pub current_price: Money,
    /// Derived: number of approved ratings.
    pub rating_count: i32,
    /// Derived: mean rating in hundredths of a star.
    pub rating_average: i32,
    /// Derived: how many users like it.
    pub like_count: i32,
}

/// What can be put into a cart: a product, or one variant of a product that has variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sellable {
    /// The product.
    pub product_id: i64,
    /// The variant, if the product has any.
    pub variant_id: Option<i64>,
}

/// What staff, imports and the API may set on a product.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_null = true)]
pub struct ProductChange {
    /// Shown name, 1 to 255 characters.
    pub title: String,
    /// Part of its address.
    pub slug: String,
    /// Markdown or HTML.
    pub description: Option<String>,
    /// Its price; ignored when it has variants.
    pub unit_price: Money,
    /// A former or recommended price.
    pub compare_at_price: Option<Money>,
    /// Units in stock; ignored when it has variants.
    pub inventory: i32,
    /// Whether stock is counted at all.
    pub track_inventory: bool,
    /// Whether it may be ordered when sold out.
    pub allow_backorder: bool,
    /// Where it is listed.
    pub collection_id: i64,
    /// Whether shoppers see it.
    pub is_published: bool,
}

/// An empty form: on sale and counted.
impl Default for ProductChange {
    fn default() -> Self {
        ProductChange {
            title: String::new(),
            slug: String::new(),
            description: None,
            unit_price: Money(0),
            compare_at_price: None,
            inventory: 0,
            track_inventory: true,
            allow_backorder: false,
            collection_id: 0,
            is_published: true,
        }
    }
}

/// A purchasable form of a product.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = product_variants)]
pub struct Variant {
    /// Key.
    pub id: i64,
    /// The product it is a form of.
    pub product_id: i64,
    /// Stock keeping unit, unique in the shop.
    pub sku: Option<String>,
    /// Value of the product's first option, or empty.
    pub option1: String,
    /// Value of the second option, or empty.
    pub option2: String,
    /// Value of the third option, or empty.
    pub option3: String,
    /// Its price.
    pub unit_price: Money,
    /// A former or recommended price.
    pub compare_at_price: Option<Money>,
    /// Units in stock.
    pub inventory: i32,
    /// Whether stock is counted at all.
    pub track_inventory: bool,
    /// Whether it may be ordered when sold out.
    pub allow_backorder: bool,
    /// The picture of the product that shows it.
    pub image_id: Option<i64>,
    /// Place among the variants.
    pub position: i32,
}

impl Product {
    /// How much there is of it; of no meaning when it sells by variants.
    pub fn supply(&self) -> Supply {
        Supply {
            inventory: self.inventory,
            is_tracked: self.track_inventory,
            allows_backorder: self.allow_backorder,
        }
    }
}

impl Variant {
    /// How much there is of it.
    pub fn supply(&self) -> Supply {
        Supply {
            inventory: self.inventory,
            is_tracked: self.track_inventory,
            allows_backorder: self.allow_backorder,
        }
    }

    /// "Blue / Large", or empty for a variant without option values.
    pub fn label(&self) -> String {
        self.values().join(" / ")
    }

    /// The values of its options, without the empty ones.
    pub fn values(&self) -> Vec<&str> {
        [&self.option1, &self.option2, &self.option3]
            .into_iter()
            .map(String::as_str)
            .filter(|value| !value.is_empty())
            .collect()
    }
}

/// What may be set on a variant.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = product_variants, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct VariantChange {
    /// Stock keeping unit, unique in the shop.
    pub sku: Option<String>,
    /// Value of the product's first option, or empty.
    pub option1: String,
    /// Value of the second option, or empty.
    pub option2: String,
    /// Value of the third option, or empty.
    pub option3: String,
    /// Its price.
    pub unit_price: Money,
    /// A former or recommended price.
    pub compare_at_price: Option<Money>,
    /// Units in stock.
    pub inventory: i32,
    /// Whether stock is counted at all.
    pub track_inventory: bool,
    /// Whether it may be ordered when sold out.
    pub allow_backorder: bool,
    /// The picture of the product that shows it.
    pub image_id: Option<i64>,
    /// Place among the variants.
    pub position: i32,
}

/// An empty form: counted.
impl Default for VariantChange {
    fn default() -> Self {
        VariantChange {
            sku: None,
            option1: String::new(),
            option2: String::new(),
            option3: String::new(),
            unit_price: Money(0),
            compare_at_price: None,
            inventory: 0,
            track_inventory: true,
            allow_backorder: false,
            image_id: None,
            position: 0,
        }
    }
}

/// The name of one of a product's options, such as "Colour".
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = product_options)]
pub struct ProductOption {
    /// The product.
    pub product_id: i64,
    /// 1, 2 or 3: which value column of the variants it names.
    pub position: i32,
    /// Shown name.
    pub name: String,
}

/// A picture of a product.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = product_images)]
pub struct ProductImage {
    /// Key.
    pub id: i64,
    /// The product.
    pub product_id: i64,
    /// The file.
    pub media_id: i64,
    /// Place among the pictures; the first is the main one.
    pub position: i32,
}
