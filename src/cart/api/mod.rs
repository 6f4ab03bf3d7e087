//! Carts for other programs: whoever knows the UUID of a guest's cart may use it, a customer's cart is the
//! customer's alone.

mod carts;
mod items;
mod wire;

pub use carts::{apply_code, cart_detail, create_cart, delete_cart, remove_code};
pub use items::{AddedJson, add_item, delete_item, item_detail, item_list, update_item};
pub use wire::{CartJson, OfferJson};

use uuid::Uuid;

use super::carts::CartError;
use super::models::Cart;
use super::queries;
use crate::api::call::{Asked, Call};
use crate::api::error::ApiError;
use crate::platform::db::Conn;

/// The UUID in the address; 404 for anything else.
fn cart_id(call: &Call) -> Result<String, ApiError> {
    let uuid = Uuid::parse_str(call.text("cart_id")).map_err(|_| ApiError::not_found())?;
    Ok(uuid.to_string())
}

/// The cart at the address, if the sender may use it.
fn find(conn: &mut Conn, asked: &Asked<'_>, id: &str) -> Result<Cart, ApiError> {
    let cart = queries::find_by_id(conn, id)?.ok_or_else(|| ApiError::no("Cart"))?;
    match asked.caller.may_use(cart.customer_id) {
        true => Ok(cart),
        false => Err(ApiError::no("Cart")),
    }
}

/// The same, held until the change is stored: carts that nobody uses are removed at any time.
fn hold(conn: &mut Conn, asked: &Asked<'_>, id: &str) -> Result<Cart, ApiError> {
    let cart = find(conn, asked, id)?;
    match queries::lock_cart(conn, &cart.id)? {
        true => Ok(cart),
        false => Err(ApiError::no("Cart")),
    }
}

/// What was wrong, at the field that was sent.
fn refused(error: CartError) -> ApiError {
    match error {
        CartError::NotOffered => ApiError::field("product_id", "No product with the given ID was found."),
        CartError::VariantMissing => ApiError::field("variant_id", error),
        CartError::SoldOut { .. } | CartError::OnlyLeft { .. } | CartError::TooMany => {
            ApiError::field("quantity", error)
        }
        CartError::CodeRefused(_) => ApiError::field("code", error),
        CartError::Full => ApiError::field("product_id", error),
        CartError::NoSuchLine => ApiError::no("CartItem"),
        CartError::Database(error) => error.into(),
    }
}
