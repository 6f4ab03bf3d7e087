//! Paper: invoices, credit notes and packing slips.
//!
//! An invoice is issued once: it gets a number from a row without gaps ([`numbers`]), and all that it
//! says is kept as it was ([`document`]). The file is made of that whenever somebody asks for it
//! ([`pdf`]); only the mark that says whether it is paid is of today. A packing slip has no number and
//! is made of the order as it is.

pub mod building;
pub mod document;
pub mod files;
pub mod issuing;
pub mod links;
pub mod mails;
pub mod numbers;
pub mod pdf;
pub mod slip;
