//! Shipping methods in a dump. What a shopper has entered so far stays behind.

use crate::platform::dumps::{Model, boolean, integer, money, text};

/// `checkout.shippingmethod`
pub fn shipping_method() -> Model {
    Model::new("checkout.shippingmethod", "shipping_methods")
        .field(text("name"))
        .field(text("description").or(""))
        .field(text("countries").or(""))
        .field(money("price").or(0))
        .field(money("free_from").nullable())
        .field(integer("position").or(0))
        .field(boolean("is_active").or(true))
}
