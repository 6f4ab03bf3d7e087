//! Accounts for other programs: users, tokens, passwords and customers, at the addresses of Djoser and of
//! the course's shop.

pub mod callers;
mod customers;
mod passwords;
mod tokens;
mod users;
mod wire;

pub use customers::{
    create_customer, customer_detail, customer_history, customer_list, customer_me, delete_customer,
    patch_customer, update_customer, update_customer_me,
};
pub use passwords::{
    activate, confirm_password_reset, confirm_username_reset, request_activation, request_password_reset,
    request_username_reset, set_password, set_username,
};
pub use tokens::{create_token, refresh_token, verify_token};
pub use users::{
    create_user, delete_me, delete_user, me, patch_me, patch_user, update_me, update_user, user_detail,
    user_list,
};
