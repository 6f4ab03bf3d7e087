//! The admin engine and what it stands on.

mod catalogue;
mod deletion;
mod engine;
mod history;
mod models;
mod roles;
mod site;
