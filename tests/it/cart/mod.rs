//! The cart: its page and forms, what it says of what changed, and what becomes of it at sign-in.

mod changes;
mod editing;
mod joining;
mod news;
mod operations;
