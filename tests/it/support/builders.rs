//! Builders: each sets only what its test is about.

use diesel::QueryResult;
use storefront::catalog::models::{CollectionChange, ProductChange, VariantChange};
use storefront::catalog::{collections, products};
use storefront::platform::db::Conn;
use storefront::platform::money::Money;
use storefront::platform::slug::slugify;

use super::noon;

/// The collection "Things", made when it is missing.
pub fn things(conn: &mut Conn) -> QueryResult<i64> {
    collection(conn, "Things", None)
}

/// A collection by title, made when it is missing.
pub fn collection(conn: &mut Conn, title: &str, parent_id: Option<i64>) -> QueryResult<i64> {
    let all = storefront::catalog::queries::list_collections(conn)?;
    if let Some(found) = all.iter().find(|collection| collection.title == title) {
        return Ok(found.id);
    }
    collections::create(
        conn,
        &CollectionChange { title: title.into(), slug: slugify(title), parent_id, ..Default::default() },
    )
}

/// A published product that costs 10.00 and has 10 units in stock.
pub fn product(title: &str) -> ProductBuilder {
    ProductBuilder {
        change: ProductChange {
            title: title.into(),
            slug: slugify(title),
            description: None,
            unit_price: Money(1000),
            compare_at_price: None,
            inventory: 10,
            track_inventory: true,
            allow_backorder: false,
            collection_id: 0,
            is_published: true,
        },
    }
}

#[derive(Clone)]
pub struct ProductBuilder {
    pub change: ProductChange,
}

impl ProductBuilder {
    pub fn price(mut self, minor: i64) -> Self {
        self.change.unit_price = Money(minor);
        self
    }

    pub fn inventory(mut self, units: i32) -> Self {
        self.change.inventory = units;
        self
    }

    pub fn description(mut self, text: &str) -> Self {
        self.change.description = Some(text.into());
        self
    }

    pub fn unpublished(mut self) -> Self {
        self.change.is_published = false;
        self
    }

    pub fn within(mut self, collection_id: i64) -> Self {
        self.change.collection_id = collection_id;
        self
    }

    /// Stores it, in "Things" unless [`within`](Self::within) said otherwise.
    pub fn insert(mut self, conn: &mut Conn) -> QueryResult<i64> {
        if self.change.collection_id == 0 {
            self.change.collection_id = things(conn)?;
        }
        products::create(conn, &self.change, noon())
    }
}

/// A variant with one option value, 10.00 and 10 units in stock.
pub fn variant(value: &str) -> VariantChange {
    VariantChange {
        sku: None,
        option1: value.into(),
        option2: String::new(),
        option3: String::new(),
        unit_price: Money(1000),
        compare_at_price: None,
        inventory: 10,
        track_inventory: true,
        allow_backorder: false,
        image_id: None,
        position: 0,
    }
}
