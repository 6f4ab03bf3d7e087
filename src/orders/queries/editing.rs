//! Reads and writes for editing an order.

use diesel::prelude::*;

use crate::orders::models::{AddressKind, Order, OrderItem};
use crate::platform::db::{Conn, among};
use crate::schema::{order_addresses, order_items, orders};

/// What may be set on an order at any time.
#[derive(Debug, Clone, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = orders, treat_none_as_null = true)]
pub struct OrderHead {
    /// The account, if it is one's.
    pub customer_id: Option<i64>,
    /// Where mails go.
    pub email: String,
    /// The same, normalised.
    pub email_key: String,
    /// What staff write for themselves.
    pub notes: String,
}

/// The order with this key, held until the transaction ends: nobody pays, ships or cancels it
/// meanwhile.
pub fn lock_order(conn: &mut Conn, id: i64) -> QueryResult<Option<Order>> {
    let order = orders::table.find(id);
    match conn {
        Conn::Sqlite(sqlite) => order.select(Order::as_select()).first(sqlite).optional(),
        Conn::Pg(pg) => order.select(Order::as_select()).for_no_key_update().first(pg).optional(),
    }
}

/// The lines of an order with their keys.
pub fn list_keyed_items(conn: &mut Conn, order_id: i64) -> QueryResult<Vec<(i64, OrderItem)>> {
    order_items::table
        .filter(order_items::order_id.eq(order_id))
        .order(order_items::id)
        .select((order_items::id, OrderItem::as_select()))
        .load(conn)
}

/// Stores a changed line.
pub fn update_item(conn: &mut Conn, id: i64, item: &OrderItem) -> QueryResult<()> {
    diesel::update(order_items::table.find(id)).set(item).execute(conn)?;
    Ok(())
}

/// Removes lines.
pub fn delete_items(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    diesel::delete(order_items::table.filter(among(order_items::id, ids))).execute(conn)?;
    Ok(())
}

/// Stores what an order costs and how it is shipped.
pub fn update_totals(conn: &mut Conn, order: &Order) -> QueryResult<()> {
    diesel::update(orders::table.find(order.id))
        .set((
            orders::subtotal.eq(order.subtotal),
            orders::discount.eq(order.discount),
            orders::shipping_price.eq(order.shipping_price),
            orders::shipping_method.eq(&order.shipping_method),
            orders::tax.eq(order.tax),
            orders::total.eq(order.total),
            orders::why.eq(&order.why),
        ))
        .execute(conn)?;
    Ok(())
}

/// Stores whose order it is and where mails go.
pub fn update_head(conn: &mut Conn, id: i64, head: &OrderHead) -> QueryResult<()> {
    diesel::update(orders::table.find(id)).set(head).execute(conn)?;
    Ok(())
}

/// What staff have written about an order.
pub fn find_notes(conn: &mut Conn, id: i64) -> QueryResult<String> {
    orders::table.find(id).select(orders::notes).first(conn)
}

/// Stores what staff write about an order.
pub fn update_notes(conn: &mut Conn, id: i64, notes: &str) -> QueryResult<()> {
    diesel::update(orders::table.find(id)).set(orders::notes.eq(notes)).execute(conn)?;
    Ok(())
}

/// Removes an address of an order.
pub fn delete_address(conn: &mut Conn, order_id: i64, kind: AddressKind) -> QueryResult<()> {
    let own = order_addresses::table.filter(order_addresses::order_id.eq(order_id));
    diesel::delete(own.filter(order_addresses::kind.eq(kind))).execute(conn)?;
    Ok(())
}

/// Deletes an order with everything that belongs to it.
pub fn delete_order(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(orders::table.find(id)).execute(conn)?;
    Ok(())
}
