//! People as staff see them: users with what they may do, customers with their addresses.

mod customer;
mod user;

use crate::admin::value::Widget;

pub use customer::{ADDRESS_HISTORY, CUSTOMER_HISTORY, address, customer};
pub use user::{GROUP_HISTORY, USER_HISTORY, group, permission, user};

/// How a user is called in lists: by their names, else by what they sign in with.
pub const PERSON: &str = "CASE WHEN users.first_name <> '' OR users.last_name <> '' \
     THEN trim(users.first_name || ' ' || users.last_name) ELSE users.username END";

/// A country from the list of all.
pub fn countries() -> Widget {
    let all = crate::platform::countries::all().iter().map(|country| (country.code, country.name));
    Widget::Select(std::iter::once(("", "---------")).chain(all).collect())
}
