//! Writing down what happened, in the transaction of the change.

use diesel::QueryResult;
use serde_json::Value;
use uuid::Uuid;

use super::models::{Listener, NewEvent, Topic};
use super::{delivering, payloads, queries};
use crate::catalog::derive::CHUNK;
use crate::catalog::models::Product;
use crate::catalog::queries::list_products;
use crate::orders::models::{FulfilmentStatus, PaymentStatus};
use crate::orders::queries::find_order;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// Something happened to an order. One statement while nobody is told of it.
pub fn order(conn: &mut Conn, topic: Topic, id: i64, now: Time) -> QueryResult<()> {
    order_and_refund(conn, topic, id, None, now)
}

/// Money for an order goes back.
pub fn refund(conn: &mut Conn, order_id: i64, refund_id: i64, now: Time) -> QueryResult<()> {
    order_and_refund(conn, Topic::OrderRefunded, order_id, Some(refund_id), now)
}

/// An order that staff entered has its lines: everything that happened to it before is told now.
pub fn entered_order(conn: &mut Conn, id: i64, now: Time) -> QueryResult<()> {
    let listeners = queries::list_listeners(conn)?;
    if listeners.is_empty() {
        return Ok(());
    }
    let Some(order) = find_order(conn, id)? else { return Ok(()) };
    let mut topics = vec![Topic::OrderPlaced];
    topics.extend((order.payment_status == PaymentStatus::Complete).then_some(Topic::OrderPaid));
    topics.extend((order.fulfilment_status == FulfilmentStatus::Shipped).then_some(Topic::OrderFulfilled));
    topics.retain(|topic| listeners.iter().any(|listener| listener.wants(*topic)));
    let Some(data) = payloads::order(conn, id, None)? else { return Ok(()) };
    let events: Vec<NewEvent> = topics.iter().map(|topic| event(*topic, object(id), &data, now)).collect();
    write(conn, &listeners, &events, now)
}

fn order_and_refund(
    conn: &mut Conn,
    topic: Topic,
    id: i64,
    refund: Option<i64>,
    now: Time,
) -> QueryResult<()> {
    let listeners = queries::list_listeners(conn)?;
    if !listeners.iter().any(|listener| listener.wants(topic)) {
        return Ok(());
    }
    let Some(data) = payloads::order(conn, id, refund)? else { return Ok(()) };
    write(conn, &listeners, &[event(topic, object(id), &data, now)], now)
}

/// The stock of these products may have changed: told is what differs from before the transaction.
///
/// Triggers of the database note the products while anybody is told of stock. While nobody is, this is
/// one statement for every five hundred products.
pub fn stock(conn: &mut Conn, products: &[i64], now: Time) -> QueryResult<()> {
    for chunk in products.chunks(CHUNK) {
        let before = queries::take_moved_stock(conn, chunk)?;
        if before.is_empty() {
            continue;
        }
        let listeners = queries::list_listeners(conn)?;
        let ids: Vec<i64> = before.iter().map(|(id, ..)| *id).collect();
        let mut events = Vec::new();
        for product in &list_products(conn, &ids)? {
            let Some((_, inventory, is_available)) = before.iter().find(|(id, ..)| *id == product.id) else {
                continue;
            };
            let topics = stock_topics(product, *inventory, *is_available).into_iter();
            let wanted = topics.filter(|topic| listeners.iter().any(|listener| listener.wants(*topic)));
            let (object, data) = (format!("catalog.product:{}", product.id), payloads::stock(product));
            events.extend(wanted.map(|topic| event(topic, object.clone(), &data, now)));
        }
        write(conn, &listeners, &events, now)?;
    }
    Ok(())
}

/// What there is to tell of a product that had so many units before; a new one had none.
fn stock_topics(product: &Product, inventory: Option<i32>, is_available: Option<bool>) -> Vec<Topic> {
    let mut topics = Vec::new();
    if inventory != Some(product.inventory) || is_available != Some(product.is_available) {
        topics.push(Topic::StockChanged);
    }
    if is_available == Some(true) && !product.is_available {
        topics.push(Topic::StockSoldOut);
    }
    topics
}

fn object(order: i64) -> String {
    format!("{}:{order}", crate::orders::history::ORDER_HISTORY.model)
}

fn event(topic: Topic, object: String, data: &Value, now: Time) -> NewEvent {
    let message_id = format!("msg_{}", Uuid::new_v4().simple());
    NewEvent { message_id, topic, object, payload: data.to_string(), created_at: now }
}

/// Stores events with a delivery to everybody who is told of them, and has them sent.
fn write(conn: &mut Conn, listeners: &[Listener], events: &[NewEvent], now: Time) -> QueryResult<()> {
    for chunk in events.chunks(CHUNK) {
        let stored = queries::insert_events(conn, chunk)?;
        queries::insert_deliveries(conn, &stored, listeners, now)?;
    }
    let told = listeners.iter().filter(|listener| events.iter().any(|event| listener.wants(event.topic)));
    let told: Vec<i64> = told.map(|listener| listener.id).collect();
    delivering::queue(conn, &told, now)
}
