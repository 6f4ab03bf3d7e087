//! What shoppers see of several domains at once: home, lists, search, product page, text pages.
//!
//! It owns the read models and SQL that join catalogue, promotions, tags, media and reviews, and
//! the documents that search indexes. Of its own it stores only `pages` and the kept
//! `catalog_counts`.

pub mod admin;
pub mod api;
pub mod cards;
pub mod catalogue;
pub mod counts;
pub mod documents;
pub mod dump;
pub mod labels;
pub mod listing;
pub mod page_editing;
pub mod pages;
pub mod personal;
pub mod product;
pub mod queries;
pub mod related;
pub mod views;
