//! The floor that every page stands on.

mod security;
mod static_files;
