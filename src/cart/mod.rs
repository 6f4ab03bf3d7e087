//! Carts: lines of a shopper who has not ordered yet.
//!
//! - A guest's cart is known by its random UUID, an account's by the customer.
//! - A line is never silently dropped: what became of it is shown with it, or kept in
//!   `cart_notices` when its product is deleted.
//! - Prices are always those of the moment ([`contents`]); a line only remembers which one the
//!   shopper last saw.
//! - A cart reserves nothing; stock is taken when the order is placed.

pub mod admin;
pub mod api;
pub mod cart_editing;
pub mod carts;
pub mod contents;
pub mod dump;
pub mod loading;
pub mod models;
pub mod pages;
pub mod pricing;
pub mod queries;
