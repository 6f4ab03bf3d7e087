//! What shoppers see of several domains at once: home, lists, search, product page, text pages.
//!
//! It owns the read models and SQL that join catalogue, promotions, tags, media and reviews, and
//! the documents that search indexes. Of its own it stores only `pages`.

pub mod documents;
pub mod dump;
