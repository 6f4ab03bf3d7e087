//! The admin engine: lists, forms, deletion, actions and history for any registered model.
//!
//! It knows no domain. Each domain registers its models in its own `admin.rs`; `crate::admin_site`
//! lists the registrations.

pub mod action;
pub mod deletion;
pub mod desk;
pub mod errors;
pub mod export;
pub mod expr;
pub mod field;
pub mod form;
pub mod form_view;
pub mod inline;
pub mod inline_view;
pub mod list;
pub mod merge;
pub mod model;
pub mod posted;
pub mod reply;
pub mod site;
pub mod staff;
pub mod submit;
pub mod templates;
pub mod value;
pub mod views;
pub mod widgets;
