//! Where tags are joined to the shopfront: the shop works with and without them.

use diesel::QueryResult;

use crate::catalog::PRODUCT;
use crate::platform::db::Conn;
use crate::tags::queries::{self, Tag};

/// What the shopfront asks about the labels of products.
#[derive(Clone, Copy)]
pub struct Labels {
    /// The labels of each of these products.
    pub of_products: fn(&mut Conn, &[i64]) -> QueryResult<Vec<(i64, Tag)>>,
    /// The tags with these labels.
    pub by_labels: fn(&mut Conn, &[String]) -> QueryResult<Vec<Tag>>,
    /// The tags with these keys.
    pub by_ids: fn(&mut Conn, &[i64]) -> QueryResult<Vec<Tag>>,
    /// How many of these products carry each tag.
    pub counts_among: fn(&mut Conn, &[i64]) -> QueryResult<Vec<(i64, i64)>>,
    /// The products that share tags with the given one, the newest of each tag, once per tag.
    pub sharing: fn(&mut Conn, &[i64], i64) -> QueryResult<Vec<i64>>,
}

/// The tags of the shop. `None` here takes tags off every page and out of the search.
pub const WIRED: Option<Labels> = Some(TAGS);

const TAGS: Labels = Labels {
    of_products: |conn, ids| queries::list_labels_of(conn, PRODUCT, ids),
    by_labels: queries::list_by_labels,
    by_ids: queries::list_by_ids,
    counts_among: |conn, ids| queries::count_among(conn, PRODUCT, ids),
    sharing: |conn, tags, limit| queries::list_newest_with(conn, PRODUCT, tags, limit),
};
