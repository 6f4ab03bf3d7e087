//! The shop's pages about the cart.

mod cart_detail;
mod changes;

pub use cart_detail::cart_detail;
pub use changes::{
    acknowledge_notices, apply_code, create_cart_item, delete_cart_item, empty_cart, remove_code,
    update_cart_item,
};
