//! What staff pages, imports and the API hand to the functions of a domain, and what they get back:
//! who changes something, a refusal with the field it is about, rows of a list and choices that were
//! added, changed or removed.
//!
//! Domains take these from here, so that none of them knows the admin.

use std::fmt;

use diesel::result::{DatabaseErrorKind, Error};

use super::actor::Actor;
use super::clock::Time;
use super::web::form::{FieldErrors, NOT_A_CHOICE};

/// Who changes something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Kept in histories.
    pub by: Actor,
    /// UTC.
    pub now: Time,
}

/// Why a change is not made; whoever gets it rolls the transaction back.
#[derive(Debug)]
pub enum Refused {
    /// What was entered in one field; the sentence is for the person who entered it.
    Field(&'static str, String),
    /// The change as a whole; the sentence is for the person who asked for it.
    Whole(String),
    /// The database: a broken constraint, or a fault.
    Database(diesel::result::Error),
}

impl Refused {
    /// [`Refused::Field`] with anything that prints.
    pub fn field(name: &'static str, message: impl fmt::Display) -> Refused {
        Refused::Field(name, message.to_string())
    }

    /// [`Refused::Whole`] with anything that prints.
    pub fn whole(message: impl fmt::Display) -> Refused {
        Refused::Whole(message.to_string())
    }

    /// What was to be changed is gone; `what` is its kind, such as "product".
    pub fn gone(what: &str) -> Refused {
        Refused::Whole(format!("This {what} doesn’t exist. Perhaps it was deleted?"))
    }

    /// A key in `field` that points at nothing.
    pub fn not_a_choice(field: &'static str) -> Refused {
        Refused::field(field, NOT_A_CHOICE)
    }

    /// What becomes of an error of a statement that stores the key of `field`: one that points at
    /// nothing is the fault of the field.
    pub fn key_of(field: &'static str) -> impl Fn(Error) -> Refused {
        move |error| match error {
            Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => Refused::not_a_choice(field),
            other => Refused::Database(other),
        }
    }

    /// What becomes of an error of a statement that deletes: `sentence` when something still points
    /// at the row.
    pub fn while_used(sentence: impl fmt::Display) -> impl FnOnce(Error) -> Refused {
        move |error| match error {
            Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => Refused::whole(sentence),
            other => Refused::Database(other),
        }
    }
}

/// The first message; forms say all of them before they call a domain.
impl From<FieldErrors> for Refused {
    fn from(errors: FieldErrors) -> Self {
        match errors.into_first() {
            Some((field, message)) => Refused::Field(field, message),
            None => Refused::whole("This cannot be stored."),
        }
    }
}

impl From<diesel::result::Error> for Refused {
    fn from(error: diesel::result::Error) -> Self {
        Refused::Database(error)
    }
}

/// What becomes of the rows that belong to an object: its variants, the lines of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<C> {
    /// New ones, in the order in which they were entered.
    pub added: Vec<C>,
    /// Kept ones with something changed, by key; only rows of this object.
    pub changed: Vec<(i64, C)>,
    /// Keys of rows to delete; only rows of this object.
    pub removed: Vec<i64>,
}

impl<C> Rows<C> {
    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

impl<C> Default for Rows<C> {
    fn default() -> Self {
        Rows { added: Vec::new(), changed: Vec::new(), removed: Vec::new() }
    }
}

/// What becomes of a many-to-many relation of an object, by keys of the other side.
///
/// Only the difference to what the person saw, so that two people who choose different things do not
/// undo each other's choice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// To be related.
    pub added: Vec<i64>,
    /// To be related no longer.
    pub removed: Vec<i64>,
}

impl Chosen {
    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    /// `present` with the choice made, in ascending order.
    pub fn applied_to(&self, present: &[i64]) -> Vec<i64> {
        let mut keys: Vec<i64> =
            present.iter().chain(&self.added).copied().filter(|key| !self.removed.contains(key)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
