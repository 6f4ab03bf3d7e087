//! History: who changed what from which value to which, stored in the transaction of the change.
//!
//! [`tracked`] wraps a change: it reads the whole rows of an object and of its parts before and
//! after, and stores one entry with the difference. That needs no code per model, covers columns
//! that are on no form, and shows what a rule of the domain changed along the way. Entries hold whole
//! rows of what was added and deleted, so that a change can be taken back from them.
//!
//! Whoever answers for the change as a whole (the form, the list, the import) wraps it, so that one
//! change is one entry; the functions of the domains that do it do not.
//!
//! What is no history: stock that orders take and give back, which `order_items` record.

mod changes;
pub mod dump;
mod entries;
mod recording;
mod snapshot;

use std::borrow::Cow;

pub use changes::{Change, FieldChange, HIDDEN};
pub use entries::{Entry, EntryPage, page_of_object, page_of_user, recent};
pub use recording::{Recording, hold, tracked, tracked_many};

/// A model as history sees it.
#[derive(Debug, Clone)]
pub struct Tracked {
    /// Such as `catalog.product`.
    pub model: &'static str,
    /// Such as `products`.
    pub table: &'static str,
    /// What tells its objects apart.
    pub key: Key,
    /// How an object is called.
    pub label: Label,
    /// Rows of other tables that belong to an object, in the order in which entries list them.
    pub parts: Cow<'static, [Part]>,
    /// Columns, of the parts as well, whose values are never stored: only that they changed.
    pub secret: &'static [&'static str],
    /// Columns that follow from others: a change of nothing else is not worth an entry.
    pub quiet: &'static [&'static str],
}

impl Tracked {
    /// The usual one: its key is `id`, nothing is secret and every column is worth an entry.
    pub const fn of(
        model: &'static str,
        table: &'static str,
        label: Label,
        parts: &'static [Part],
    ) -> Tracked {
        let (key, parts) = (Key::Column("id"), Cow::Borrowed(parts));
        Tracked { model, table, key, label, parts, secret: &[], quiet: &[] }
    }

    /// The same, but a change of only these columns is worth no entry: they follow from others.
    pub const fn quiet(mut self, columns: &'static [&'static str]) -> Tracked {
        self.quiet = columns;
        self
    }

    /// The same with one more kind of rows that belong to an object.
    pub fn with(&self, part: Part) -> Tracked {
        let mut other = self.clone();
        other.parts.to_mut().push(part);
        other
    }
}

/// What tells the objects of a model apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A column of its table with whole numbers; `id` for most.
    Column(&'static str),
    /// Nothing: the table holds one value for each `name`, and all of them are one object with the
    /// key 1.
    Names,
}

/// How an object is called.
#[derive(Debug, Clone, Copy)]
pub enum Label {
    /// A column of its table.
    Column(&'static str),
    /// An expression over its row: `first_name || ' ' || last_name`, or a scalar sub-select.
    Sql(&'static str),
}

/// Rows that belong to an object.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Their table, with a key `id` or with none: pairs.
    pub table: &'static str,
    /// The column with the key of the object.
    pub parent: &'static str,
    /// Where the column `content_type` says whose rows they are: what it says for these.
    pub content_type: Option<&'static str>,
    /// Where `parent` holds another key of the object than histories know it by: the column of the
    /// object's table that it points at.
    pub points_at: Option<&'static str>,
}

impl Part {
    /// Rows of `table` whose column `parent` is the object.
    pub const fn of(table: &'static str, parent: &'static str) -> Part {
        Part { table, parent, content_type: None, points_at: None }
    }

    /// Rows of `table` that are about any model, and here about `content_type`.
    pub const fn generic(table: &'static str, content_type: &'static str) -> Part {
        Part { content_type: Some(content_type), ..Part::of(table, "object_id") }
    }

    /// The same for a column that points at another key of the object.
    pub const fn pointing_at(self, column: &'static str) -> Part {
        Part { points_at: Some(column), ..self }
    }
}

crate::text_enum! {
    /// What happened to an object, or to one of its rows.
    pub enum Flag {
        /// It is new.
        Add = "add",
        /// It is different.
        Change = "change",
        /// It is gone.
        Delete = "delete",
    }
}

crate::text_enum! {
    /// The way in which something was changed.
    pub enum Source {
        /// The form of one object.
        Form = "form",
        /// Cells of a list.
        List = "list",
        /// An action on many objects.
        Action = "action",
        /// A file.
        Import = "import",
        /// Another program.
        Api = "api",
        /// The command line, or the program itself.
        Command = "command",
    }
}
