//! The catalogue and what is derived from it.

mod derived_columns;
mod derived_properties;
