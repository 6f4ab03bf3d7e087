//! Promotions and codes.

mod combining;
mod limits;
