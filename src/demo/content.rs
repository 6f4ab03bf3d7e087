//! The texts of the demo shop, as its files have them.

use serde::Deserialize;

use super::pictures::Picture;

const COLLECTIONS: [&str; 16] = [
    include_str!("content/kitchen.toml"),
    include_str!("content/table.toml"),
    include_str!("content/desk.toml"),
    include_str!("content/cookware.toml"),
    include_str!("content/kitchen-tools.toml"),
    include_str!("content/mugs-and-cups.toml"),
    include_str!("content/plates-and-bowls.toml"),
    include_str!("content/glassware.toml"),
    include_str!("content/notebooks.toml"),
    include_str!("content/writing.toml"),
    include_str!("content/textiles.toml"),
    include_str!("content/lighting.toml"),
    include_str!("content/furniture.toml"),
    include_str!("content/bath.toml"),
    include_str!("content/garden.toml"),
    include_str!("content/bags.toml"),
];

/// Everything the demo shop is made of.
#[derive(Debug)]
pub struct Content {
    /// Collections with their products; a parent comes before what is inside it.
    pub shelves: Vec<Shelf>,
    /// Text pages in their order.
    pub pages: Vec<TextPage>,
    /// Promotions.
    pub promotions: Vec<DemoPromotion>,
    /// Codes for the cart.
    pub codes: Vec<DemoCode>,
    /// Shipping methods in their order.
    pub shipping_methods: Vec<DemoShippingMethod>,
}

/// One file: a collection and what is in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shelf {
    /// The collection.
    pub collection: DemoCollection,
    /// Its products.
    #[serde(rename = "product")]
    pub products: Vec<DemoProduct>,
}

/// A collection.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoCollection {
    /// Shown name.
    pub title: String,
    /// Its address.
    pub slug: String,
    /// Slug of the collection around it.
    pub parent: Option<String>,
    /// Markdown.
    pub description: String,
    /// Slug of the product whose picture it shows.
    pub featured: String,
}

/// A product.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoProduct {
    /// Shown name.
    pub title: String,
    /// Its address.
    pub slug: String,
    /// In major units; missing with variants.
    pub price: Option<String>,
    /// In major units.
    pub compare_at: Option<String>,
    /// Units; missing with variants.
    pub stock: Option<i32>,
    /// Whether stock is counted.
    #[serde(default = "yes")]
    pub track: bool,
    /// Whether it may be ordered when sold out.
    #[serde(default)]
    pub backorder: bool,
    /// Whether shoppers see it.
    #[serde(default = "yes")]
    pub published: bool,
    /// Labels.
    pub tags: Vec<String>,
    /// Its age.
    pub added_days_ago: i64,
    /// Markdown.
    pub description: String,
    /// What its main picture shows.
    pub picture: Picture,
    /// The main picture in words.
    pub alt: String,
    /// Further pictures.
    #[serde(default)]
    pub picture_more: Vec<FurtherPicture>,
    /// Names of its options.
    #[serde(default)]
    pub options: Vec<String>,
    /// Variants.
    #[serde(default, rename = "variant")]
    pub variants: Vec<DemoVariant>,
    /// Reviews.
    #[serde(default, rename = "review")]
    pub reviews: Vec<DemoReview>,
}

impl DemoProduct {
    /// Its pictures in order, each with its words.
    pub fn pictures(&self) -> impl Iterator<Item = (&Picture, &str)> {
        let further = self.picture_more.iter().map(|more| (&more.picture, more.alt.as_str()));
        std::iter::once((&self.picture, self.alt.as_str())).chain(further)
    }
}

/// Another picture of a product.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FurtherPicture {
    /// What it shows.
    pub picture: Picture,
    /// In words.
    pub alt: String,
}

/// A variant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoVariant {
    /// One value per option.
    pub options: Vec<String>,
    /// Stock keeping unit.
    pub sku: String,
    /// In major units.
    pub price: String,
    /// In major units.
    pub compare_at: Option<String>,
    /// Units.
    pub stock: i32,
    /// Whether stock is counted.
    #[serde(default = "yes")]
    pub track: bool,
    /// Whether it may be ordered when sold out.
    #[serde(default)]
    pub backorder: bool,
}

/// A review.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoReview {
    /// Who, as a role or place.
    pub by: String,
    /// Stars.
    pub rating: Option<i32>,
    /// Its age.
    pub days_ago: i64,
    /// Plain text.
    pub text: String,
}

/// A text page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextPage {
    /// Its address.
    pub slug: String,
    /// Shown name.
    pub title: String,
    /// Markdown.
    pub body: String,
}

/// A promotion.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoPromotion {
    /// What shoppers read.
    pub description: String,
    /// As stored.
    pub kind: String,
    /// Percent or major units.
    pub discount: String,
    /// Slugs.
    pub products: Vec<String>,
    /// From now.
    pub starts_days: Option<i64>,
    /// From now.
    pub ends_days: Option<i64>,
}

/// A code that shoppers enter in the cart.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoCode {
    /// As shoppers read it.
    pub code: String,
    /// What it is for.
    pub description: String,
    /// As stored.
    pub kind: String,
    /// Percent or major units.
    pub discount: String,
    /// How often one customer may use it.
    pub per_customer: Option<i32>,
    /// In major units: from which value of the cart on.
    pub minimum: Option<String>,
}

/// A shipping method.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoShippingMethod {
    /// Shown name.
    pub name: String,
    /// How long it takes.
    pub description: String,
    /// In major units.
    pub price: String,
    /// In major units: from which value of the cart on it costs nothing.
    pub free_from: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PagesFile {
    page: Vec<TextPage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PromotionsFile {
    promotion: Vec<DemoPromotion>,
    code: Vec<DemoCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShippingFile {
    method: Vec<DemoShippingMethod>,
}

fn yes() -> bool {
    true
}

impl Content {
    /// Reads the files that are part of the program.
    pub fn read() -> Result<Content, toml::de::Error> {
        let mut shelves =
            COLLECTIONS.iter().map(|text| toml::from_str(text)).collect::<Result<Vec<Shelf>, _>>()?;
        // Two levels: whoever has no parent comes first.
        shelves.sort_by_key(|shelf| shelf.collection.parent.is_some());
        let pages: PagesFile = toml::from_str(include_str!("content/pages.toml"))?;
        let promotions: PromotionsFile = toml::from_str(include_str!("content/promotions.toml"))?;
        let shipping: ShippingFile = toml::from_str(include_str!("content/shipping.toml"))?;
        Ok(Content {
            shelves,
            pages: pages.page,
            promotions: promotions.promotion,
            codes: promotions.code,
            shipping_methods: shipping.method,
        })
    }

    /// Every product.
    pub fn products(&self) -> impl Iterator<Item = &DemoProduct> {
        self.shelves.iter().flat_map(|shelf| &shelf.products)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::platform::money::Currency;
    use crate::platform::slug::is_slug;
    use crate::promotions::models::PromotionKind;

    const TAGS: &str = "stoneware porcelain glass oak walnut cotton linen wool cork brass steel recycled paper \
        handmade small-batch made-to-order dishwasher-safe oven-safe machine-washable outdoor travel gift \
        new-home everyday refillable plastic-free kids desk bestseller";

    fn amount(text: &str) -> i64 {
        Currency::from_code("USD").unwrap().parse(text).unwrap().0
    }

    #[test]
    fn every_address_and_number_is_there_once() {
        let content = Content::read().unwrap();
        let (mut slugs, mut skus) = (HashSet::new(), HashSet::new());
        for product in content.products() {
            assert!(is_slug(&product.slug) && slugs.insert(&product.slug), "{}", product.slug);
            for variant in &product.variants {
                assert!(variant.sku.starts_with("LF-") && skus.insert(&variant.sku), "{}", variant.sku);
            }
        }
        let mut collections = HashSet::new();
        for shelf in &content.shelves {
            let collection = &shelf.collection;
            let known = |parent: &String| collections.contains(parent);
            assert!(collection.parent.as_ref().is_none_or(known), "{}", collection.slug);
            assert!(is_slug(&collection.slug) && collections.insert(collection.slug.clone()));
            assert!(slugs.contains(&collection.featured), "{}", collection.featured);
        }
        let mut pages = HashSet::new();
        assert!(content.pages.iter().all(|page| is_slug(&page.slug) && pages.insert(&page.slug)));
        for promotion in &content.promotions {
            assert!(PromotionKind::from_text(&promotion.kind).is_some());
            assert!(amount(&promotion.discount) > 0);
            assert!(promotion.products.iter().all(|slug| slugs.contains(slug)), "{}", promotion.description);
        }
        assert!(slugs.len() >= 300 && collections.len() == COLLECTIONS.len());
    }

    #[test]
    fn every_product_is_complete() {
        let tags: HashSet<&str> = TAGS.split_whitespace().collect();
        for product in Content::read().unwrap().products() {
            let slug = &product.slug;
            assert!(!product.title.is_empty() && product.title.chars().count() <= 255, "{slug}");
            assert!(product.tags.iter().all(|tag| tags.contains(tag.as_str())), "{slug}: {:?}", product.tags);
            assert!((1..=700).contains(&product.added_days_ago), "{slug}");
            assert!(product.pictures().all(|(_, alt)| !alt.is_empty()), "{slug}");
            assert_eq!(product.variants.is_empty(), product.price.is_some(), "{slug}");
            assert_eq!(product.variants.is_empty(), product.stock.is_some(), "{slug}");
            assert_eq!(product.variants.is_empty(), product.options.is_empty(), "{slug}");
            assert!(product.options.len() <= 3, "{slug}");
            for text in [&product.price, &product.compare_at].into_iter().flatten() {
                assert!(amount(text) > 0, "{slug}");
            }
            if let (Some(price), Some(former)) = (&product.price, &product.compare_at) {
                assert!(amount(former) > amount(price), "{slug}");
            }
            let mut combinations = HashSet::new();
            for variant in &product.variants {
                assert_eq!(variant.options.len(), product.options.len(), "{}", variant.sku);
                assert!(variant.stock >= 0 && amount(&variant.price) > 0, "{}", variant.sku);
                assert!(combinations.insert(&variant.options), "{}", variant.sku);
            }
            for review in &product.reviews {
                assert!(review.rating.is_none_or(|stars| (1..=5).contains(&stars)), "{slug}");
                assert!(!review.by.is_empty() && !review.text.is_empty() && review.days_ago >= 0, "{slug}");
            }
        }
    }

    #[test]
    fn stock_of_every_kind_occurs() {
        let content = Content::read().unwrap();
        let stock =
            |matching: fn(i32) -> bool| content.products().any(|p| p.track && p.stock.is_some_and(matching));
        assert!(stock(|n| n == 0) && stock(|n| (1..=5).contains(&n)) && stock(|n| n > 20));
        assert!(content.products().any(|product| !product.track));
        assert!(
            content
                .products()
                .any(|product| product.backorder || product.variants.iter().any(|v| v.backorder))
        );
        assert!(content.products().any(|product| !product.published));
    }
}
