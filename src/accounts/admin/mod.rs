//! People as staff see them: users with what they may do, customers with their addresses.

mod customer;
mod user;

pub use customer::{address, customer};
pub use user::{group, permission, user};
