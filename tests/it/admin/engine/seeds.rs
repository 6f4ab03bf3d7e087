//! Rows that the toys work on.

use diesel::prelude::*;
use storefront::catalog::products as rules;
use storefront::platform::db::Conn;
use storefront::schema::{products, promotions, reviews, tags};

use crate::support::builders::{product, variant};
use crate::support::noon;

/// A review of a product.
pub fn review(
    conn: &mut Conn,
    product: i64,
    name: &str,
    rating: Option<i32>,
    date: &str,
    approved: bool,
) -> QueryResult<i64> {
    diesel::insert_into(reviews::table)
        .values((
            reviews::product_id.eq(product),
            reviews::name.eq(name),
            reviews::rating.eq(rating),
            reviews::description.eq("Well made"),
            reviews::date.eq(date.parse::<chrono::NaiveDate>().unwrap()),
            reviews::approved.eq(approved),
        ))
        .returning(reviews::id)
        .get_result(conn)
}

/// A tag.
pub fn tag(conn: &mut Conn, label: &str) -> QueryResult<i64> {
    diesel::insert_into(tags::table).values(tags::label.eq(label)).returning(tags::id).get_result(conn)
}

/// Tags named `t0001` and so on; a statement for each hundred.
pub fn many_tags(conn: &mut Conn, count: usize) -> QueryResult<()> {
    for number in 1..=count {
        tag(conn, &format!("t{number:04}"))?;
    }
    Ok(())
}

/// A product with so many variants, `v1` and so on; returns its key and theirs.
pub fn product_with(conn: &mut Conn, title: &str, variants: usize) -> QueryResult<(i64, Vec<i64>)> {
    let id = product(title).insert(conn)?;
    let mut keys = Vec::new();
    for number in 1..=variants {
        let mut row = variant(&format!("v{number}"));
        row.position = i32::try_from(number).unwrap();
        keys.push(rules::create_variant(conn, id, &row, noon())?);
    }
    Ok((id, keys))
}

/// A promotion that ends then.
pub fn sale(conn: &mut Conn, description: &str, ends_at: Option<&str>) -> QueryResult<i64> {
    let ends_at =
        ends_at.map(|text| chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap());
    diesel::insert_into(promotions::table)
        .values((
            promotions::description.eq(description),
            promotions::kind.eq("percentage"),
            promotions::discount.eq(1_000),
            promotions::ends_at.eq(ends_at),
        ))
        .returning(promotions::id)
        .get_result(conn)
}

/// Title and price of a product.
pub fn title_and_price(conn: &mut Conn, id: i64) -> QueryResult<(String, i64)> {
    products::table.find(id).select((products::title, products::unit_price)).first(conn)
}

/// The units of a product.
pub fn units(conn: &mut Conn, id: i64) -> QueryResult<i32> {
    products::table.find(id).select(products::inventory).first(conn)
}
