//! Payments, refunds, documents, and what providers report, as staff see them. Payments are booked and taken back
//! with their order; money is given back on the order's page for it.

pub mod accounting;
mod differences;
mod documents;
mod events;
mod files;
mod ledger;
mod payments;
mod refunds;

pub use differences::{UNMATCHED, difference};
pub use documents::invoice;
pub use events::event;
pub use files::{staff_credit_note_file, staff_invoice_file, staff_packing_slip_file};
pub use ledger::ledger;
pub use payments::payment;
pub use refunds::refund;
