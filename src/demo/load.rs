//! Loading the demo shop into an empty database.

use std::collections::HashMap;

use chrono::TimeDelta;
use diesel::prelude::*;

use super::content::{Content, DemoProduct, DemoPromotion, DemoVariant, Shelf};
use super::drawing::{BATCH, Batch, DRAW, Drawing};
use super::selling;
use crate::accounts;
use crate::app::App;
use crate::catalog::models::{CollectionChange, ProductChange, VariantChange};
use crate::catalog::{PRODUCT, collections, products};
use crate::events;
use crate::media::models::MediaState;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, PoolError};
use crate::platform::money::{Currency, Money};
use crate::platform::queue;
use crate::platform::settings::{self, ShopSettings};
use crate::promotions::models::PromotionChange;
use crate::promotions::promotions;
use crate::reviews::models::ReviewChange;
use crate::reviews::reviews;
use crate::schema::{media_files, pages};
use crate::tags::tagging;
use crate::{catalog, config::Config};

/// What the shop says about itself.
const SETTINGS: [(&str, &str); 4] = [
    ("shop_name", "Larkfold"),
    ("tagline", "Useful things for home and desk"),
    ("accent", "#2f6f5e"),
    ("contact", "hello@larkfold.example"),
];
/// Before the oldest product; from when on a promotion without a beginning is in force.
const FOUNDED_DAYS_AGO: i64 = 800;

/// What was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// Collections.
    pub collections: usize,
    /// Products, published or not.
    pub products: usize,
    /// Pictures that are drawn in the background.
    pub pictures: usize,
}

/// Why the demo shop could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The content of this program is malformed.
    #[error("The demo shop's content cannot be read: {0}")]
    Content(#[from] toml::de::Error),
    /// It names something that it does not have, or an amount that is none.
    #[error("The demo shop's content is wrong at {0}.")]
    Wrong(String),
    /// The database refused.
    #[error("The demo shop could not be stored: {0}.")]
    Database(#[from] diesel::result::Error),
    /// A collection could not be changed.
    #[error(transparent)]
    Collection(#[from] collections::CollectionError),
    /// No connection.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

/// Whether nobody has begun with this shop: no product, no user and no changed setting.
pub fn is_empty_shop(conn: &mut Conn) -> QueryResult<bool> {
    Ok(!catalog::queries::any_product(conn)? && !accounts::checks::any_user(conn)? && !settings::any(conn)?)
}

/// Loads the whole demo shop in one transaction; its pictures are drawn by jobs.
pub fn load(app: &App) -> Result<Loaded, LoadError> {
    let content = Content::read()?;
    let now = app.now();
    app.db.write_blocking(|conn| load_content(conn, &content, &app.config, now))
}

/// Loads the demo shop if nobody has begun with this one; `None` when somebody has.
///
/// Asked and answered in one transaction, so that of two processes that start together one loads.
pub fn load_into_empty(app: &App) -> Result<Option<Loaded>, LoadError> {
    if !app.db.read_blocking(|conn| Ok::<_, LoadError>(is_empty_shop(conn)?))? {
        return Ok(None);
    }
    let content = Content::read()?;
    let now = app.now();
    app.db.write_blocking(|conn| match is_empty_shop(conn)? {
        true => load_content(conn, &content, &app.config, now).map(Some),
        false => Ok(None),
    })
}

fn load_content(conn: &mut Conn, content: &Content, config: &Config, now: Time) -> Result<Loaded, LoadError> {
    for (name, value) in SETTINGS {
        settings::save(conn, name, value, now)?;
    }
    for (page, position) in content.pages.iter().zip(1..) {
        diesel::insert_into(pages::table)
            .values((
                pages::slug.eq(&page.slug),
                pages::title.eq(&page.title),
                pages::body.eq(&page.body),
                pages::position.eq(position),
            ))
            .execute(conn)?;
    }
    let currency = ShopSettings::load(conn, config)?.currency;
    selling::add_shipping_methods(conn, content, currency)?;
    selling::add_codes(conn, content, currency, now)?;
    let mut loading = Loading { conn, currency, now, keys: HashMap::new(), waiting: Vec::new() };
    let collections = loading.collections(content)?;
    for shelf in &content.shelves {
        loading.products(shelf, &collections)?;
    }
    loading.settle()?;
    loading.features(content, &collections)?;
    loading.promotions(content)?;
    let pictures = loading.waiting.len();
    loading.queue_drawings(content)?;
    Ok(Loaded { collections: collections.len(), products: loading.keys.len(), pictures })
}

struct Loading<'a> {
    conn: &'a mut Conn,
    currency: Currency,
    now: Time,
    /// Keys of products by slug.
    keys: HashMap<&'a str, i64>,
    /// Pictures to be drawn, each with the age of its product in days.
    waiting: Vec<(Drawing, i64)>,
}

impl<'a> Loading<'a> {
    fn days_ago(&self, days: i64) -> Time {
        self.now - TimeDelta::days(days)
    }

    fn amount(&self, text: &str) -> Result<Money, LoadError> {
        selling::amount(self.currency, text)
    }

    fn amount_of(&self, text: &Option<String>) -> Result<Option<Money>, LoadError> {
        text.as_deref().map(|text| self.amount(text)).transpose()
    }

    fn collections(&mut self, content: &'a Content) -> Result<HashMap<&'a str, i64>, LoadError> {
        let mut keys: HashMap<&str, i64> = HashMap::new();
        for shelf in &content.shelves {
            let change = collection_change(shelf, &keys, None)?;
            let id = collections::create(self.conn, &change)?;
            keys.insert(&shelf.collection.slug, id);
        }
        Ok(keys)
    }

    fn products(&mut self, shelf: &'a Shelf, collections: &HashMap<&str, i64>) -> Result<(), LoadError> {
        let collection_id = key_of(collections, &shelf.collection.slug)?;
        for (product, minute) in shelf.products.iter().zip(0..) {
            // Products of one day still have an order.
            let created_at = self.days_ago(product.added_days_ago) - TimeDelta::minutes(minute);
            let id = self.product(product, collection_id, created_at)?;
            self.keys.insert(&product.slug, id);
            self.pictures(product, id, created_at)?;
        }
        Ok(())
    }

    fn product(
        &mut self,
        product: &DemoProduct,
        collection_id: i64,
        created_at: Time,
    ) -> Result<i64, LoadError> {
        let change = ProductChange {
            title: product.title.clone(),
            slug: product.slug.clone(),
            description: Some(product.description.trim().to_owned()),
            unit_price: self.amount_of(&product.price)?.unwrap_or_default(),
            compare_at_price: self.amount_of(&product.compare_at)?,
            inventory: product.stock.unwrap_or(0),
            track_inventory: product.track,
            allow_backorder: product.backorder,
            collection_id,
            is_published: product.published,
        };
        let id = products::create_raw(self.conn, &change, created_at)?;
        if !product.options.is_empty() {
            products::set_options(self.conn, id, &product.options)?;
        }
        for (variant, position) in product.variants.iter().zip(0..) {
            let change = self.variant(variant, position)?;
            products::create_variant_raw(self.conn, id, &change)?;
        }
        tagging::set_labels_raw(self.conn, PRODUCT, id, &product.tags)?;
        for review in &product.reviews {
            let change = ReviewChange {
                product_id: id,
                name: review.by.clone(),
                rating: review.rating,
                description: review.text.clone(),
                date: self.days_ago(review.days_ago).date(),
                approved: true,
            };
            reviews::create(self.conn, &change)?;
        }
        Ok(id)
    }

    fn variant(&self, variant: &DemoVariant, position: i32) -> Result<VariantChange, LoadError> {
        let mut values = variant.options.iter().cloned();
        let mut next = || values.next().unwrap_or_default();
        Ok(VariantChange {
            sku: Some(variant.sku.clone()),
            option1: next(),
            option2: next(),
            option3: next(),
            unit_price: self.amount(&variant.price)?,
            compare_at_price: self.amount_of(&variant.compare_at)?,
            inventory: variant.stock,
            track_inventory: variant.track,
            allow_backorder: variant.backorder,
            image_id: None,
            position,
        })
    }

    fn pictures(&mut self, product: &DemoProduct, id: i64, created_at: Time) -> Result<(), LoadError> {
        for ((picture, (_, alt)), position) in product.pictures().enumerate().zip(0..) {
            let media: i64 = diesel::insert_into(media_files::table)
                .values((
                    media_files::alt.eq(alt),
                    media_files::state.eq(MediaState::Waiting),
                    media_files::created_at.eq(created_at),
                ))
                .returning(media_files::id)
                .get_result(self.conn)?;
            products::add_image(self.conn, id, media, position)?;
            let drawing = Drawing { media, product: product.slug.clone(), picture };
            self.waiting.push((drawing, product.added_days_ago));
        }
        Ok(())
    }

    /// As of the day the shop opened, so that every price starts before the promotions.
    fn settle(&mut self) -> Result<(), LoadError> {
        let ids = self.product_ids();
        let founded = self.days_ago(FOUNDED_DAYS_AGO);
        Ok(events::products_changed(self.conn, &ids, founded)?)
    }

    fn product_ids(&self) -> Vec<i64> {
        let mut ids: Vec<i64> = self.keys.values().copied().collect();
        ids.sort_unstable();
        ids
    }

    fn features(&mut self, content: &Content, keys: &HashMap<&str, i64>) -> Result<(), LoadError> {
        for shelf in &content.shelves {
            let featured = key_of(&self.keys, &shelf.collection.featured)?;
            let change = collection_change(shelf, keys, Some(featured))?;
            collections::update(self.conn, key_of(keys, &shelf.collection.slug)?, &change, self.now)?;
        }
        Ok(())
    }

    /// Each is created on the day it started, and ended on the day it ended, so that the history
    /// of prices is that of a shop which has been open for years.
    fn promotions(&mut self, content: &Content) -> Result<(), LoadError> {
        let mut turns: Vec<(i64, &DemoPromotion)> = content
            .promotions
            .iter()
            .map(|promotion| (promotion.starts_days.unwrap_or(-FOUNDED_DAYS_AGO).min(0), promotion))
            .collect();
        turns.sort_by_key(|(day, _)| *day);
        for (day, promotion) in turns {
            let (change, products) = self.promotion(promotion)?;
            let id = promotions::create(self.conn, &change, &products, self.days_ago(-day))?;
            if let Some(ended) = change.ends_at.filter(|end| *end <= self.now) {
                promotions::refresh(self.conn, id, ended)?;
            }
        }
        let ids = self.product_ids();
        events::prices_changed(self.conn, &ids, self.now)?;
        // No product had a price before it was added.
        diesel::sql_query(
            "UPDATE price_changes SET changed_at = (SELECT p.created_at FROM products p \
                 WHERE p.id = price_changes.product_id) \
             WHERE changed_at < (SELECT p.created_at FROM products p WHERE p.id = price_changes.product_id)",
        )
        .execute(self.conn)?;
        Ok(())
    }

    fn promotion(&self, promotion: &DemoPromotion) -> Result<(PromotionChange, Vec<i64>), LoadError> {
        let (kind, discount) = selling::discount(self.currency, &promotion.kind, &promotion.discount)?;
        let at = |days: Option<i64>| days.map(|days| self.days_ago(-days));
        let change = PromotionChange {
            description: promotion.description.clone(),
            kind,
            discount,
            code: None,
            starts_at: at(promotion.starts_days),
            ends_at: at(promotion.ends_days),
            usage_limit: None,
            usage_limit_per_customer: None,
            minimum_total: None,
        };
        let products =
            promotion.products.iter().map(|slug| key_of(&self.keys, slug)).collect::<Result<_, _>>()?;
        Ok((change, products))
    }

    /// Main pictures before further ones; of featured products, which the home page shows, first,
    /// then of the newest.
    fn queue_drawings(&mut self, content: &Content) -> Result<(), LoadError> {
        let featured: Vec<&str> =
            content.shelves.iter().map(|shelf| shelf.collection.featured.as_str()).collect();
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.sort_by_key(|(drawing, age)| {
            (drawing.picture, !featured.contains(&drawing.product.as_str()), *age, drawing.media)
        });
        let drawings: Vec<Drawing> = waiting.into_iter().map(|(drawing, _)| drawing).collect();
        for batch in drawings.chunks(BATCH) {
            queue::enqueue(self.conn, DRAW, &Batch { drawings: batch.to_vec() }, self.now)?;
        }
        Ok(())
    }
}

fn collection_change(
    shelf: &Shelf,
    keys: &HashMap<&str, i64>,
    featured_product_id: Option<i64>,
) -> Result<CollectionChange, LoadError> {
    let collection = &shelf.collection;
    Ok(CollectionChange {
        title: collection.title.clone(),
        slug: collection.slug.clone(),
        description: collection.description.clone(),
        parent_id: collection.parent.as_deref().map(|parent| key_of(keys, parent)).transpose()?,
        featured_product_id,
    })
}

fn key_of(keys: &HashMap<&str, i64>, slug: &str) -> Result<i64, LoadError> {
    keys.get(slug).copied().ok_or_else(|| LoadError::Wrong(slug.to_owned()))
}
