//! Payments, refunds, and what providers report, as staff see them. Payments are booked and taken back
//! with their order; money is given back on the order's page for it.

mod differences;
mod events;
mod ledger;
mod payments;
mod refunds;

pub use differences::difference;
pub use events::event;
pub use ledger::ledger;
pub use payments::payment;
pub use refunds::refund;
