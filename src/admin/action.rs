//! Actions: what can be done with selected rows.

use std::sync::Arc;

use super::field::{Field, FieldMeta};
use super::form::{Draft, DraftOf, Fields};
use super::preparation::{self, Prepare, Prepared};
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};

/// Does something with objects; returns with how many, or refuses all of them.
pub type Run = fn(&mut Conn, &Edit, &[i64]) -> Result<usize, Refused>;
/// [`Run`] with what was entered on the page in between.
pub type RunWith<T> = fn(&mut Conn, &Edit, &[i64], &T) -> Result<usize, Refused>;
/// [`RunWith`] with what was made of the entry before the transaction.
pub type RunPrepared<T, P> = fn(&mut Conn, &Edit, &[i64], &T, &P) -> Result<usize, Refused>;
type RunAny<T> =
    Box<dyn Fn(&mut Conn, &Edit, &[i64], &T, Option<&Prepared>) -> Result<usize, Refused> + Send + Sync>;

/// What is known of an action without the type of its input.
#[derive(Debug, Clone)]
pub struct ActionMeta {
    /// The value of `action`.
    pub name: &'static str,
    /// "Clear inventory"
    pub label: &'static str,
    /// The permission it needs.
    pub permission: &'static str,
    /// Whether it takes something away.
    pub is_dangerous: bool,
    /// The question that is asked before; without one it runs at once.
    pub question: Option<&'static str>,
    /// Whether it is offered on the form of an object as well.
    pub is_tool: bool,
    /// How what was done is said: "{n} {noun} {verb}".
    pub verb: &'static str,
}

/// An action.
#[derive(Clone)]
pub struct Action {
    /// What is known of it.
    pub meta: ActionMeta,
    work: Arc<dyn AnyWork>,
}

trait AnyWork: Send + Sync {
    fn fields(&self) -> &[FieldMeta];
    fn blank(&self) -> Option<Box<dyn Draft>>;
    fn prepares(&self) -> bool {
        false
    }
    fn prepare(&self, _: &dyn Draft) -> Option<Prepared> {
        None
    }
    fn run(
        &self,
        conn: &mut Conn,
        edit: &Edit,
        ids: &[i64],
        input: Option<&dyn Draft>,
        made: Option<&Prepared>,
    ) -> Result<usize, Refused>;
}

impl Action {
    /// An action that needs nothing but the objects.
    pub fn new(name: &'static str, label: &'static str, permission: &'static str, run: Run) -> Action {
        Action { meta: meta(name, label, permission), work: Arc::new(Plain(run)) }
    }

    /// An action that asks for something on a page of its own.
    pub fn asking<T: Clone + Default + Send + Sync + 'static>(
        name: &'static str,
        label: &'static str,
        permission: &'static str,
        fields: Vec<Field<T>>,
        run: RunWith<T>,
    ) -> Action {
        let run: RunAny<T> = Box::new(move |conn, edit, ids, entry, _| run(conn, edit, ids, entry));
        let work = Asking { fields: all(fields), prepare: None, run };
        Action { meta: meta(name, label, permission), work: Arc::new(work) }
    }

    /// An action that asks, and of whose entry `prepare` makes something before the transaction.
    pub fn preparing<T: Clone + Default + Send + Sync + 'static, P: Send + Sync + 'static>(
        name: &'static str,
        label: &'static str,
        permission: &'static str,
        fields: Vec<Field<T>>,
        prepare: fn(&T) -> P,
        run: RunPrepared<T, P>,
    ) -> Action {
        let run: RunAny<T> = Box::new(move |conn, edit, ids, entry, made| {
            preparation::with(entry, made, prepare, |made| run(conn, edit, ids, entry, made))
        });
        let work = Asking { fields: all(fields), prepare: Some(preparation::erased(prepare)), run };
        Action { meta: meta(name, label, permission), work: Arc::new(work) }
    }

    /// Asks before it runs.
    pub fn confirm(mut self, question: &'static str) -> Action {
        self.meta.question = Some(question);
        self
    }

    /// Takes something away.
    pub fn dangerous(mut self) -> Action {
        self.meta.is_dangerous = true;
        self
    }

    /// Is offered on the form of an object as well.
    pub fn tool(mut self) -> Action {
        self.meta.is_tool = true;
        self
    }

    /// How what was done is said, after number and noun: "were successfully updated" otherwise.
    pub fn done(mut self, verb: &'static str) -> Action {
        self.meta.verb = verb;
        self
    }

    /// The fields of its page; none for most.
    pub fn fields(&self) -> &[FieldMeta] {
        self.work.fields()
    }

    /// What its page shows at first.
    pub fn blank(&self) -> Option<Box<dyn Draft>> {
        self.work.blank()
    }

    /// Whether a page comes in between.
    pub fn asks(&self) -> bool {
        self.meta.question.is_some() || !self.fields().is_empty()
    }

    /// Whether something is made of what was entered before the transaction.
    pub fn prepares(&self) -> bool {
        self.work.prepares()
    }

    /// Makes it.
    pub fn prepare(&self, input: &dyn Draft) -> Option<Prepared> {
        self.work.prepare(input)
    }

    /// Does it, with what was prepared.
    pub fn run(
        &self,
        conn: &mut Conn,
        edit: &Edit,
        ids: &[i64],
        input: Option<&dyn Draft>,
        made: Option<&Prepared>,
    ) -> Result<usize, Refused> {
        self.work.run(conn, edit, ids, input, made)
    }

    /// "3 products were successfully updated."
    pub fn said(&self, count: usize, noun: &str, plural: &str) -> String {
        let number = crate::platform::text::grouped(i64::try_from(count).unwrap_or(i64::MAX));
        // Django's course says "were" for one as well; a person would not.
        let verb =
            if count == 1 { self.meta.verb.replacen("were ", "was ", 1) } else { self.meta.verb.to_owned() };
        format!("{number} {} {verb}.", if count == 1 { noun } else { plural })
    }
}

fn meta(name: &'static str, label: &'static str, permission: &'static str) -> ActionMeta {
    ActionMeta {
        name,
        label,
        permission,
        is_dangerous: false,
        question: None,
        is_tool: false,
        verb: "were successfully updated",
    }
}

struct Plain(Run);

impl AnyWork for Plain {
    fn fields(&self) -> &[FieldMeta] {
        &[]
    }
    fn blank(&self) -> Option<Box<dyn Draft>> {
        None
    }
    fn run(
        &self,
        conn: &mut Conn,
        edit: &Edit,
        ids: &[i64],
        _: Option<&dyn Draft>,
        _: Option<&Prepared>,
    ) -> Result<usize, Refused> {
        (self.0)(conn, edit, ids)
    }
}

fn all<T>(fields: Vec<Field<T>>) -> Arc<Fields<T>> {
    let mut all = Fields::default();
    fields.into_iter().for_each(|field| all.push(field));
    Arc::new(all)
}

struct Asking<T> {
    fields: Arc<Fields<T>>,
    prepare: Option<Prepare<T>>,
    run: RunAny<T>,
}

impl<T: Clone + Default + Send + Sync + 'static> AnyWork for Asking<T> {
    fn fields(&self) -> &[FieldMeta] {
        self.fields.metas()
    }
    fn blank(&self) -> Option<Box<dyn Draft>> {
        Some(Box::new(DraftOf { fields: self.fields.clone(), value: T::default() }))
    }
    fn prepares(&self) -> bool {
        self.prepare.is_some()
    }
    fn prepare(&self, input: &dyn Draft) -> Option<Prepared> {
        Some((self.prepare.as_ref()?)(input.as_any().downcast_ref::<T>()?))
    }
    fn run(
        &self,
        conn: &mut Conn,
        edit: &Edit,
        ids: &[i64],
        input: Option<&dyn Draft>,
        made: Option<&Prepared>,
    ) -> Result<usize, Refused> {
        match input.and_then(|draft| draft.as_any().downcast_ref::<T>()) {
            Some(value) => (self.run)(conn, edit, ids, value, made),
            None => Err(Refused::whole("What the action needs is missing.")),
        }
    }
}
