//! The floor: what holds for every domain.

mod backup;
mod failures;
mod lanes;
mod mail;
mod queue;
mod smtp;
mod work;
