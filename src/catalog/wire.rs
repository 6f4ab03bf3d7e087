//! Products, their pictures, options and variants as JSON.

use std::collections::HashMap;

use diesel::QueryResult;
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::models::{Product, ProductImage, Variant};
use super::queries;
use crate::media::models::{MediaFile, MediaState};
use crate::platform::db::Conn;
use crate::platform::money::{Currency, Money};
use crate::platform::settings::ShopSettings;
use crate::urls;

/// A product, in the shape of the course's shop; what else there is comes with `include=`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Product)]
pub struct ProductJson {
    /// Key.
    pub id: i64,
    /// Shown name.
    pub title: String,
    /// Markdown or HTML.
    pub description: Option<String>,
    /// Part of its address.
    pub slug: String,
    /// Units in stock.
    pub inventory: i32,
    /// Its price before promotions; of the cheapest variant.
    pub unit_price: f64,
    /// The same with tax, half-up to the minor unit.
    pub price_with_tax: f64,
    /// Key of its collection.
    pub collection: i64,
    /// Its pictures in their order.
    pub images: Vec<ImageJson>,
    /// With `include=details`.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub details: Option<DetailsJson>,
    /// With `include=variants`: the names of its options.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<String>>,
    /// With `include=variants`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variants: Option<Vec<VariantJson>>,
}

/// What the reference does not know of a product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductDetails)]
pub struct DetailsJson {
    /// After promotions.
    pub current_price: f64,
    /// A former or recommended price.
    pub compare_at_price: Option<f64>,
    /// Whether at least one unit can be ordered now.
    pub is_available: bool,
    /// Whether stock is counted at all.
    pub track_inventory: bool,
    /// Whether it may be ordered when sold out.
    pub allow_backorder: bool,
    /// Whether shoppers see it.
    pub is_published: bool,
    /// Whether it sells by variants.
    pub has_variants: bool,
    /// Stars, 0 to 5.
    pub rating_average: f64,
    /// How many gave stars.
    pub rating_count: i32,
    /// UTC.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: chrono::DateTime<chrono::Utc>,
    /// UTC.
    #[schema(value_type = String, format = DateTime)]
    pub last_update: chrono::DateTime<chrono::Utc>,
}

/// A picture.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductImage)]
pub struct ImageJson {
    /// Key.
    pub id: i64,
    /// Its whole address.
    pub image: String,
}

/// A purchasable form of a product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Variant)]
pub struct VariantJson {
    /// Key.
    pub id: i64,
    /// Stock keeping unit.
    pub sku: Option<String>,
    /// The values of the product's options, in their order.
    pub options: Vec<String>,
    /// Its price before promotions.
    pub unit_price: f64,
    /// A former or recommended price.
    pub compare_at_price: Option<f64>,
    /// Units in stock.
    pub inventory: i32,
    /// Whether stock is counted at all.
    pub track_inventory: bool,
    /// Whether it may be ordered when sold out.
    pub allow_backorder: bool,
    /// Place among the variants.
    pub position: i32,
}

/// What of a product is written beyond the shape of the reference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Include {
    /// Prices, states and times.
    pub details: bool,
    /// Options and variants.
    pub variants: bool,
}

impl Include {
    /// The words for them.
    pub const WORDS: &'static [&'static str] = &["variants", "details"];

    /// What these words name.
    pub fn of(words: &[&str]) -> Include {
        Include { details: words.contains(&"details"), variants: words.contains(&"variants") }
    }
}

/// How amounts and addresses are written.
#[derive(Debug, Clone)]
pub struct Writing {
    /// Of the shop.
    pub currency: Currency,
    tax_rate: Decimal,
    is_tax_included: bool,
    base: String,
}

impl Writing {
    /// For a shop whose addresses begin with `base`.
    pub fn new(settings: &ShopSettings, base: &str) -> Writing {
        Writing {
            currency: settings.currency,
            tax_rate: settings.tax_rate,
            is_tax_included: settings.prices_include_tax,
            base: base.to_owned(),
        }
    }

    /// An amount in major units.
    pub fn amount(&self, amount: Money) -> f64 {
        self.currency.number(amount)
    }

    fn with_tax(&self, price: Money) -> Money {
        if self.is_tax_included { price } else { price + price.part(self.tax_rate) }
    }

    /// A picture; `None` while its file is still to come.
    pub fn image(&self, image: &ProductImage, file: &MediaFile) -> Option<ImageJson> {
        let is_there = file.state == MediaState::Ready;
        is_there.then(|| ImageJson {
            id: image.id,
            image: format!("{}{}", self.base, urls::media(&file.storage_key)),
        })
    }

    /// A variant of a product with so many options.
    pub fn variant(&self, variant: &Variant, options: usize) -> VariantJson {
        let values = [&variant.option1, &variant.option2, &variant.option3];
        VariantJson {
            id: variant.id,
            sku: variant.sku.clone(),
            options: values.into_iter().take(options).cloned().collect(),
            unit_price: self.amount(variant.unit_price),
            compare_at_price: variant.compare_at_price.map(|price| self.amount(price)),
            inventory: variant.inventory,
            track_inventory: variant.track_inventory,
            allow_backorder: variant.allow_backorder,
            position: variant.position,
        }
    }

    fn details(&self, product: &Product) -> DetailsJson {
        DetailsJson {
            current_price: self.amount(product.current_price),
            compare_at_price: product.compare_at_price.map(|price| self.amount(price)),
            is_available: product.is_available,
            track_inventory: product.track_inventory,
            allow_backorder: product.allow_backorder,
            is_published: product.is_published,
            has_variants: product.has_variants,
            rating_average: f64::from(product.rating_average) / 100.0,
            rating_count: product.rating_count,
            created_at: product.created_at.and_utc(),
            last_update: product.last_update.and_utc(),
        }
    }

    /// Products with what belongs to them; one statement for pictures, two more for variants.
    pub fn products(
        &self,
        conn: &mut Conn,
        products: Vec<Product>,
        include: Include,
    ) -> QueryResult<Vec<ProductJson>> {
        let ids: Vec<i64> = products.iter().map(|product| product.id).collect();
        let mut images: HashMap<i64, Vec<ImageJson>> = HashMap::new();
        for (image, file) in queries::list_images_of(conn, &ids)? {
            images.entry(image.product_id).or_default().extend(self.image(&image, &file));
        }
        let (mut options, mut variants) = (HashMap::new(), HashMap::new());
        if include.variants {
            (options, variants) = self.forms(conn, &ids)?;
        }
        let made = products.into_iter().map(|product| ProductJson {
            details: include.details.then(|| self.details(&product)),
            images: images.remove(&product.id).unwrap_or_default(),
            options: include.variants.then(|| options.remove(&product.id).unwrap_or_default()),
            variants: include.variants.then(|| variants.remove(&product.id).unwrap_or_default()),
            unit_price: self.amount(product.unit_price),
            price_with_tax: self.amount(self.with_tax(product.unit_price)),
            id: product.id,
            title: product.title,
            description: product.description,
            slug: product.slug,
            inventory: product.inventory,
            collection: product.collection_id,
        });
        Ok(made.collect())
    }

    /// Names of options and variants, by product.
    fn forms(
        &self,
        conn: &mut Conn,
        ids: &[i64],
    ) -> QueryResult<(HashMap<i64, Vec<String>>, HashMap<i64, Vec<VariantJson>>)> {
        let (mut options, mut variants) = (HashMap::<i64, Vec<String>>::new(), HashMap::new());
        for option in queries::list_options_of(conn, ids)? {
            options.entry(option.product_id).or_default().push(option.name);
        }
        for variant in queries::list_variants_of(conn, ids)? {
            let named = options.get(&variant.product_id).map_or(0, Vec::len);
            let rows: &mut Vec<VariantJson> = variants.entry(variant.product_id).or_default();
            rows.push(self.variant(&variant, named));
        }
        Ok((options, variants))
    }
}
