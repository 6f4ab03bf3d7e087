//! Promotions: what lowers a price between two dates.
//!
//! A promotion without a code applies by itself to its products and shows in
//! `products.current_price`, which is refreshed by every change of a promotion and by a job when
//! one starts or ends. Of several promotions in force a product takes the one that gives the
//! lowest price; they never add up. Promotions with a code belong to the cart and are not part of
//! listed prices; [`codes`] says how they combine.

pub mod admin;
pub mod choosing;
pub mod codes;
pub mod dump;
pub mod history;
pub mod loading;
pub mod models;
pub mod promotion_editing;
pub mod promotions;
pub mod queries;

/// The name of the model.
pub const PROMOTION: &str = "promotions.promotion";
