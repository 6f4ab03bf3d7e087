//! The pages about orders: for everybody who has an order's link, and for the account that placed it.

mod account_orders;
mod order_changes;
mod order_detail;
mod withdrawal;

pub use account_orders::{account_order_detail, account_order_list};
pub use order_changes::{cancel_order, reorder_order};
pub use order_detail::order_detail;
pub use withdrawal::{declare_withdrawal, order_withdrawal};
