//! What the toys do: small functions in the place of a domain's.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use storefront::admin::staff::{Right, Staff};
use storefront::admin::value::Context;
use storefront::admin::views::Cell;
use storefront::catalog::models::VariantChange;
use storefront::platform::db::{Conn, among};
use storefront::platform::editing::{Edit, Refused};
use storefront::platform::money::Money;
use storefront::schema::{product_variants, products, promotions, reviews, tags};

/// What the action asks for.
#[derive(Debug, Clone, Default)]
pub struct PriceChange {
    pub unit_price: Money,
}

/// Sets the price of products.
pub fn set_price(conn: &mut Conn, _: &Edit, ids: &[i64], to: &PriceChange) -> Result<usize, Refused> {
    if to.unit_price == Money(66_600) {
        return Err(Refused::field("unit_price", "Nobody pays that."));
    }
    Ok(diesel::update(products::table.filter(among(products::id, ids)))
        .set(products::unit_price.eq(to.unit_price))
        .execute(conn)?)
}

/// Breaks the unique constraint of the address.
pub fn set_slug(conn: &mut Conn, _: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    Ok(diesel::update(products::table.filter(among(products::id, ids)))
        .set(products::slug.eq("the-same"))
        .execute(conn)?)
}

/// Shows products to everybody.
pub fn publish(conn: &mut Conn, _: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    Ok(diesel::update(products::table.filter(among(products::id, ids)))
        .set(products::is_published.eq(true))
        .execute(conn)?)
}

/// Does something and then refuses.
pub fn refuse(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    publish(conn, edit, ids)?;
    Err(Refused::whole("Not today."))
}

/// Puts an exclamation mark behind the labels of tags, but never one named "stop".
pub fn take_what_is_bound(conn: &mut Conn, _: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    let rows: Vec<(i64, String)> =
        tags::table.filter(among(tags::id, ids)).select((tags::id, tags::label)).load(conn)?;
    if rows.iter().any(|(_, label)| label == "stop") {
        return Err(Refused::whole("Stopped by a tag."));
    }
    for (id, label) in &rows {
        diesel::update(tags::table.find(id)).set(tags::label.eq(format!("{label}!"))).execute(conn)?;
    }
    Ok(rows.len())
}

/// What a product's units are worth together.
pub fn stock_value(conn: &mut Conn, id: i64, context: &Context) -> QueryResult<Cell> {
    let (price, units): (Money, i32) =
        products::table.find(id).select((products::unit_price, products::inventory)).first(conn)?;
    Ok(Cell::Number(context.currency.plain(Money(price.0 * i64::from(units)))))
}

/// Where shoppers see a product that is published.
pub fn on_site(conn: &mut Conn, id: i64) -> QueryResult<Option<String>> {
    let slug: Option<String> = products::table
        .find(id)
        .filter(products::is_published.eq(true))
        .select(products::slug)
        .first(conn)
        .optional()?;
    Ok(slug.map(|slug| format!("/products/{slug}/")))
}

/// Nobody changes or deletes the review that is signed "Locked".
pub fn not_locked(conn: &mut Conn, _: &Staff, right: Right, id: i64) -> QueryResult<bool> {
    let name: Option<String> = reviews::table.find(id).select(reviews::name).first(conn).optional()?;
    Ok(right == Right::View || name.as_deref() != Some("Locked"))
}

pub fn find_variant(conn: &mut Conn, id: i64) -> QueryResult<Option<VariantChange>> {
    product_variants::table.find(id).select(VariantChange::as_select()).first(conn).optional()
}

pub fn save_variant(
    conn: &mut Conn,
    _: &Edit,
    id: Option<i64>,
    change: &VariantChange,
) -> Result<i64, Refused> {
    let id = id.ok_or_else(|| Refused::whole("A variant is made with its product."))?;
    diesel::update(product_variants::table.find(id))
        .set(product_variants::option1.eq(&change.option1))
        .execute(conn)?;
    Ok(id)
}

/// A promotion as far as its toy form goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = promotions)]
pub struct Sale {
    pub description: String,
    pub ends_at: Option<NaiveDateTime>,
}

pub fn find_sale(conn: &mut Conn, id: i64) -> QueryResult<Option<Sale>> {
    promotions::table.find(id).select(Sale::as_select()).first(conn).optional()
}

pub fn save_sale(conn: &mut Conn, _: &Edit, id: Option<i64>, sale: &Sale) -> Result<i64, Refused> {
    let values = (promotions::description.eq(&sale.description), promotions::ends_at.eq(sale.ends_at));
    Ok(match id {
        Some(id) => {
            diesel::update(promotions::table.find(id)).set(values).execute(conn)?;
            id
        }
        None => diesel::insert_into(promotions::table)
            .values((values.0, values.1, promotions::kind.eq("percentage"), promotions::discount.eq(1_000)))
            .returning(promotions::id)
            .get_result(conn)?,
    })
}
