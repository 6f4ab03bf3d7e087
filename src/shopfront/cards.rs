//! Product cards: the rows behind a grid, in a fixed number of statements.

use std::collections::HashMap;

use diesel::prelude::*;

use super::views::{ProductCard, Rating, Stock};
use crate::catalog::models::Product;
use crate::media::queries::{ProductPicture, main_of_products};
use crate::media::view::Picture;
use crate::platform::db::{Conn, among};
use crate::platform::money::{Money, Price};
use crate::platform::settings::ShopSettings;
use crate::schema::products;
use crate::urls;

/// The columns a card shows.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = products)]
struct CardRow {
    id: i64,
    title: String,
    slug: String,
    unit_price: Money,
    compare_at_price: Option<Money>,
    current_price: Money,
    price_varies: bool,
    has_variants: bool,
    is_available: bool,
    inventory: i32,
    track_inventory: bool,
    allow_backorder: bool,
    rating_count: i32,
    rating_average: i32,
}

/// The cards of these published products in the order of `ids`; keys that are gone are left out.
pub fn list_cards(conn: &mut Conn, ids: &[i64], settings: &ShopSettings) -> QueryResult<Vec<ProductCard>> {
    let mut cards = map_cards(conn, ids, settings)?;
    Ok(ids.iter().filter_map(|id| cards.remove(id)).collect())
}

/// The cards of these published products by key.
pub fn map_cards(
    conn: &mut Conn,
    ids: &[i64],
    settings: &ShopSettings,
) -> QueryResult<HashMap<i64, ProductCard>> {
    let rows: Vec<CardRow> = products::table
        .filter(among(products::id, ids))
        .filter(products::is_published)
        .select(CardRow::as_select())
        .load(conn)?;
    let pictures = main_of_products(conn, ids)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let picture = pictures.get(&row.id).and_then(ProductPicture::view);
            (row.id, row.into_card(picture, settings))
        })
        .collect())
}

impl CardRow {
    fn into_card(self, picture: Option<Picture>, settings: &ShopSettings) -> ProductCard {
        ProductCard {
            id: self.id,
            has_choice: self.has_variants,
            href: urls::product(&self.slug),
            slug: self.slug,
            picture,
            price: settings.price(self.current_price),
            was: was(self.current_price, self.unit_price, self.compare_at_price, settings),
            price_from: self.price_varies,
            rating: Rating::mean(self.rating_average, self.rating_count),
            stock: stock_of(
                self.has_variants,
                self.is_available,
                self.inventory,
                self.track_inventory,
                self.allow_backorder,
            ),
            title: self.title,
        }
    }
}

/// The higher price that is shown struck through: the compare-at price, or the price before a
/// promotion.
pub fn was(
    current: Money,
    unit_price: Money,
    compare_at: Option<Money>,
    settings: &ShopSettings,
) -> Option<Price> {
    compare_at
        .filter(|was| *was > current)
        .or(Some(unit_price).filter(|was| *was > current))
        .map(|was| settings.price(was))
}

/// What to say about the stock of a whole product.
pub fn product_stock(product: &Product) -> Stock {
    stock_of(
        product.has_variants,
        product.is_available,
        product.inventory,
        product.track_inventory,
        product.allow_backorder,
    )
}

fn stock_of(has_variants: bool, available: bool, inventory: i32, tracked: bool, backorder: bool) -> Stock {
    match (available, has_variants) {
        (false, _) => Stock::SoldOut,
        // Which variant is on order is said at the variant.
        (true, true) if inventory == 0 => Stock::Plenty,
        (true, true) => Stock::of(inventory, true, false),
        (true, false) => Stock::of(inventory, tracked, backorder),
    }
}
