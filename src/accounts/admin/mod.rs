//! People as staff see them: users with what they may do, customers with their addresses.

mod api_key;
mod customer;
mod user;

pub use api_key::{API_KEY_HISTORY, api_key};
pub use customer::{ADDRESS_HISTORY, CUSTOMER_HISTORY, address, customer};
pub use user::{GROUP_HISTORY, USER_HISTORY, group, permission, user};
