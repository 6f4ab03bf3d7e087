//! Orders after they were placed.

mod changes;
mod mails;
