//! One product with everything its page shows, and how that is put into words.

use chrono::Datelike;
use diesel::QueryResult;
use rust_decimal::Decimal;
use serde_json::json;

use super::cards::was;
use super::labels::Labels;
use super::related::list_related;
use super::views::{OptionGroup, Rating, RatingBar, ReviewView, Stock, VariantChoice};
use crate::catalog::models::{Product, ProductOption, Variant};
use crate::catalog::{self, PRODUCT, queries};
use crate::media;
use crate::media::view::Picture;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::markdown::Html;
use crate::platform::money::Money;
use crate::platform::settings::ShopSettings;
use crate::platform::text::grouped;
use crate::platform::web::error::{AppError, OrNotFound};
use crate::promotions::models::{Promotion, PromotionKind, best};
use crate::reviews::models::Review;
use crate::shell::Frame;
use crate::tags::queries::Tag;
use crate::{promotions, reviews, urls};

/// Reviews on the page.
const MAX_REVIEWS: i64 = 50;

/// A product with everything its page shows.
pub struct ProductView {
    /// The product.
    pub product: Product,
    /// Names of its options.
    pub options: Vec<ProductOption>,
    /// Its forms.
    pub variants: Vec<Variant>,
    /// Its promotions without a code, whenever they apply.
    pub promotions: Vec<Promotion>,
    /// Its pictures with the key of their place.
    pub pictures: Vec<(i64, Picture)>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// Its newest approved reviews.
    pub reviews: Vec<Review>,
    /// How many approved reviews give each rating.
    pub ratings: Vec<(Option<i32>, i64)>,
    /// Keys of products like it.
    pub related: Vec<i64>,
}

/// Loads the published product at `slug`; a former slug leads to the new address.
pub fn load(conn: &mut Conn, slug: &str, labels: Option<Labels>) -> Result<ProductView, AppError> {
    let Some(product) = queries::find_published(conn, slug)? else {
        let id = queries::find_former_slug(conn, PRODUCT, slug)?.or_not_found("product")?;
        let moved = queries::find_product(conn, id)?.filter(|product| product.is_published);
        return Err(AppError::Moved(urls::product(&moved.or_not_found("product")?.slug)));
    };
    let tags: Vec<Tag> = match labels {
        Some(labels) => (labels.of_products)(conn, &[product.id])?.into_iter().map(|(_, tag)| tag).collect(),
        None => Vec::new(),
    };
    let tag_ids: Vec<i64> = tags.iter().map(|tag| tag.id).collect();
    Ok(ProductView {
        options: queries::list_options(conn, product.id)?,
        variants: catalog::queries::list_variants(conn, product.id)?,
        promotions: promotions::queries::list_of_product(conn, product.id)?,
        pictures: pictures(conn, product.id)?,
        reviews: reviews::queries::list_approved(conn, product.id, MAX_REVIEWS)?,
        ratings: reviews::queries::count_by_rating(conn, product.id)?,
        related: list_related(conn, labels, product.id, product.collection_id, &tag_ids)?,
        tags,
        product,
    })
}

/// The pictures that have arrived, with the key of their place.
fn pictures(conn: &mut Conn, product_id: i64) -> QueryResult<Vec<(i64, Picture)>> {
    let mut found = media::queries::list_of_products(conn, &[product_id])?;
    Ok(found
        .remove(&product_id)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|picture| Some((picture.image_id, picture.view()?)))
        .collect())
}

/// The variant the address names, if it can be ordered; a single variant chooses itself.
pub fn chosen_variant(view: &ProductView, wanted: Option<i64>) -> Option<i64> {
    let named = view.variants.iter().find(|variant| Some(variant.id) == wanted);
    let only = match view.variants.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    named.or(only).map(|variant| variant.id)
}

/// The variant that stands for the whole product: the only one, with nothing to tell it by.
pub fn sole_variant(view: &ProductView) -> Option<&Variant> {
    match view.variants.as_slice() {
        [only] if only.values().is_empty() => Some(only),
        _ => None,
    }
}

/// The variants as choices.
pub fn variant_choices(
    view: &ProductView,
    settings: &ShopSettings,
    chosen: Option<i64>,
    now: Time,
) -> Vec<VariantChoice> {
    view.variants
        .iter()
        .map(|variant| {
            let (price, _) = best(variant.unit_price, &view.promotions, now);
            let values: Vec<String> = variant.values().into_iter().map(str::to_owned).collect();
            let label = match values.is_empty() {
                true => variant.sku.clone().unwrap_or_else(|| "Standard".to_owned()),
                false => values.join(" / "),
            };
            VariantChoice {
                id: variant.id,
                label,
                values,
                price: settings.price(price),
                was: was(price, variant.unit_price, variant.compare_at_price, settings),
                stock: Stock::of(variant.inventory, variant.track_inventory, variant.allow_backorder),
                chosen: chosen == Some(variant.id),
                picture_index: view.pictures.iter().position(|(image, _)| Some(*image) == variant.image_id),
                href: urls::product_variant(&view.product.slug, variant.id),
            }
        })
        .collect()
}

/// The options with the values that occur, in the order of the variants.
pub fn options(view: &ProductView) -> Vec<OptionGroup> {
    if view.variants.is_empty() {
        return Vec::new();
    }
    view.options
        .iter()
        .map(|option| {
            let mut values: Vec<String> = Vec::new();
            for variant in &view.variants {
                let value = match option.position {
                    1 => &variant.option1,
                    2 => &variant.option2,
                    _ => &variant.option3,
                };
                if !value.is_empty() && !values.contains(value) {
                    values.push(value.clone());
                }
            }
            OptionGroup { name: option.name.clone(), values }
        })
        .filter(|group| !group.values.is_empty())
        .collect()
}

/// "Spring sale: 15% off until 3 December", for the promotion that gives the price.
pub fn promotion_lines(view: &ProductView, settings: &ShopSettings, now: Time) -> Vec<String> {
    let (_, promotion) = best(view.product.unit_price, &view.promotions, now);
    promotion.map(|promotion| promotion_line(promotion, settings)).into_iter().collect()
}

fn promotion_line(promotion: &Promotion, settings: &ShopSettings) -> String {
    let what = match promotion.kind {
        PromotionKind::Percentage => format!("{}% off", Decimal::new(promotion.discount, 2).normalize()),
        PromotionKind::Amount => format!("{} off", settings.price(Money(promotion.discount))),
        PromotionKind::FreeShipping => "free shipping".to_owned(),
    };
    // It ends before this moment, so at midnight the day before is the last one.
    let until = promotion.ends_at.map(|end| end - chrono::TimeDelta::seconds(1));
    match until {
        Some(end) => format!("{}: {what} until {}", promotion.description, day(end.date())),
        None => format!("{}: {what}", promotion.description),
    }
}

/// "3 March 2026"
fn day(date: chrono::NaiveDate) -> String {
    format!("{} {}", date.day(), date.format("%B %Y"))
}

/// "plus 10% tax"; empty without tax.
pub fn tax_note(settings: &ShopSettings) -> String {
    match (settings.tax_rate * Decimal::ONE_HUNDRED).normalize() {
        zero if zero.is_zero() => String::new(),
        percent if settings.prices_include_tax => format!("includes {percent}% tax, plus shipping"),
        percent => format!("plus {percent}% tax and shipping"),
    }
}

/// A review in words.
pub fn review(review: &Review) -> ReviewView {
    ReviewView {
        name: review.name.clone(),
        date: day(review.date),
        date_iso: review.date.to_string(),
        rating: review.rating.map(Rating::single),
        text: review.description.clone(),
    }
}

/// "2,041 people like this"; empty while nobody does.
pub fn like_label(count: i32) -> String {
    match count {
        0 => String::new(),
        1 => "1 person likes this".to_owned(),
        count => format!("{} people like this", grouped(i64::from(count))),
    }
}

/// Five bars, the most stars first; empty without ratings.
pub fn rating_bars(ratings: &[(Option<i32>, i64)]) -> Vec<RatingBar> {
    let all: i64 = ratings.iter().filter(|(stars, _)| stars.is_some()).map(|(_, count)| count).sum();
    if all == 0 {
        return Vec::new();
    }
    (1..=5_u8)
        .rev()
        .map(|stars| {
            let count = ratings
                .iter()
                .find(|(rating, _)| *rating == Some(i32::from(stars)))
                .map_or(0, |(_, count)| *count);
            RatingBar {
                stars,
                count: count.unsigned_abs(),
                percent: u8::try_from(count * 100 / all).unwrap_or(100),
            }
        })
        .collect()
}

/// Product and breadcrumbs for search engines (schema.org).
pub fn json_ld(
    frame: &Frame,
    view: &ProductView,
    address: &str,
    picture: Option<&str>,
    description: &str,
) -> Vec<Html> {
    let product = &view.product;
    let currency = frame.settings.currency;
    let availability = match product.is_available {
        true => "https://schema.org/InStock",
        false => "https://schema.org/OutOfStock",
    };
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "description": description,
        "url": address,
        "offers": {
            "@type": if product.price_varies { "AggregateOffer" } else { "Offer" },
            (if product.price_varies { "lowPrice" } else { "price" }): currency.plain(product.current_price),
            "priceCurrency": currency.code(),
            "availability": availability,
            "url": address,
        },
    });
    if let Some(sku) = view.variants.iter().find_map(|variant| variant.sku.as_deref()) {
        insert(&mut data, "sku", json!(sku));
    }
    if let Some(picture) = picture {
        insert(&mut data, "image", json!([picture]));
    }
    if let Some(rating) = Rating::mean(product.rating_average, product.rating_count) {
        let value =
            json!({ "@type": "AggregateRating", "ratingValue": rating.average, "reviewCount": rating.count });
        insert(&mut data, "aggregateRating", value);
    }
    let steps: Vec<serde_json::Value> = catalog::collections::path(&frame.collections, product.collection_id)
        .into_iter()
        .map(|collection| (collection.title.as_str(), frame.absolute(&urls::collection(&collection.slug))))
        .chain(std::iter::once((product.title.as_str(), address.to_owned())))
        .zip(1..)
        .map(|((name, item), position)| {
            json!({ "@type": "ListItem", "position": position, "name": name, "item": item })
        })
        .collect();
    let crumbs = json!({
        "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": steps,
    });
    vec![Html::json(&data), Html::json(&crumbs)]
}

fn insert(object: &mut serde_json::Value, name: &str, value: serde_json::Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}
