//! From the cart to the order.

mod line_races;
mod order_editing;
mod placing;
pub mod races;
mod shipping_editing;
mod steps;
mod totals;
