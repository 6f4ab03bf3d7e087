//! The three steps of the checkout.

mod contact;
mod payment;
mod shipping;
mod step;

pub use contact::{checkout_contact, save_contact};
pub use payment::{checkout_payment, place_order};
pub use shipping::{checkout_shipping, choose_shipping};
