//! Forms: the fields of a change struct, the domain functions that load and save it, and rules over
//! several fields.

use std::any::Any;
use std::sync::Arc;

use diesel::QueryResult;

use super::errors::Errors;
use super::field::{Field, FieldMeta};
use super::preparation::{self, Prepare, Prepared};
use super::value::Context;
use super::views::Cell;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};

/// Reads the object with a key.
pub type Load<T> = Box<dyn Fn(&mut Conn, i64) -> QueryResult<Option<T>> + Send + Sync>;
/// Stores the object with a key, or a new one, with what was prepared for it.
pub type Save<T> = Box<
    dyn Fn(&mut Conn, &Edit, Option<i64>, &T, Option<&Prepared>) -> Result<Stored, Refused> + Send + Sync,
>;
/// A rule over several fields.
pub type Rule<T> = fn(&T, &mut Errors);

/// What came of storing an object.
#[derive(Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its key.
    pub id: i64,
    /// What the person is told this once, such as a secret that is stored nowhere.
    pub note: Option<String>,
}

impl From<i64> for Stored {
    fn from(id: i64) -> Self {
        Stored { id, note: None }
    }
}

/// The fields of a `T`, with the rules over them.
pub struct Fields<T> {
    fields: Vec<Field<T>>,
    metas: Vec<FieldMeta>,
    rules: Vec<Rule<T>>,
}

impl<T> Default for Fields<T> {
    fn default() -> Self {
        Fields { fields: Vec::new(), metas: Vec::new(), rules: Vec::new() }
    }
}

impl<T> Fields<T> {
    pub(super) fn push(&mut self, field: Field<T>) {
        self.metas.push(field.meta.clone());
        self.fields.push(field);
    }

    pub(super) fn rule(&mut self, rule: Rule<T>) {
        self.rules.push(rule);
    }

    pub(super) fn metas(&self) -> &[FieldMeta] {
        &self.metas
    }
}

/// An object that is edited, with its fields, whatever its type.
pub trait Draft: Send {
    /// The fields, in order.
    fn metas(&self) -> &[FieldMeta];
    /// What the input of a field shows.
    fn show(&self, field: usize, context: &Context) -> Vec<String>;
    /// Reads what an input sent; an error leaves the value as it was.
    fn put(&mut self, field: usize, raw: &[String], context: &Context) -> Result<(), String>;
    /// How a field is shown where it cannot be edited.
    fn cell(&self, field: usize, context: &Context) -> Cell;
    /// Applies the rules over several fields.
    fn check(&self, errors: &mut Errors);
    /// The object itself.
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
    /// The object itself.
    fn as_any(&self) -> &dyn Any;
    /// The same once more.
    fn copy(&self) -> Box<dyn Draft>;
}

pub(super) struct DraftOf<T> {
    pub fields: Arc<Fields<T>>,
    pub value: T,
}

impl<T: Clone + Send + Sync + 'static> Draft for DraftOf<T> {
    fn metas(&self) -> &[FieldMeta] {
        self.fields.metas()
    }

    fn show(&self, field: usize, context: &Context) -> Vec<String> {
        self.fields.fields.get(field).map(|field| (field.show)(&self.value, context)).unwrap_or_default()
    }

    fn put(&mut self, field: usize, raw: &[String], context: &Context) -> Result<(), String> {
        match self.fields.fields.get(field) {
            Some(field) => (field.put)(&mut self.value, raw, context),
            None => Ok(()),
        }
    }

    fn cell(&self, field: usize, context: &Context) -> Cell {
        match self.fields.fields.get(field) {
            Some(field) => (field.cell)(&self.value, context),
            None => Cell::Empty,
        }
    }

    fn check(&self, errors: &mut Errors) {
        for rule in &self.fields.rules {
            rule(&self.value, errors);
        }
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        Box::new(self.value)
    }

    fn as_any(&self) -> &dyn Any {
        &self.value
    }

    fn copy(&self) -> Box<dyn Draft> {
        Box::new(DraftOf { fields: self.fields.clone(), value: self.value.clone() })
    }
}

/// A group of fields.
#[derive(Debug, Clone, Default)]
pub struct Fieldset {
    /// May be empty.
    pub title: &'static str,
    /// May be empty.
    pub description: &'static str,
    /// Whether it is folded away at first.
    pub collapses: bool,
    /// Names of fields, of computed values and of choosers; those of an inner list stand in one row.
    pub rows: Vec<Vec<&'static str>>,
}

impl Fieldset {
    /// A group with a title and these rows: `&[&["title"], &["unit_price", "inventory"]]`.
    pub fn new(title: &'static str, rows: &[&[&'static str]]) -> Fieldset {
        let rows = rows.iter().map(|row| row.to_vec()).collect();
        Fieldset { title, rows, ..Fieldset::default() }
    }

    /// With a sentence above it.
    pub fn description(mut self, text: &'static str) -> Fieldset {
        self.description = text;
        self
    }

    /// Folded away at first.
    pub fn collapsed(mut self) -> Fieldset {
        self.collapses = true;
        self
    }
}

/// A form for objects of type `T`.
pub struct Form<T> {
    fields: Fields<T>,
    pub(super) fieldsets: Vec<Fieldset>,
    load: Load<T>,
    prepare: Option<Prepare<T>>,
    save: Save<T>,
}

impl<T: Clone + Default + Send + Sync + 'static> Form<T> {
    /// A form that loads and saves with these functions of the domain.
    pub fn new(
        load: impl Fn(&mut Conn, i64) -> QueryResult<Option<T>> + Send + Sync + 'static,
        save: impl Fn(&mut Conn, &Edit, Option<i64>, &T) -> Result<i64, Refused> + Send + Sync + 'static,
    ) -> Form<T> {
        Form::telling(load, move |conn, edit, id, value| save(conn, edit, id, value).map(Stored::from))
    }

    /// A form that has something to tell of what it stored.
    pub fn telling(
        load: impl Fn(&mut Conn, i64) -> QueryResult<Option<T>> + Send + Sync + 'static,
        save: impl Fn(&mut Conn, &Edit, Option<i64>, &T) -> Result<Stored, Refused> + Send + Sync + 'static,
    ) -> Form<T> {
        let save: Save<T> = Box::new(move |conn, edit, id, value, _| save(conn, edit, id, value));
        Form { fields: Fields::default(), fieldsets: Vec::new(), load: Box::new(load), prepare: None, save }
    }

    /// A form that saves with what `prepare` makes of a checked entry before the transaction.
    pub fn preparing<P: Send + Sync + 'static>(
        load: impl Fn(&mut Conn, i64) -> QueryResult<Option<T>> + Send + Sync + 'static,
        prepare: fn(&T) -> P,
        save: fn(&mut Conn, &Edit, Option<i64>, &T, &P) -> Result<i64, Refused>,
    ) -> Form<T> {
        let save: Save<T> = Box::new(move |conn, edit, id, value, made| {
            preparation::with(value, made, prepare, |made| save(conn, edit, id, value, made))
                .map(Stored::from)
        });
        let (load, prepare) = (Box::new(load), Some(preparation::erased(prepare)));
        Form { fields: Fields::default(), fieldsets: Vec::new(), load, prepare, save }
    }

    /// One more field.
    pub fn field(mut self, field: impl Into<Field<T>>) -> Self {
        self.fields.push(field.into());
        self
    }

    /// A group of the fields named in it; fields in no group stand in a first one without a title.
    pub fn fieldset(mut self, fieldset: Fieldset) -> Self {
        self.fieldsets.push(fieldset);
        self
    }

    /// A rule over several fields.
    pub fn rule(mut self, rule: Rule<T>) -> Self {
        self.fields.rule(rule);
        self
    }

    pub(super) fn erase(self) -> Arc<dyn AnyForm> {
        let Form { fields, fieldsets, load, prepare, save } = self;
        Arc::new(ErasedForm { fields: Arc::new(fields), fieldsets, load, prepare, save })
    }
}

/// A form, whatever the type of its objects.
pub trait AnyForm: Send + Sync {
    /// The fields, in order.
    fn metas(&self) -> &[FieldMeta];
    /// The groups.
    fn fieldsets(&self) -> &[Fieldset];
    /// What the empty form shows.
    fn blank(&self) -> Box<dyn Draft>;
    /// The object with a key.
    fn load(&self, conn: &mut Conn, id: i64) -> QueryResult<Option<Box<dyn Draft>>>;
    /// Whether something is made of an entry before the transaction.
    fn prepares(&self) -> bool;
    /// Makes it.
    fn prepare(&self, draft: &dyn Draft) -> Option<Prepared>;
    /// Stores an object, with what was prepared for it.
    fn save(
        &self,
        conn: &mut Conn,
        edit: &Edit,
        id: Option<i64>,
        draft: &dyn Draft,
        made: Option<&Prepared>,
    ) -> Result<Stored, Refused>;
}

struct ErasedForm<T> {
    fields: Arc<Fields<T>>,
    fieldsets: Vec<Fieldset>,
    load: Load<T>,
    prepare: Option<Prepare<T>>,
    save: Save<T>,
}

impl<T: Clone + Default + Send + Sync + 'static> AnyForm for ErasedForm<T> {
    fn metas(&self) -> &[FieldMeta] {
        self.fields.metas()
    }

    fn fieldsets(&self) -> &[Fieldset] {
        &self.fieldsets
    }

    fn blank(&self) -> Box<dyn Draft> {
        Box::new(DraftOf { fields: self.fields.clone(), value: T::default() })
    }

    fn load(&self, conn: &mut Conn, id: i64) -> QueryResult<Option<Box<dyn Draft>>> {
        let fields = self.fields.clone();
        let draft = |value| -> Box<dyn Draft> { Box::new(DraftOf { fields, value }) };
        Ok((self.load)(conn, id)?.map(draft))
    }

    fn prepares(&self) -> bool {
        self.prepare.is_some()
    }

    fn prepare(&self, draft: &dyn Draft) -> Option<Prepared> {
        Some((self.prepare.as_ref()?)(draft.as_any().downcast_ref::<T>()?))
    }

    fn save(
        &self,
        conn: &mut Conn,
        edit: &Edit,
        id: Option<i64>,
        draft: &dyn Draft,
        made: Option<&Prepared>,
    ) -> Result<Stored, Refused> {
        match draft.as_any().downcast_ref::<T>() {
            Some(value) => (self.save)(conn, edit, id, value, made),
            None => Err(Refused::whole("The form belongs to something else.")),
        }
    }
}
