//! Reviews of products, and the rating derived from the approved ones.
//!
//! - A customer has one review of a product; writing again changes it. Guests sign with any name.
//! - The rating of a product follows in the transaction of every change ([`mod@reviews`]).
//! - Whether a review is seen at once or waits for staff is a setting of the shop.

pub mod admin;
pub mod api;
pub mod dump;
pub mod forms;
pub mod history;
pub mod jobs;
pub mod models;
pub mod queries;
pub mod review_editing;
pub mod reviews;
mod submission;

pub use submission::{SubmitError, Submitted, submit, withdraw};
