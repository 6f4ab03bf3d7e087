//! What a file says about products, checked: the only thing that [`plan`](super::plan) takes.

use std::ops::RangeInclusive;

use crate::platform::clock::Time;
use crate::platform::money::{Currency, Money};

/// What the shop accepts.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Of every price in the file.
    pub currency: Currency,
    /// Lowest price.
    pub min_price: Money,
    /// Addresses under it are our own pictures.
    pub media_url: String,
}

/// A row, or part of one, that does not go in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line it begins on.
    pub line: u64,
    /// Why, without a full stop.
    pub reason: String,
}

/// What a file gives for one product. An `Option` is empty when the file has no such column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductDraft {
    /// Its main row.
    pub line: u64,
    /// The lines of all its good rows, the main one first.
    pub lines: Vec<u64>,
    /// As written in the file; may be too long or not be a slug at all.
    pub handle: Option<String>,
    /// Shown name.
    pub title: String,
    /// Markdown or HTML; empty for none.
    pub description: Option<String>,
    /// Titles from the outermost collection inwards; empty when the file names none.
    pub collection: Vec<String>,
    /// Labels.
    pub tags: Option<Vec<String>>,
    /// Whether shoppers see it.
    pub is_published: Option<bool>,
    /// Names of the options.
    pub options: Vec<String>,
    /// Its price and stock when it has no variants.
    pub offer: Offer,
    /// Struck-through price of the product itself when it has variants; else the variants' counts.
    pub own_compare_at_price: Option<Option<Money>>,
    /// The purchasable forms; empty when the product itself is sold.
    pub variants: Vec<VariantDraft>,
    /// Pictures in their order.
    pub images: Vec<ImageDraft>,
    /// A lower price between two dates.
    pub sale: Option<SaleDraft>,
}

/// Price and stock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// Its price.
    pub unit_price: Money,
    /// A former or recommended price.
    pub compare_at_price: Option<Option<Money>>,
    /// Units in stock.
    pub inventory: Option<i32>,
    /// Whether stock is counted.
    pub track_inventory: Option<bool>,
    /// Whether it may be ordered when sold out.
    pub allow_backorder: Option<bool>,
}

/// A purchasable form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VariantDraft {
    /// Its row.
    pub line: u64,
    /// Stock keeping unit.
    pub sku: Option<String>,
    /// Values of the options, empty where there is none.
    pub values: [String; 3],
    /// The names of its options as its own row gives them.
    pub option_names: Vec<String>,
    /// Price and stock.
    pub offer: Offer,
    /// Address of the picture that shows it.
    pub image: Option<String>,
}

/// A picture by address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageDraft {
    /// Where to fetch it.
    pub url: String,
    /// What it shows.
    pub alt: String,
}

/// A lower price between two dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleDraft {
    /// What is taken off.
    pub discount: Money,
    /// In force from then on.
    pub starts_at: Option<Time>,
    /// In force until before then.
    pub ends_at: Option<Time>,
}

/// Longest title, SKU, option name and value, tag and title of a collection, in characters.
pub const MAX_TEXT: usize = 255;

impl Rules {
    /// Reads a price.
    pub fn price(&self, text: &str) -> Result<Money, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("it has no price".to_owned());
        }
        if text.contains(',') {
            return Err(format!(
                "the price “{text}” is ambiguous: write it with a point and without other separators, such as 12.50"
            ));
        }
        let price = self.currency.parse(text).map_err(|error| format!("the price {error}"))?;
        let plain = |amount| self.currency.plain(amount);
        if price < Money(0) {
            return Err(format!("the price {text} is negative"));
        }
        if price < self.min_price {
            return Err(format!(
                "the price {text} is under the lowest allowed price {}",
                plain(self.min_price)
            ));
        }
        if price > Money::MAX_PRICE {
            return Err(format!(
                "the price {text} is over the highest allowed price {}",
                plain(Money::MAX_PRICE)
            ));
        }
        Ok(price)
    }

    /// Reads a struck-through price; blank and zero mean none.
    pub fn compare_at_price(&self, text: &str) -> Result<Option<Money>, String> {
        let text = text.trim();
        if text.is_empty() || self.currency.parse(text) == Ok(Money(0)) {
            return Ok(None);
        }
        let refused = |reason: String| reason.replacen("the price", "the compare-at price", 1);
        let free = Rules { min_price: Money(0), ..self.clone() };
        free.price(text).map(Some).map_err(refused)
    }

    /// Whether `text` is a price of zero or none at all.
    pub fn is_no_price(&self, text: &str) -> bool {
        text.trim().is_empty() || self.currency.parse(text) == Ok(Money(0))
    }
}

/// Reads a number of units; blank means the file does not say.
pub fn stock(text: &str) -> Result<Option<i32>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<i64>() {
        Ok(units) if units < 0 => Err(format!("the stock {text} is negative")),
        Ok(units) => match i32::try_from(units) {
            Ok(units) => Ok(Some(units)),
            Err(_) => Err(format!("the stock {text} is too large")),
        },
        Err(_) => Err(format!("the stock “{text}” is not a whole number")),
    }
}

/// Reads yes or no in the ways that shops write it; blank means the file does not say.
pub fn yes_or_no(column: &str, text: &str) -> Result<Option<bool>, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "1" | "true" | "yes" | "y" | "t" | "on" => Ok(Some(true)),
        "0" | "false" | "no" | "n" | "f" | "off" => Ok(Some(false)),
        _ => Err(format!("“{}” in {column} is neither yes nor no", text.trim())),
    }
}

/// Reads a text of limited length.
pub fn short_text(what: &str, text: &str) -> Result<String, String> {
    const LENGTH: RangeInclusive<usize> = 0..=MAX_TEXT;
    let text = text.trim();
    let length = text.chars().count();
    match LENGTH.contains(&length) {
        true => Ok(text.to_owned()),
        false => Err(format!("the {what} has {length} characters, at most {MAX_TEXT} are allowed")),
    }
}

/// Reads the title.
pub fn title(text: &str) -> Result<String, String> {
    match short_text("title", text)? {
        empty if empty.is_empty() => Err("it has no title".to_owned()),
        title => Ok(title),
    }
}

/// Reads the address of a picture; blank means none.
pub fn image_url(text: &str) -> Result<Option<String>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(Some(text.to_owned())),
        _ => Err(format!("the picture “{text}” is not an address that starts with https:// or http://")),
    }
}

/// Parts between separators, trimmed, without empty ones; a backslash takes the meaning
/// from a separator or backslash after it.
pub fn parts(text: &str, separator: &str) -> Vec<String> {
    let (mut found, mut part, mut rest) = (Vec::new(), String::new(), text);
    loop {
        if let Some(after) = rest.strip_prefix('\\')
            && let Some(literal) = [separator, "\\"].into_iter().find(|literal| after.starts_with(literal))
        {
            part.push_str(literal);
            rest = after.get(literal.len()..).unwrap_or_default();
        } else if let Some(after) = rest.strip_prefix(separator) {
            found.push(std::mem::take(&mut part));
            rest = after;
        } else if let Some(letter) = rest.chars().next() {
            part.push(letter);
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        } else {
            break;
        }
    }
    found.push(part);
    found.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Reads the path of a collection.
pub fn path(text: &str, separator: &str) -> Result<Vec<String>, String> {
    parts(text, separator).iter().map(|title| short_text("title of the collection", title)).collect()
}

/// Reads labels.
pub fn tags(text: &str) -> Result<Vec<String>, String> {
    let mut labels = Vec::new();
    for label in parts(text, ",") {
        let label = short_text("tag", &label)?;
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    Ok(labels)
}
