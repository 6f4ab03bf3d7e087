//! Giving money back: what is left of an order to give back ([`refundable`]), asking for it
//! ([`requesting`]), sending it to the provider ([`sending`]), and what the provider says of it
//! ([`hearing`]).
//!
//! The money is set aside by one guarded statement before anything else, so that never more goes back
//! than came in, whoever asks at the same time.

pub mod hearing;
pub mod refundable;
pub mod requesting;
pub mod sending;
