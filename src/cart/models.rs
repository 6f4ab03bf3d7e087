//! Rows of the carts' tables, and whose cart it is.

use diesel::prelude::*;

use crate::catalog::models::Sellable;
use crate::platform::clock::Time;
use crate::platform::money::Money;
use crate::schema::{cart_items, carts};

/// Units of one line at most: what an order line can hold and a person could mean.
pub const MAX_QUANTITY: i32 = 9_999;
/// Lines of one cart at most.
pub const MAX_LINES: i64 = 200;

/// How the cart of a visitor is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CartOwner {
    /// By the UUID in the session.
    Guest(String),
    /// By the account.
    Customer(i64),
}

/// A cart.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = carts)]
pub struct Cart {
    /// A random UUID.
    pub id: String,
    /// The account, if it is one's.
    pub customer_id: Option<i64>,
    /// The code as the shopper typed it.
    pub code: Option<String>,
    /// What the order form sends, so that the cart is ordered once.
    pub checkout_token: String,
    /// UTC.
    pub created_at: Time,
    /// UTC.
    pub updated_at: Time,
}

/// A line as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = cart_items)]
pub struct CartItem {
    /// Key.
    pub id: i64,
    /// The product.
    pub product_id: i64,
    /// The variant, if the product has any.
    pub variant_id: Option<i64>,
    /// Units.
    pub quantity: i32,
    /// Price of one unit that the shopper saw when setting the line.
    pub seen_price: Money,
}

impl CartItem {
    /// What the line is about.
    pub fn what(&self) -> Sellable {
        Sellable { product_id: self.product_id, variant_id: self.variant_id }
    }
}
