//! Pictures: uploaded, imported or drawn files, their sizes, and how they are served.
//!
//! A file is stored once by the hash of its content; several rows may name it, each with its own
//! alternative text. Smaller sizes are made by a job and are also files; a picture that has not
//! arrived or is broken shows a placeholder.

pub mod admin;
pub mod alt;
pub mod dump;
pub mod fetch;
pub mod files;
pub mod intake;
pub mod models;
pub mod pages;
pub mod queries;
pub mod sizes;
pub mod view;
