//! One synthetic product, made from its number.

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;

use super::dice::Dice;
use super::vocabulary::{
    ADJECTIVES, CARES, COLOURS, GROUPS, Leaf, MAKINGS, MATERIALS, OPENINGS, REVIEWERS, REVIEWS, SERIES,
    SIZES, TAGS, USES,
};
use crate::platform::clock::Time;
use crate::platform::money::Money;
use crate::platform::slug::{numbered, slugify};
use crate::platform::text::sort_key;
use crate::reviews::models::ReviewChange;
use crate::schema::{product_variants, products};

/// Mixed into every product's seed.
const SEED: u64 = 0x5eed_5707_ef20;
/// The oldest product is this many minutes older than the newest: three years.
const AGES: u64 = 3 * 365 * 24 * 60;

/// The day that every date counts back from.
pub(super) fn anchor() -> Time {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default().and_time(chrono::NaiveTime::MIN)
}

/// A product before it is stored.
pub(super) struct Item {
    pub title: String,
    pub slug: String,
    pub description: String,
    pub price: i64,
    pub compare_at: Option<i64>,
    pub stock: Stock,
    pub is_published: bool,
    pub created_at: Time,
    /// Place of its collection among the leaves.
    pub leaf: usize,
    /// Places of its tags in the vocabulary.
    pub tags: Vec<usize>,
    pub options: Vec<&'static str>,
    pub variants: Vec<Form>,
    pub reviews: Vec<Opinion>,
}

/// How much there is of something.
#[derive(Clone, Copy)]
pub(super) struct Stock {
    units: i32,
    is_tracked: bool,
    allows_backorder: bool,
}

impl Stock {
    fn can_be_sold(self) -> bool {
        !self.is_tracked || self.allows_backorder || self.units > 0
    }
}

/// A variant before it is stored.
pub(super) struct Form {
    sku: String,
    values: [&'static str; 2],
    price: i64,
    stock: Stock,
}

/// A review before it is stored.
pub(super) struct Opinion {
    name: &'static str,
    rating: Option<i32>,
    text: &'static str,
    created_at: Time,
}

#[derive(Insertable)]
#[diesel(table_name = products, treat_none_as_default_value = false)]
pub(super) struct Row<'a> {
    title: &'a str,
    title_key: String,
    slug: &'a str,
    description: Option<&'a str>,
    unit_price: Money,
    compare_at_price: Option<Money>,
    inventory: i32,
    track_inventory: bool,
    allow_backorder: bool,
    collection_id: i64,
    is_published: bool,
    created_at: Time,
    last_update: Time,
    has_variants: bool,
    price_varies: bool,
    is_available: bool,
    current_price: Money,
}

#[derive(Insertable)]
#[diesel(table_name = product_variants, treat_none_as_default_value = false)]
pub(super) struct VariantRow<'a> {
    product_id: i64,
    sku: Option<&'a str>,
    option1: &'a str,
    option2: &'a str,
    unit_price: Money,
    inventory: i32,
    track_inventory: bool,
    allow_backorder: bool,
    position: i32,
}

impl Dice {
    /// Between `from` and `to` major units, with one of the usual endings.
    fn price(&mut self, from: u64, to: u64) -> i64 {
        let major = from + self.below(to - from);
        let minor = [0, 0, 50, 90, 95].get(self.index(5)).copied().unwrap_or(0);
        i64::try_from(major * 100 + minor).unwrap_or(i64::MAX)
    }

    fn stock(&mut self) -> Stock {
        let units = match self.below(100) {
            0..8 => 0,
            8..20 => self.units(1, 5),
            20..80 => self.units(6, 80),
            _ => self.units(81, 500),
        };
        Stock { units, is_tracked: !self.chance(4), allows_backorder: self.chance(5) }
    }
}

impl Item {
    /// Product number `number`.
    pub fn new(number: i64) -> Item {
        let mut dice = Dice::of(SEED, number);
        let leaves: Vec<&Leaf> = GROUPS.iter().flat_map(|group| group.leaves).collect();
        let place = dice.index(leaves.len());
        let (nouns, from, to) =
            leaves.get(place).map_or((&[][..], 1, 2), |leaf| (leaf.nouns, leaf.from, leaf.to));
        let title = title(&mut dice, nouns);
        let price = dice.price(from, to);
        let mut item = Item {
            slug: numbered(&slugify(&title), usize::try_from(number).unwrap_or(0)),
            title,
            description: description(&mut dice),
            price,
            compare_at: dice.chance(12).then_some(price + price / 5),
            stock: dice.stock(),
            is_published: !dice.chance(1),
            created_at: anchor() - minutes(dice.below(AGES)),
            leaf: place,
            tags: tags(&mut dice),
            options: Vec::new(),
            variants: Vec::new(),
            reviews: Vec::new(),
        };
        if dice.chance(25) {
            item.add_variants(&mut dice, number);
        }
        if dice.chance(35) {
            item.reviews = (0..=dice.below(4)).map(|_| opinion(&mut dice, item.created_at)).collect();
        }
        item
    }

    fn add_variants(&mut self, dice: &mut Dice, number: i64) {
        let first_colour = dice.index(COLOURS.len());
        let colours = COLOURS.iter().cycle().skip(first_colour).take(2 + dice.index(3));
        let sizes = if dice.chance(40) { SIZES.get(..2 + dice.index(3)).unwrap_or(SIZES) } else { &[""] };
        self.options = if sizes.len() > 1 { vec!["Colour", "Size"] } else { vec!["Colour"] };
        for colour in colours {
            for (size, step) in sizes.iter().zip(0..) {
                let sku = format!("SYN-{number}-{}", self.variants.len() + 1);
                let price = self.price + self.price / 5 * step;
                self.variants.push(Form { sku, values: [colour, size], price, stock: dice.stock() });
            }
        }
    }

    /// As stored, with every derived column in place already.
    pub fn row(&self, collection_id: i64) -> Row<'_> {
        let lowest = self.variants.iter().map(|form| form.price).min().unwrap_or(self.price);
        let has_variants = !self.variants.is_empty();
        Row {
            title: &self.title,
            title_key: sort_key(&self.title),
            slug: &self.slug,
            description: Some(&self.description),
            unit_price: Money(lowest),
            compare_at_price: self.compare_at.map(Money),
            inventory: match has_variants {
                true => self.variants.iter().map(|form| form.stock.units).sum(),
                false => self.stock.units,
            },
            track_inventory: self.stock.is_tracked,
            allow_backorder: self.stock.allows_backorder,
            collection_id,
            is_published: self.is_published,
            created_at: self.created_at,
            last_update: self.created_at,
            has_variants,
            price_varies: self.variants.iter().any(|form| form.price != lowest),
            is_available: match has_variants {
                true => self.variants.iter().any(|form| form.stock.can_be_sold()),
                false => self.stock.can_be_sold(),
            },
            current_price: Money(lowest),
        }
    }

    /// Its variants as stored.
    pub fn variant_rows(&self, product_id: i64) -> impl Iterator<Item = VariantRow<'_>> {
        self.variants.iter().zip(0..).map(move |(form, position)| VariantRow {
            product_id,
            sku: Some(&form.sku),
            option1: form.values[0],
            option2: form.values[1],
            unit_price: Money(form.price),
            inventory: form.stock.units,
            track_inventory: form.stock.is_tracked,
            allow_backorder: form.stock.allows_backorder,
            position,
        })
    }

    /// Its reviews as stored.
    pub fn reviews(&self, product_id: i64) -> impl Iterator<Item = ReviewChange> {
        self.reviews.iter().map(move |opinion| ReviewChange {
            product_id,
            name: opinion.name.to_owned(),
            rating: opinion.rating,
            description: opinion.text.to_owned(),
            date: opinion.created_at.date(),
            approved: true,
        })
    }
}

fn minutes(count: u64) -> TimeDelta {
    TimeDelta::minutes(i64::try_from(count).unwrap_or(0))
}

fn title(dice: &mut Dice, nouns: &[&'static str]) -> String {
    let noun = dice.pick(nouns);
    match dice.below(5) {
        0 => format!("{} {} {noun}", dice.pick(ADJECTIVES), dice.pick(MATERIALS)),
        1 => format!("{} {noun} for {}", dice.pick(MATERIALS), dice.pick(USES)),
        2 => format!("{noun} in {} {}", dice.pick(COLOURS), dice.pick(MATERIALS)),
        3 => format!("{} {noun}, {}", dice.pick(SERIES), dice.pick(COLOURS)),
        _ => format!("{} {} {noun} for {}", dice.pick(SERIES), dice.pick(ADJECTIVES), dice.pick(USES)),
    }
}

fn description(dice: &mut Dice) -> String {
    let (opening, material) = (dice.pick(OPENINGS), dice.pick(MATERIALS).to_lowercase());
    let (making, care) = (dice.pick(MAKINGS), dice.pick(CARES));
    let (width, height) = (dice.units(6, 60), dice.units(4, 90));
    format!("{opening} {making}\n\n- Mostly {material}\n- {width} × {height} cm\n- {care}")
}

fn tags(dice: &mut Dice) -> Vec<usize> {
    let mut tags: Vec<usize> = (0..dice.below(5)).map(|_| dice.index(TAGS.len())).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

fn opinion(dice: &mut Dice, product_since: Time) -> Opinion {
    let age = u64::try_from((anchor() - product_since).num_minutes()).unwrap_or(0);
    let rating = match dice.below(100) {
        0..8 => None,
        8..12 => Some(1),
        12..20 => Some(2),
        20..36 => Some(3),
        36..68 => Some(4),
        _ => Some(5),
    };
    Opinion {
        name: dice.pick(REVIEWERS),
        rating,
        text: dice.pick(REVIEWS),
        created_at: anchor() - minutes(dice.below(age.max(1))),
    }
}
