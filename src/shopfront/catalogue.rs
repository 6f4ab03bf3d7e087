//! Products as other programs list them: by collection, price and words, in pages that all have a number.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::counts;
use crate::catalog::models::Product;
use crate::platform::db::{Conn, MultiBackend, row_counts};
use crate::platform::money::Money;
use crate::platform::text::fold;
use crate::schema::products;

/// Which products.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Directly in this collection.
    pub collection: Option<i64>,
    /// Dearer than this, before promotions.
    pub above: Option<Money>,
    /// Cheaper than this, before promotions.
    pub below: Option<Money>,
    /// Each in title or description, without regard to case and accents.
    pub words: Vec<String>,
    /// Those that shoppers do not see as well.
    pub with_unpublished: bool,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By title.
    Title,
    /// By price before promotions.
    Price,
    /// The one that nobody has touched longest first.
    LastUpdate,
}

/// An order, and whether it runs backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sorting {
    /// By what.
    pub by: Order,
    /// The other way round.
    pub is_descending: bool,
}

type Query<'a> = products::BoxedQuery<'a, MultiBackend>;

/// How many there are; a kept number when nothing but a collection is asked for, otherwise counted.
pub fn count(conn: &mut Conn, wanted: &Wanted) -> QueryResult<i64> {
    let is_plain = wanted.above.is_none() && wanted.below.is_none() && wanted.words.is_empty();
    match (is_plain, wanted.collection, wanted.with_unpublished) {
        (true, None, false) => counts::count_all(conn),
        (true, Some(id), false) => counts::count_in_collection(conn, id),
        (true, None, true) => row_counts::count(conn, "products"),
        _ => narrowed(wanted).count().get_result(conn),
    }
}

/// One page: `limit` products after the first `skip` of `count`.
///
/// A page in the second half of a list is walked to from its end.
pub fn page(
    conn: &mut Conn,
    wanted: &Wanted,
    sorting: Sorting,
    count: i64,
    (skip, limit): (i64, i64),
) -> QueryResult<Vec<Product>> {
    if skip <= count / 2 {
        return sorted(narrowed(wanted), sorting)
            .offset(skip)
            .limit(limit)
            .select(Product::as_select())
            .load(conn);
    }
    let limit = limit.min(count - skip).max(0);
    let backwards = Sorting { is_descending: !sorting.is_descending, ..sorting };
    let mut rows: Vec<Product> = sorted(narrowed(wanted), backwards)
        .offset((count - skip - limit).max(0))
        .limit(limit)
        .select(Product::as_select())
        .load(conn)?;
    rows.reverse();
    Ok(rows)
}

fn narrowed<'a>(wanted: &Wanted) -> Query<'a> {
    let mut query = products::table.into_boxed();
    if !wanted.with_unpublished {
        query = query.filter(products::is_published);
    }
    if let Some(collection) = wanted.collection {
        query = query.filter(products::collection_id.eq(collection));
    }
    if let Some(above) = wanted.above {
        query = query.filter(products::unit_price.gt(above));
    }
    if let Some(below) = wanted.below {
        query = query.filter(products::unit_price.lt(below));
    }
    for word in &wanted.words {
        // The documents of the search hold title and description folded already.
        let pattern = format!("%{}%", escaped(&fold(word)));
        query = query.filter(
            sql::<Bool>(
                "EXISTS (SELECT 1 FROM search_documents d WHERE d.content_type = 'catalog.product' \
                 AND d.object_id = products.id AND (d.title LIKE ",
            )
            .bind::<Text, _>(pattern.clone())
            .sql(" ESCAPE '\\' OR d.body LIKE ")
            .bind::<Text, _>(pattern)
            .sql(" ESCAPE '\\'))"),
        );
    }
    query
}

fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

fn sorted(query: Query<'_>, sorting: Sorting) -> Query<'_> {
    match (sorting.by, sorting.is_descending) {
        (Order::Title, false) => query.order((products::title_key.asc(), products::id.asc())),
        (Order::Title, true) => query.order((products::title_key.desc(), products::id.desc())),
        (Order::Price, false) => query.order((products::unit_price.asc(), products::id.asc())),
        (Order::Price, true) => query.order((products::unit_price.desc(), products::id.desc())),
        (Order::LastUpdate, false) => query.order((products::last_update.asc(), products::id.asc())),
        (Order::LastUpdate, true) => query.order((products::last_update.desc(), products::id.desc())),
    }
}
