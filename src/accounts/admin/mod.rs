//! People as staff see them: users with what they may do, customers with their addresses.

mod api_key;
mod customer;
mod user;

pub use api_key::api_key;
pub use customer::{address, customer};
pub use user::{group, permission, user};
