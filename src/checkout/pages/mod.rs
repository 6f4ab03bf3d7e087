//! The three steps of the checkout, and paying.

mod contact;
mod paying;
mod payment;
mod shipping;
mod step;

pub use contact::{checkout_contact, save_contact};
pub use paying::{pay_order, payment_canceled, payment_completed};
pub use payment::{checkout_payment, place_order};
pub use shipping::{checkout_shipping, choose_shipping};
