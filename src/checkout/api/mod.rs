//! The checkout for other programs: what a cart would cost, and placing it as an order.

mod details;
mod orders;

pub use details::{CheckoutJson, checkout_detail, save_checkout};
pub use orders::{PlacedJson, create_order, order_cart, pay_order};

use crate::api::call::Asked;
use crate::api::error::ApiError;
use crate::cart::models::{Cart, CartOwner};
use crate::cart::queries::find_by_id;
use crate::platform::db::Conn;

/// A cart that the sender may order, and how it is found.
fn find_cart(conn: &mut Conn, asked: &Asked<'_>, id: &str) -> Result<Option<(Cart, CartOwner)>, ApiError> {
    let Some(cart) = find_by_id(conn, id)? else { return Ok(None) };
    if !asked.caller.may_use(cart.customer_id) {
        return Ok(None);
    }
    let owner = match cart.customer_id {
        None => CartOwner::Guest(cart.id.clone()),
        Some(customer) => CartOwner::Customer(customer),
    };
    Ok(Some((cart, owner)))
}
