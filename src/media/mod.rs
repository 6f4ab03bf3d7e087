//! Pictures: uploaded, imported or drawn files, their sizes, and how they are served.
//!
//! A file is stored once by the hash of its content. Smaller sizes are made by a job and are also
//! files; a picture that has not arrived or is broken shows a placeholder.

pub mod dump;
pub mod files;
pub mod models;
pub mod queries;
pub mod view;
