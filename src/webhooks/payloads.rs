//! What is sent: orders and stock as other systems read them. Amounts are in minor units.

use diesel::QueryResult;
use serde_json::{Map, Value, json};

use crate::catalog::models::Product;
use crate::orders::models::{Order, OrderItem, PaymentStatus};
use crate::orders::queries::{find_order, list_items};
use crate::payments::models::Refund;
use crate::payments::queries::find_refund;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// A moment as it is sent: `2026-11-27T10:00:00.000000Z`.
pub fn moment(time: Time) -> String {
    time.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// The order as it is now; `None` for one that is gone or has no lines yet: staff who enter an order
/// give it its lines last.
pub fn order(conn: &mut Conn, id: i64, refund: Option<i64>) -> QueryResult<Option<Value>> {
    let Some(order) = find_order(conn, id)? else { return Ok(None) };
    let items = list_items(conn, id)?;
    if items.is_empty() {
        return Ok(None);
    }
    let mut data = head(&order);
    data.insert("lines".to_owned(), items.iter().map(line).collect());
    if let Some(id) = refund {
        let refund = find_refund(conn, id)?.map(|refund| refunded(id, &refund));
        data.insert("refund".to_owned(), refund.into());
    }
    Ok(Some(data.into()))
}

fn head(order: &Order) -> Map<String, Value> {
    let payment_status = match order.payment_status {
        PaymentStatus::Pending => "pending",
        PaymentStatus::Complete => "complete",
        PaymentStatus::Failed => "failed",
    };
    let data = json!({
        "id": order.id,
        "number": order.number,
        "placed_at": moment(order.placed_at),
        "cancelled_at": order.cancelled_at.map(moment),
        "payment_status": payment_status,
        "fulfilment_status": order.fulfilment_status.as_str(),
        "payment_method": order.payment_method,
        "shipping_method": order.shipping_method,
        "code": order.code,
        "currency": order.currency,
        "subtotal": order.subtotal.0,
        "discount": order.discount.0,
        "shipping_price": order.shipping_price.0,
        "tax": order.tax.0,
        "prices_include_tax": order.prices_include_tax,
        "total": order.total.0,
    });
    data.as_object().cloned().unwrap_or_default()
}

fn line(item: &OrderItem) -> Value {
    json!({
        "product_id": item.product_id,
        "variant_id": item.variant_id,
        "title": item.title,
        "variant": item.variant_label,
        "sku": item.sku,
        "quantity": item.quantity,
        "unit_price": item.unit_price.0,
        "discount": item.discount.0,
        "tax": item.tax.0,
        "total": item.total.0,
    })
}

fn refunded(id: i64, refund: &Refund) -> Value {
    json!({ "id": id, "amount": refund.amount.0, "state": refund.state.as_str() })
}

/// The stock of a product as it is now.
pub fn stock(product: &Product) -> Value {
    json!({
        "product_id": product.id,
        "slug": product.slug,
        "title": product.title,
        "inventory": product.inventory,
        "is_available": product.is_available,
    })
}
