//! People as staff see them: users with what they may do, customers with their addresses.

mod customer;
mod user;

pub use customer::{ADDRESS_HISTORY, CUSTOMER_HISTORY, address, customer};
pub use user::{GROUP_HISTORY, USER_HISTORY, group, permission, user};
