//! Checkout: shipping methods, and the flows that cross carts, orders and payments.

pub mod checks;
pub mod dump;
pub mod loading;
