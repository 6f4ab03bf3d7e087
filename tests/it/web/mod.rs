//! The floor that every page stands on.

mod doctor;
mod error_pages;
mod health;
mod pages;
mod security;
mod serve;
mod slashes;
mod static_files;
mod toolbar;
mod visitors;
