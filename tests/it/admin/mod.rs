//! The admin engine and what it stands on.

mod history;
mod models;
