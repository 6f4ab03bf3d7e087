//! From the cart to the order.

mod placing;
mod races;
mod steps;
mod totals;
