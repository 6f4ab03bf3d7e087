//! The demo shop: a whole shop to look at, and synthetic products, customers and orders for
//! load tests.
//!
//! Its texts are files in `content/`, part of the program; its pictures are drawn by the program
//! in the background. It is loaded through the functions of the domains, like anything else.

pub mod content;
pub mod drawing;
pub mod load;
pub mod pictures;
mod selling;
pub mod synthetic;
