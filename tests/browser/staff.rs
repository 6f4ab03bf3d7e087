//! What staff do in the admin.

mod by_keyboard;
mod conflicts;
mod every_page;
mod orders;
mod people;
mod products;
