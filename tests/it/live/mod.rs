//! Pages that are made once and shown as long as they are true.

mod own;
mod race;
mod reuse;
