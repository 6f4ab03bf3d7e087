//! What shoppers browse.

mod counts;
mod listing;
mod long_lists;
mod page_editing;
mod pages;
mod search;
