//! What shoppers browse.

mod counts;
mod listing;
mod long_lists;
mod pages;
mod search;
