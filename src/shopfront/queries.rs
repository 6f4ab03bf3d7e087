//! Reads of the text pages, and what the sitemap lists.

use diesel::prelude::*;

use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::schema::{pages, products};

/// A text such as the imprint.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = pages)]
pub struct Page {
    /// Key.
    pub id: i64,
    /// Part of its address.
    pub slug: String,
    /// Shown heading.
    pub title: String,
    /// Markdown.
    pub body: String,
}

/// Slug and title of every text page, in the order staff gave them.
pub fn list_page_links(conn: &mut Conn) -> QueryResult<Vec<(String, String)>> {
    pages::table.order((pages::position, pages::id)).select((pages::slug, pages::title)).load(conn)
}

/// The text page at `slug`.
pub fn find_page(conn: &mut Conn, slug: &str) -> QueryResult<Option<Page>> {
    pages::table.filter(pages::slug.eq(slug)).select(Page::as_select()).first(conn).optional()
}

/// The highest key of a product; 0 in an empty shop.
pub fn highest_product_id(conn: &mut Conn) -> QueryResult<i64> {
    let highest: Option<i64> = products::table.select(diesel::dsl::max(products::id)).first(conn)?;
    Ok(highest.unwrap_or_default())
}

/// Slug and last change of the published products with keys above `after` and up to `upto`.
pub fn list_for_sitemap(conn: &mut Conn, after: i64, upto: i64) -> QueryResult<Vec<(String, Time)>> {
    products::table
        .filter(products::is_published)
        .filter(products::id.gt(after))
        .filter(products::id.le(upto))
        .order(products::id)
        .select((products::slug, products::last_update))
        .load(conn)
}

/// The published products added last.
pub fn list_newest(conn: &mut Conn, limit: i64) -> QueryResult<Vec<i64>> {
    products::table
        .filter(products::is_published)
        .order((products::created_at.desc(), products::id.desc()))
        .limit(limit)
        .select(products::id)
        .load(conn)
}

/// The published products that a promotion lowers, the last changed first.
pub fn list_on_offer(conn: &mut Conn, limit: i64) -> QueryResult<Vec<i64>> {
    products::table
        .filter(products::is_published)
        .filter(products::current_price.lt(products::unit_price))
        .order((products::last_update.desc(), products::id.desc()))
        .limit(limit)
        .select(products::id)
        .load(conn)
}
