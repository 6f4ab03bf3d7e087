//! The admin engine: lists, forms, deletion, actions and history for any registered model.
//!
//! It knows no domain. Each domain registers its models in its own `admin.rs`; `crate::admin_site`
//! lists the registrations.

pub mod action;
pub mod action_view;
pub mod deletion;
pub mod deletion_view;
pub mod desk;
pub mod errors;
pub mod export;
pub mod expr;
pub mod field;
pub mod form;
pub mod form_view;
pub mod history_view;
pub mod inline;
pub mod inline_view;
pub mod list;
pub mod list_edit;
pub mod merge;
pub mod model;
pub mod pages;
pub mod posted;
pub mod reply;
pub mod site;
pub mod staff;
pub mod submit;
pub mod tasks;
pub mod templates;
pub mod value;
pub mod views;
pub mod widgets;
