//! What shoppers do with products besides buying: likes, wish lists, and what they looked at last.
//!
//! - A like belongs to an account and can be of anything; `products.like_count` is changed in the
//!   same transaction, by exactly the rows that were written or removed.
//! - Wishes and views of customers are rows; those of guests are keys in their session and join the
//!   account's at login.
//! - A visitor without a session gets none by looking at a product.

pub mod dump;
pub mod guests;
pub mod likes;
pub mod pages;
pub mod queries;
pub mod viewed;
pub mod wishes;
