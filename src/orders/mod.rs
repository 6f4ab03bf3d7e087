//! Orders: what was bought, at which price and why, to which address, and what became of it.
//!
//! An order is a copy: changing a product, a price or a customer never changes it.

pub mod checks;
pub mod dump;
pub mod loading;
pub mod numbers;
