//! Promotions and codes.

mod combining;
mod editing;
mod limits;
