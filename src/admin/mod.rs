//! The admin engine: lists, forms, deletion, actions and history for any registered model.
//!
//! It knows no domain. Each domain registers its models in its own `admin.rs`; `crate::admin_site`
//! lists the registrations.

pub mod errors;
pub mod expr;
pub mod field;
pub mod form;
pub mod inline;
pub mod list;
pub mod merge;
pub mod posted;
pub mod staff;
pub mod templates;
pub mod value;
pub mod views;
