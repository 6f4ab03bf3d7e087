//! The demo shop and synthetic products.

mod loading;
mod seeding;
mod seeding_orders;
