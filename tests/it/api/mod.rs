//! The REST API, as programs use it.

pub mod client;

mod carts;
mod errors;
mod keys;
mod once;
mod orders;
mod products;
mod speed;
mod tokens;
mod users;
mod versions;
