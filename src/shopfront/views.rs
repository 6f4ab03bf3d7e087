//! What templates print: ready-made words, prices and addresses. Templates choose and repeat;
//! they do not compute.

use crate::media::view::Picture;
use crate::platform::markdown::Html;
use crate::platform::money::Price;
pub use crate::shell::Link;

/// The `<head>` of a page.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// With the shop's name.
    pub title: String,
    /// May be empty.
    pub description: String,
    /// Absolute; empty for pages that have none.
    pub canonical: String,
    /// Whether search engines should leave it out.
    pub no_index: bool,
    /// Absolute address of a picture for previews.
    pub picture: Option<String>,
    /// Open Graph type.
    pub kind: &'static str,
    /// JSON-LD blocks.
    pub json_ld: Vec<Html>,
}

/// A product in a grid.
#[derive(Debug, Clone)]
pub struct ProductCard {
    /// Key of the product.
    pub id: i64,
    /// Part of its address.
    pub slug: String,
    /// Whether a variant must be chosen before it can be ordered.
    pub has_choice: bool,
    /// Its page.
    pub href: String,
    /// Its name.
    pub title: String,
    /// Its main picture.
    pub picture: Option<Picture>,
    /// What a shopper pays now.
    pub price: Price,
    /// Struck through, when higher.
    pub was: Option<Price>,
    /// Whether variants cost more.
    pub price_from: bool,
    /// Mean of its ratings.
    pub rating: Option<Rating>,
    /// What to say about stock.
    pub stock: Stock,
}

/// Stars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// "4.6"
    pub average: String,
    /// 0 to 100, how much of the stars is filled.
    pub percent: u8,
    /// How many ratings.
    pub count: u64,
    /// The same in words.
    pub label: String,
}

impl Rating {
    /// From the mean in hundredths of a star; `None` without ratings.
    pub fn mean(hundredths: i32, count: i32) -> Option<Rating> {
        let count = u64::try_from(count).ok().filter(|count| *count > 0)?;
        let average = format!("{}.{}", hundredths / 100, (hundredths % 100) / 10);
        let people = if count == 1 { "customer" } else { "customers" };
        Some(Rating {
            percent: u8::try_from(hundredths / 5).unwrap_or(100),
            label: format!("Rated {average} out of 5 by {count} {people}"),
            average,
            count,
        })
    }

    /// Of one review.
    pub fn single(stars: i32) -> Rating {
        Rating {
            average: stars.to_string(),
            percent: u8::try_from(stars * 20).unwrap_or(100),
            count: 1,
            label: format!("{stars} out of 5"),
        }
    }
}

/// What to say about stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stock {
    /// Nothing worth saying.
    Plenty,
    /// Only so many left.
    Low(u32),
    /// None left.
    SoldOut,
    /// None left, but it can be ordered.
    OnOrder,
}

/// Up to this many units are "only a few left"; the shop's pages show no other number.
pub const LOW_STOCK: i32 = 5;

impl Stock {
    /// From the columns of a product or variant.
    pub fn of(inventory: i32, tracked: bool, backorder: bool) -> Stock {
        match (tracked, inventory) {
            (false, _) => Stock::Plenty,
            (true, 1..=LOW_STOCK) => Stock::Low(inventory.unsigned_abs()),
            (true, left) if left > 0 => Stock::Plenty,
            _ if backorder => Stock::OnOrder,
            _ => Stock::SoldOut,
        }
    }
}

/// One step of the breadcrumbs; the last has no address.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// What is read.
    pub title: String,
    /// Where it leads.
    pub href: Option<String>,
}

impl Crumb {
    /// A step that leads somewhere.
    pub fn to(title: &str, href: impl Into<String>) -> Crumb {
        Crumb { title: title.to_owned(), href: Some(href.into()) }
    }

    /// The page itself.
    pub fn here(title: &str) -> Crumb {
        Crumb { title: title.to_owned(), href: None }
    }
}

/// A collection with its picture.
#[derive(Debug, Clone)]
pub struct CollectionTile {
    /// Its name.
    pub title: String,
    /// Its page.
    pub href: String,
    /// "26 products"
    pub count_label: String,
    /// The picture of its featured product.
    pub picture: Option<Picture>,
    /// Plain text.
    pub description: String,
}

/// A group of filter choices.
#[derive(Debug, Clone, Default)]
pub struct Facet {
    /// Name of the form field.
    pub name: &'static str,
    /// Whether several may be chosen.
    pub many: bool,
    /// In order.
    pub choices: Vec<Choice>,
}

/// One choice of a filter or select.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Value of the form field.
    pub value: String,
    /// What is read.
    pub label: String,
    /// How many results it gives; `None` when that is not known without counting.
    pub count: Option<String>,
    /// Whether it is on.
    pub selected: bool,
    /// Where it leads, for choices that are links.
    pub href: Option<String>,
}

/// A filter that is on.
#[derive(Debug, Clone)]
pub struct Chip {
    /// What is read.
    pub label: String,
    /// The same list without it.
    pub remove_href: String,
    /// For screen readers.
    pub remove_label: String,
}

/// One link of the pager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageLink {
    /// A page.
    Page {
        /// From 1.
        number: u64,
        /// Its address.
        href: String,
        /// Whether it is the one shown.
        current: bool,
    },
    /// Pages left out.
    Gap,
}

/// What stands in place of an empty list.
#[derive(Debug, Clone)]
pub struct EmptyResult {
    /// What happened.
    pub message: String,
    /// Where to go on.
    pub ways_on: Vec<Link>,
    /// Some products all the same.
    pub cards: Vec<ProductCard>,
}

/// An option with the values that occur.
#[derive(Debug, Clone)]
pub struct OptionGroup {
    /// "Colour"
    pub name: String,
    /// In the order of the variants.
    pub values: Vec<String>,
}

/// A variant to choose.
#[derive(Debug, Clone)]
pub struct VariantChoice {
    /// Value of the form field.
    pub id: i64,
    /// "Sage / 300 ml"
    pub label: String,
    /// Its option values.
    pub values: Vec<String>,
    /// What a shopper pays now.
    pub price: Price,
    /// Struck through, when higher.
    pub was: Option<Price>,
    /// What to say about its stock.
    pub stock: Stock,
    /// Whether the address names it.
    pub chosen: bool,
    /// Its picture's place in the gallery, from 0.
    pub picture_index: Option<usize>,
    /// The page with this variant chosen.
    pub href: String,
}

/// A review as printed.
#[derive(Debug, Clone)]
pub struct ReviewView {
    /// As signed.
    pub name: String,
    /// "3 March 2026"
    pub date: String,
    /// "2026-03-03"
    pub date_iso: String,
    /// Its stars.
    pub rating: Option<Rating>,
    /// Plain text.
    pub text: String,
}

/// One bar of the rating summary.
#[derive(Debug, Clone)]
pub struct RatingBar {
    /// 1 to 5.
    pub stars: u8,
    /// How many gave it.
    pub count: u64,
    /// Of all ratings.
    pub percent: u8,
}
