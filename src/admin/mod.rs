//! The admin engine: lists, forms and history of any model, for staff. It names no domain.

pub mod deletion;
