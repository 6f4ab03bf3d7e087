//! Reads and writes of the orders' tables. No HTTP, no rules.

mod editing;

use diesel::prelude::*;

use super::models::{
    AddressKind, FulfilmentStatus, NewOrder, Order, OrderEvent, OrderItem, PaymentStatus, PostalAddress,
};
pub use editing::{
    OrderHead, delete_address, delete_items, delete_order, find_notes, list_keyed_items, lock_order,
    update_head, update_item, update_notes, update_totals,
};

use crate::platform::actor::Actor;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, among};
use crate::platform::money::Money;
use crate::schema::{order_addresses, order_events, order_items, orders, products};

/// Stores an order and returns its key.
pub fn insert_order(conn: &mut Conn, order: &NewOrder) -> QueryResult<i64> {
    diesel::insert_into(orders::table).values(order).returning(orders::id).get_result(conn)
}

/// Stores the lines of an order.
///
/// On SQLite one by one, with a prepared statement: one for all of them would be prepared anew each
/// time, which takes longer.
pub fn insert_items(conn: &mut Conn, items: &[OrderItem]) -> QueryResult<()> {
    match conn {
        Conn::Pg(pg) => {
            diesel::insert_into(order_items::table).values(items).execute(pg)?;
        }
        Conn::Sqlite(sqlite) => {
            for item in items {
                diesel::insert_into(order_items::table).values(item).execute(sqlite)?;
            }
        }
    }
    Ok(())
}

/// Stores an address of an order.
pub fn insert_address(
    conn: &mut Conn,
    order_id: i64,
    kind: AddressKind,
    address: &PostalAddress,
) -> QueryResult<()> {
    diesel::insert_into(order_addresses::table)
        .values((order_addresses::order_id.eq(order_id), order_addresses::kind.eq(kind), address))
        .execute(conn)?;
    Ok(())
}

/// Notes what happened to an order.
pub fn insert_event(
    conn: &mut Conn,
    order_id: i64,
    kind: &str,
    message: &str,
    actor: &Actor,
    now: Time,
) -> QueryResult<()> {
    diesel::insert_into(order_events::table)
        .values((
            order_events::order_id.eq(order_id),
            order_events::kind.eq(kind),
            order_events::message.eq(message),
            order_events::actor.eq(&actor.name),
            order_events::user_id.eq(actor.user_id),
            order_events::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// The order with this key.
pub fn find_order(conn: &mut Conn, id: i64) -> QueryResult<Option<Order>> {
    orders::table.find(id).select(Order::as_select()).first(conn).optional()
}

/// The order with this token.
pub fn find_by_token(conn: &mut Conn, token: &str) -> QueryResult<Option<Order>> {
    orders::table.filter(orders::token.eq(token)).select(Order::as_select()).first(conn).optional()
}

/// The order of this customer with this number.
pub fn find_of_customer(conn: &mut Conn, customer_id: i64, number: &str) -> QueryResult<Option<Order>> {
    orders::table
        .filter(orders::number.eq(number))
        .filter(orders::customer_id.eq(customer_id))
        .select(Order::as_select())
        .first(conn)
        .optional()
}

/// Orders with higher keys than `after`, in the order of their keys; of one customer or of all.
pub fn list_after(conn: &mut Conn, customer: Option<i64>, after: i64, limit: i64) -> QueryResult<Vec<Order>> {
    let rows = orders::table.filter(orders::id.gt(after)).order(orders::id).limit(limit);
    match customer {
        Some(id) => rows.filter(orders::customer_id.eq(id)).select(Order::as_select()).load(conn),
        None => rows.select(Order::as_select()).load(conn),
    }
}

/// A line of an order with its product as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldLine {
    /// Key.
    pub id: i64,
    /// As it was sold.
    pub item: OrderItem,
    /// The product's name.
    pub product_title: String,
    /// The product's price before promotions.
    pub product_price: Money,
}

/// The lines of these orders, each order's in their order.
pub fn list_sold_lines(conn: &mut Conn, orders: &[i64]) -> QueryResult<Vec<SoldLine>> {
    type Row = (i64, OrderItem, String, Money);
    let rows: Vec<Row> = order_items::table
        .inner_join(products::table)
        .filter(among(order_items::order_id, orders))
        .order((order_items::order_id, order_items::id))
        .select((order_items::id, OrderItem::as_select(), products::title, products::unit_price))
        .load(conn)?;
    let lines = rows.into_iter().map(|(id, item, product_title, product_price)| SoldLine {
        id,
        item,
        product_title,
        product_price,
    });
    Ok(lines.collect())
}

/// The addresses of these orders.
pub fn list_addresses_of(
    conn: &mut Conn,
    orders: &[i64],
) -> QueryResult<Vec<((i64, AddressKind), PostalAddress)>> {
    order_addresses::table
        .filter(among(order_addresses::order_id, orders))
        .select(((order_addresses::order_id, order_addresses::kind), PostalAddress::as_select()))
        .load(conn)
}

/// The token of an order.
pub fn find_token(conn: &mut Conn, id: i64) -> QueryResult<Option<String>> {
    orders::table.find(id).select(orders::token).first(conn).optional()
}

/// The newest orders of a customer, placed before `before` when it is given; `before` is the key
/// of the last order of the page before.
pub fn list_of_customer(conn: &mut Conn, customer_id: i64, skip: i64, limit: i64) -> QueryResult<Vec<Order>> {
    orders::table
        .filter(orders::customer_id.eq(customer_id))
        .order((orders::placed_at.desc(), orders::id.desc()))
        .offset(skip)
        .limit(limit)
        .select(Order::as_select())
        .load(conn)
}

/// How many orders a customer has placed.
pub fn count_of_customer(conn: &mut Conn, customer_id: i64) -> QueryResult<i64> {
    orders::table.filter(orders::customer_id.eq(customer_id)).count().get_result(conn)
}

/// The lines of an order.
pub fn list_items(conn: &mut Conn, order_id: i64) -> QueryResult<Vec<OrderItem>> {
    order_items::table
        .filter(order_items::order_id.eq(order_id))
        .order(order_items::id)
        .select(OrderItem::as_select())
        .load(conn)
}

/// The addresses of an order.
pub fn list_addresses(conn: &mut Conn, order_id: i64) -> QueryResult<Vec<(AddressKind, PostalAddress)>> {
    order_addresses::table
        .filter(order_addresses::order_id.eq(order_id))
        .select((order_addresses::kind, PostalAddress::as_select()))
        .load(conn)
}

/// What happened to an order, oldest first.
pub fn list_events(conn: &mut Conn, order_id: i64) -> QueryResult<Vec<OrderEvent>> {
    order_events::table
        .filter(order_events::order_id.eq(order_id))
        .order(order_events::id)
        .select(OrderEvent::as_select())
        .load(conn)
}

/// Marks an order as cancelled if it is unpaid, unshipped and not cancelled; `false` when it is not so.
pub fn cancel_unpaid(conn: &mut Conn, id: i64, now: Time) -> QueryResult<bool> {
    let updated = diesel::update(orders::table.find(id))
        .filter(orders::cancelled_at.is_null())
        .filter(orders::payment_status.eq(PaymentStatus::Pending))
        .filter(orders::fulfilment_status.eq(FulfilmentStatus::Unfulfilled))
        .set((orders::cancelled_at.eq(now), orders::payment_status.eq(PaymentStatus::Failed)))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Moves an order from one payment status to another; `false` when it is in neither that one nor
/// alive.
pub fn move_payment_status(
    conn: &mut Conn,
    id: i64,
    from: PaymentStatus,
    to: PaymentStatus,
) -> QueryResult<bool> {
    let updated = diesel::update(orders::table.find(id))
        .filter(orders::cancelled_at.is_null())
        .filter(orders::payment_status.eq(from))
        .set(orders::payment_status.eq(to))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Moves an order on to another fulfilment status; `false` when it is cancelled or there already.
pub fn move_fulfilment(conn: &mut Conn, id: i64, to: FulfilmentStatus, now: Time) -> QueryResult<bool> {
    let delivered_at = (to == FulfilmentStatus::Delivered).then_some(now);
    let order = diesel::update(orders::table.find(id))
        .filter(orders::cancelled_at.is_null())
        .filter(orders::fulfilment_status.ne(to));
    let updated = match delivered_at {
        Some(at) => {
            order.set((orders::fulfilment_status.eq(to), orders::delivered_at.eq(at))).execute(conn)?
        }
        None => order.set(orders::fulfilment_status.eq(to)).execute(conn)?,
    };
    Ok(updated == 1)
}

/// Notes the declaration of withdrawal; `false` when there is one already.
pub fn withdraw(conn: &mut Conn, id: i64, now: Time) -> QueryResult<bool> {
    let updated = diesel::update(orders::table.find(id))
        .filter(orders::withdrawn_at.is_null())
        .filter(orders::cancelled_at.is_null())
        .set(orders::withdrawn_at.eq(now))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Gives the orders that were placed with this e-mail address and without an account to a customer.
pub fn claim_guest_orders(conn: &mut Conn, email_key: &str, customer_id: i64) -> QueryResult<usize> {
    diesel::update(orders::table)
        .filter(orders::email_key.eq(email_key))
        .filter(orders::customer_id.is_null())
        .set(orders::customer_id.eq(customer_id))
        .execute(conn)
}
