//! The floor: what holds for every domain.

mod queue;
