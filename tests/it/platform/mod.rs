//! The floor: what holds for every domain.

mod backup;
mod failures;
mod groups;
mod jobs_by_hand;
mod lanes;
mod mail;
mod plans;
mod queue;
mod settings;
mod smtp;
mod work;
