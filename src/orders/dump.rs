//! Orders in a dump.

use uuid::Uuid;

use super::numbers::new_number;
use crate::platform::dumps::{Cell, Model, boolean, choice, integer, json, money, relation, text, time};
use crate::platform::web::form::email_key;

/// No currency, until the shop's is filled in.
const NO_CURRENCY: &str = "XXX";
/// More than any discount, which the table compares with it before the lines are added up.
const NOT_ADDED_UP: Cell = Cell::Integer(i64::MAX);

/// `orders.order`
pub fn order() -> Model {
    Model::new("orders.order", "orders")
        .field(text("number").or_made(|| Cell::Text(new_number())))
        .field(text("token").or_made(|| Cell::Text(Uuid::new_v4().to_string())))
        .field(relation("customer", "accounts.customer").nullable())
        .field(text("email").or_filled(""))
        .field(choice("payment_status", ["P", "C", "F"]).or("P"))
        .field(
            choice(
                "fulfilment_status",
                ["unfulfilled", "partly_shipped", "shipped", "delivered", "returned"],
            )
            .or("unfulfilled"),
        )
        .field(text("currency").or_filled(NO_CURRENCY))
        .field(money("subtotal").or_filled(NOT_ADDED_UP))
        .field(money("discount").or(0))
        .field(money("shipping_price").or(0))
        .field(money("tax").or(0))
        .field(money("total").or_filled(0))
        .field(text("tax_rate").or("0"))
        .field(boolean("prices_include_tax").or(false))
        .field(text("shipping_method").or(""))
        .field(text("payment_method").or("invoice"))
        .field(text("code").nullable())
        .field(json("why").or("[]"))
        .field(time("placed_at").or_now())
        .field(time("cancelled_at").nullable())
        .field(time("delivered_at").nullable())
        .field(time("withdrawn_at").nullable())
        .field(text("notes").or(""))
        .computed("email_key", "email", email_key)
}

/// `orders.orderaddress`
pub fn order_address() -> Model {
    Model::new("orders.orderaddress", "order_addresses")
        .field(relation("order", "orders.order"))
        .field(choice("kind", ["shipping", "billing"]))
        .field(text("name").or(""))
        .field(text("street"))
        .field(text("line2").or(""))
        .field(text("city"))
        .field(text("zip").or(""))
        .field(text("region").or(""))
        .field(text("country").or(""))
}

/// `orders.orderitem`
pub fn order_item() -> Model {
    Model::new("orders.orderitem", "order_items")
        .field(relation("order", "orders.order"))
        .field(relation("product", "catalog.product"))
        .field(relation("variant", "catalog.productvariant").nullable())
        .field(text("title").or_filled("?"))
        .field(text("variant_label").or(""))
        .field(text("sku").or(""))
        .field(integer("quantity"))
        .field(money("list_price").or_like("unit_price"))
        .field(money("unit_price"))
        .field(money("discount").or(0))
        .field(money("tax").or(0))
        .field(money("total").or_filled(0))
        .field(integer("stock_taken").or(0))
        .field(json("why").or("[]"))
}

/// `orders.orderevent`
pub fn order_event() -> Model {
    Model::new("orders.orderevent", "order_events")
        .field(relation("order", "orders.order"))
        .field(text("kind"))
        .field(text("message").or(""))
        .field(text("actor").or(""))
        .field(relation("user", "accounts.user").nullable())
        .field(time("created_at").or_now())
}
