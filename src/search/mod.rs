//! Full-text search over any kind of document: the index, its upkeep, and finding.
//!
//! A document is folded text with three weights (title, keywords, body). SQLite finds through FTS5
//! with Porter stems and ranks by `bm25`; PostgreSQL through a weighted `tsvector` and `ts_rank`.
//! Words that find nothing are compared with the vocabulary: candidates that share trigrams,
//! scored by edit similarity, the same score on both databases.
//!
//! It knows no domain: whoever owns a kind of document writes it with [`queries::put_documents`].

pub mod find;
pub mod queries;
pub mod words;
