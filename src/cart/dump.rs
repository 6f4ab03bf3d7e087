//! Carts in a dump.

use uuid::Uuid;

use crate::platform::dumps::{Cell, Model, integer, money, relation, text, text_relation, time};

/// `cart.cart`; its key is its random UUID.
pub fn cart() -> Model {
    Model::new("cart.cart", "carts")
        .made_key("id", || Uuid::new_v4().to_string())
        .field(relation("customer", "accounts.customer").nullable())
        .field(text("code").nullable())
        .field(text("checkout_token").or_made(|| Cell::Text(Uuid::new_v4().to_string())))
        .field(time("created_at").or_now())
        .field(time("updated_at").or_like("created_at"))
        // Given by the database.
        .derived("number", 0)
}

/// `cart.cartitem`
pub fn cart_item() -> Model {
    Model::new("cart.cartitem", "cart_items")
        .field(text_relation("cart", "cart.cart"))
        .field(relation("product", "catalog.product"))
        .field(relation("variant", "catalog.productvariant").nullable())
        .field(integer("quantity").or(1))
        .field(money("seen_price").or_filled(0))
        .field(time("added_at").or_now())
}
