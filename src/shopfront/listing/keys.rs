//! The sort keys of products: enough to order, count and page a list without reading the products.

use std::cmp::Reverse;
use std::collections::HashMap;

use diesel::prelude::*;

use super::criteria::Sort;
use super::matching::{Filter, Products};
use crate::platform::clock::Time;
use crate::platform::db::{Conn, among};
use crate::platform::money::Money;
use crate::schema::products;

/// What a product is sorted and counted by.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = products)]
pub struct Key {
    /// Key of the product.
    pub id: i64,
    /// Where it is listed.
    pub collection_id: i64,
    /// What a shopper would pay now.
    pub current_price: Money,
    /// Whether it can be ordered now.
    pub is_available: bool,
    /// UTC.
    pub created_at: Time,
    /// Folded title.
    pub title_key: String,
    /// Hundredths of a star.
    pub rating_average: i32,
    /// Number of ratings.
    pub rating_count: i32,
}

/// The first `limit` matching products in order.
pub fn list(conn: &mut Conn, filter: &Filter, sort: Sort, limit: i64) -> QueryResult<Vec<Key>> {
    ordered(filter.query(), sort, false).limit(limit).select(Key::as_select()).load(conn)
}

/// Those of `ids` that match, in no order.
pub fn list_among(conn: &mut Conn, filter: &Filter, ids: &[i64]) -> QueryResult<Vec<Key>> {
    filter.query().filter(among(products::id, ids)).select(Key::as_select()).load(conn)
}

/// Orders a query so that one of the lists' indexes serves it; `backwards` turns it round.
pub fn ordered(query: Products<'_>, sort: Sort, backwards: bool) -> Products<'_> {
    use products::{created_at, current_price, id, rating_average, rating_count, title_key};
    match (sort, backwards) {
        (Sort::Newest | Sort::Relevance, false) => query.order((created_at.desc(), id.desc())),
        (Sort::Newest | Sort::Relevance, true) => query.order((created_at.asc(), id.asc())),
        (Sort::PriceUp, false) | (Sort::PriceDown, true) => query.order((current_price.asc(), id.asc())),
        (Sort::PriceDown, false) | (Sort::PriceUp, true) => query.order((current_price.desc(), id.desc())),
        (Sort::Title, false) => query.order((title_key.asc(), id.asc())),
        (Sort::Title, true) => query.order((title_key.desc(), id.desc())),
        (Sort::Rating, false) => query.order((rating_average.desc(), rating_count.desc(), id.desc())),
        (Sort::Rating, true) => query.order((rating_average.asc(), rating_count.asc(), id.asc())),
    }
}

/// Sorts keys as [`ordered`] would; by relevance with the best of `scores` first.
pub fn sort(keys: &mut [Key], sort: Sort, scores: &[(i64, f64)]) {
    match sort {
        Sort::Relevance => {
            let place: HashMap<i64, usize> =
                scores.iter().enumerate().map(|(place, (id, _))| (*id, place)).collect();
            keys.sort_by_key(|key| place.get(&key.id).copied().unwrap_or(usize::MAX));
        }
        Sort::Newest => keys.sort_by_key(|key| Reverse((key.created_at, key.id))),
        Sort::PriceUp => keys.sort_by_key(|key| (key.current_price, key.id)),
        Sort::PriceDown => keys.sort_by_key(|key| Reverse((key.current_price, key.id))),
        Sort::Title => keys.sort_by(|a, b| (&a.title_key, a.id).cmp(&(&b.title_key, b.id))),
        Sort::Rating => {
            keys.sort_by_key(|key| Reverse((key.rating_average, key.rating_count, key.id)));
        }
    }
}
