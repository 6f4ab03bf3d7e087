//! The kept numbers of published products: in all, by collection, in stock, by price band, by tag.
//!
//! Triggers keep them in the transaction of every change; on PostgreSQL as differences that a
//! periodic job folds, so reading sums them up on both databases.

use std::collections::HashMap;

use diesel::dsl::sum;
use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::schema::catalog_counts;

/// The job that folds the differences.
pub const FOLD: &str = "shopfront.fold_counts";

/// Upper edges of the price bands in minor units, as in the trigger; the last band has none.
pub const BAND_EDGES: [Money; 4] = [Money(2_500), Money(5_000), Money(10_000), Money(25_000)];

/// The numbers that do not grow with the tags of a shop.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Published products.
    pub all: i64,
    /// Those that can be ordered now.
    pub available: i64,
    /// Those directly in each collection.
    pub by_collection: HashMap<i64, i64>,
    /// Those in each price band.
    pub by_band: [i64; 5],
}

impl Counts {
    /// Reads them; one statement.
    pub fn load(conn: &mut Conn) -> QueryResult<Counts> {
        let rows: Vec<(String, i64, Option<i64>)> = catalog_counts::table
            .filter(catalog_counts::kind.ne("tag"))
            .group_by((catalog_counts::kind, catalog_counts::item))
            .select((catalog_counts::kind, catalog_counts::item, sum(catalog_counts::n)))
            .load(conn)?;
        let mut counts = Counts::default();
        for (kind, item, n) in rows {
            let n = n.unwrap_or_default();
            match kind.as_str() {
                "all" => counts.all = n,
                "available" => counts.available = n,
                "collection" => {
                    counts.by_collection.insert(item, n);
                }
                _ => {
                    if let Some(band) = usize::try_from(item).ok().and_then(|i| counts.by_band.get_mut(i)) {
                        *band = n;
                    }
                }
            }
        }
        Ok(counts)
    }

    /// Products in any of these collections.
    pub fn in_collections(&self, ids: &[i64]) -> i64 {
        ids.iter().filter_map(|id| self.by_collection.get(id)).sum()
    }
}

/// The tags that most products carry, with their numbers.
pub fn list_top_tags(conn: &mut Conn, limit: i64) -> QueryResult<Vec<(i64, i64)>> {
    let rows: Vec<(i64, Option<i64>)> = catalog_counts::table
        .filter(catalog_counts::kind.eq("tag"))
        .group_by(catalog_counts::item)
        .having(sum(catalog_counts::n).gt(0))
        .order((sum(catalog_counts::n).desc(), catalog_counts::item))
        .limit(limit)
        .select((catalog_counts::item, sum(catalog_counts::n)))
        .load(conn)?;
    Ok(rows.into_iter().map(|(tag, count)| (tag, count.unwrap_or_default())).collect())
}

/// How many products are on sale directly in a collection.
pub fn count_in_collection(conn: &mut Conn, id: i64) -> QueryResult<i64> {
    count_of(conn, "collection", id)
}

/// How many products are on sale.
pub fn count_all(conn: &mut Conn) -> QueryResult<i64> {
    count_of(conn, "all", 0)
}

fn count_of(conn: &mut Conn, kind: &str, item: i64) -> QueryResult<i64> {
    let count: Option<i64> = catalog_counts::table
        .filter(catalog_counts::kind.eq(kind))
        .filter(catalog_counts::item.eq(item))
        .select(sum(catalog_counts::n))
        .first(conn)?;
    Ok(count.unwrap_or_default())
}

/// How many products carry this tag.
pub fn count_with_tag(conn: &mut Conn, tag_id: i64) -> QueryResult<i64> {
    count_of(conn, "tag", tag_id)
}

/// Folds the differences into one row per group: the job [`FOLD`]. SQLite has nothing to fold.
pub fn fold(conn: &mut Conn) -> QueryResult<()> {
    if let Conn::Pg(pg) = conn {
        diesel::sql_query(
            "WITH gone AS (DELETE FROM catalog_counts RETURNING kind, item, n) \
             INSERT INTO catalog_counts (kind, item, n) \
             SELECT kind, item, SUM(n) FROM gone GROUP BY kind, item HAVING SUM(n) <> 0",
        )
        .execute(pg)?;
    }
    Ok(())
}
