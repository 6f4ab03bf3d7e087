//! Everything as JSON and back: the engine of `dumpdata` and `loaddata`.
//!
//! A model is declared as data ([`Model`]): its table, its fields with their kinds and defaults,
//! the columns computed from a field, and the derived ones, which are not dumped and are rebuilt
//! after loading. The engine names no domain; [`crate::models`] lists the models.
//!
//! - [`write`](write::dump) reads in chunks by key, so a dump of any size streams.
//! - [`load`](load::load) reads all rows first, checks every reference against the file and the
//!   database, gives keys to rows without one, then stores model by model in the order of the
//!   list. A refusal names the row, whatever noticed it.

mod check;
pub mod load;
mod model;
mod parse;
mod references;
pub mod setting;
mod store;
mod value;
pub mod write;

pub use check::complaints;
pub use load::{LoadError, Loaded, Refusal};
pub use model::{
    Field, Model, boolean, by_choice, choice, content_type, date, hundredths, integer, json, large_integer,
    money, object, relation, text, text_relation, time,
};
pub use parse::find_row;
pub use value::{Cell, Kind};
