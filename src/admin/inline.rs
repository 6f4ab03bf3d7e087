//! What belongs to an object: rows of another table inside its form, and choices of objects that it
//! is related to.

use std::sync::Arc;

use diesel::QueryResult;

use super::field::{Field, FieldMeta};
use super::form::{Draft, DraftOf, Fields, Rule};
use super::value::Widget;
use crate::platform::audit::Part;
use crate::platform::db::Conn;
use crate::platform::editing::{Chosen, Edit, Refused, Rows};

/// What is known of an inline without its types.
#[derive(Debug, Clone)]
pub struct InlineMeta {
    /// Names of its inputs begin with it.
    pub prefix: &'static str,
    /// The model of its rows, for permissions and links.
    pub model: &'static str,
    /// "Variants"
    pub title: String,
    /// "Variant"
    pub noun: String,
    /// May be empty.
    pub description: String,
    /// Whether rows stand one below the other, with labels.
    pub is_stacked: bool,
    /// Whether it is folded away at first.
    pub collapses: bool,
    /// Empty rows that are offered.
    pub extra: usize,
    /// At least so many rows.
    pub min: usize,
    /// At most so many.
    pub max: Option<usize>,
    /// The field with the place of a row, if rows have an order.
    pub position: Option<&'static str>,
    /// Whether rows can be removed.
    pub can_delete: bool,
    /// Whether a stored row leads to its own form.
    pub show_change_link: bool,
    /// Whether it is shown on the empty form as well.
    pub on_add: bool,
    /// The table of its rows, by which the history knows who changed one.
    pub table: Option<&'static str>,
}

type LoadRows<C> = Box<dyn Fn(&mut Conn, i64) -> QueryResult<Vec<(i64, C)>> + Send + Sync>;
type SaveRows<C> = Box<dyn Fn(&mut Conn, &Edit, i64, &Rows<C>) -> Result<(), Refused> + Send + Sync>;

/// Rows of type `C` inside the form of what they belong to.
pub struct Inline<C> {
    meta: InlineMeta,
    fields: Fields<C>,
    load: LoadRows<C>,
    save: SaveRows<C>,
    pub(super) history: Option<Part>,
}

impl<C: Clone + Default + PartialEq + Send + Sync + 'static> Inline<C> {
    /// Rows that load and save with these functions of the domain; a closure may carry more, such as
    /// the content type of a generic relation.
    pub fn new(
        prefix: &'static str,
        model: &'static str,
        load: impl Fn(&mut Conn, i64) -> QueryResult<Vec<(i64, C)>> + Send + Sync + 'static,
        save: impl Fn(&mut Conn, &Edit, i64, &Rows<C>) -> Result<(), Refused> + Send + Sync + 'static,
    ) -> Inline<C> {
        let title = super::list::column::label_of(prefix);
        let meta = InlineMeta {
            prefix,
            model,
            noun: title.strip_suffix('s').unwrap_or(&title).to_owned(),
            title,
            description: String::new(),
            is_stacked: false,
            collapses: false,
            extra: 0,
            min: 0,
            max: None,
            position: None,
            can_delete: true,
            show_change_link: false,
            on_add: true,
            table: None,
        };
        Inline { meta, fields: Fields::default(), load: Box::new(load), save: Box::new(save), history: None }
    }

    /// Its rows are recorded with the object: for an inline that the model does not know of by
    /// itself, such as tags.
    pub fn recorded_as(mut self, part: Part) -> Self {
        self.meta.table = Some(part.table);
        self.history = Some(part);
        self
    }

    /// The table of its rows, where the model's own history records them: two people at one row are
    /// told of each other.
    pub fn of_table(mut self, table: &'static str) -> Self {
        self.meta.table = Some(table);
        self
    }

    /// One more field of each row.
    pub fn field(mut self, field: impl Into<Field<C>>) -> Self {
        self.fields.push(field.into());
        self
    }

    /// A rule over several fields of a row.
    pub fn rule(mut self, rule: Rule<C>) -> Self {
        self.fields.rule(rule);
        self
    }

    /// Under this title, with this word for one row.
    pub fn titled(mut self, title: &str, noun: &str) -> Self {
        title.clone_into(&mut self.meta.title);
        noun.clone_into(&mut self.meta.noun);
        self
    }

    /// With a sentence above it.
    pub fn description(mut self, text: &str) -> Self {
        text.clone_into(&mut self.meta.description);
        self
    }

    /// One row below the other, with labels, instead of a table.
    pub fn stacked(mut self) -> Self {
        self.meta.is_stacked = true;
        self
    }

    /// Folded away at first.
    pub fn collapsed(mut self) -> Self {
        self.meta.collapses = true;
        self
    }

    /// Offers so many empty rows.
    pub fn extra(mut self, rows: usize) -> Self {
        self.meta.extra = rows;
        self
    }

    /// At least so many rows.
    pub fn min(mut self, rows: usize) -> Self {
        self.meta.min = rows;
        self
    }

    /// At most so many rows.
    pub fn max(mut self, rows: usize) -> Self {
        self.meta.max = Some(rows);
        self
    }

    /// Rows are put in order by this field.
    pub fn sorted_by(mut self, field: &'static str) -> Self {
        self.meta.position = Some(field);
        self
    }

    /// Rows stay.
    pub fn cannot_delete(mut self) -> Self {
        self.meta.can_delete = false;
        self
    }

    /// A stored row leads to its own form.
    pub fn show_change_link(mut self) -> Self {
        self.meta.show_change_link = true;
        self
    }

    /// Only for an object that there is.
    pub fn not_on_add(mut self) -> Self {
        self.meta.on_add = false;
        self
    }

    pub(super) fn erase(self) -> Arc<dyn AnyInline> {
        let Inline { meta, fields, load, save, .. } = self;
        Arc::new(ErasedInline { meta, fields: Arc::new(fields), load, save })
    }
}

/// Rows to store, whatever their type.
#[derive(Default)]
pub struct DraftRows {
    /// New ones.
    pub added: Vec<Box<dyn Draft>>,
    /// Changed ones.
    pub changed: Vec<(i64, Box<dyn Draft>)>,
    /// Keys of those to delete.
    pub removed: Vec<i64>,
}

impl DraftRows {
    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// An inline, whatever the type of its rows.
pub trait AnyInline: Send + Sync {
    /// What is known of it without its types.
    fn meta(&self) -> &InlineMeta;
    /// The fields of each row.
    fn fields(&self) -> &[FieldMeta];
    /// An empty row.
    fn blank(&self) -> Box<dyn Draft>;
    /// The rows of an object, by key and in order.
    fn load(&self, conn: &mut Conn, parent: i64) -> QueryResult<Vec<(i64, Box<dyn Draft>)>>;
    /// Stores what becomes of the rows.
    fn save(&self, conn: &mut Conn, edit: &Edit, parent: i64, rows: DraftRows) -> Result<(), Refused>;
}

struct ErasedInline<C> {
    meta: InlineMeta,
    fields: Arc<Fields<C>>,
    load: LoadRows<C>,
    save: SaveRows<C>,
}

impl<C: Clone + Default + PartialEq + Send + Sync + 'static> AnyInline for ErasedInline<C> {
    fn meta(&self) -> &InlineMeta {
        &self.meta
    }

    fn fields(&self) -> &[FieldMeta] {
        self.fields.metas()
    }

    fn blank(&self) -> Box<dyn Draft> {
        Box::new(DraftOf { fields: self.fields.clone(), value: C::default() })
    }

    fn load(&self, conn: &mut Conn, parent: i64) -> QueryResult<Vec<(i64, Box<dyn Draft>)>> {
        let rows = (self.load)(conn, parent)?.into_iter();
        let draft = |value| -> Box<dyn Draft> { Box::new(DraftOf { fields: self.fields.clone(), value }) };
        Ok(rows.map(|(id, value)| (id, draft(value))).collect())
    }

    fn save(&self, conn: &mut Conn, edit: &Edit, parent: i64, rows: DraftRows) -> Result<(), Refused> {
        let value = |draft: Box<dyn Draft>| match draft.into_any().downcast::<C>() {
            Ok(value) => Ok(*value),
            Err(_) => Err(Refused::whole("A row belongs to something else.")),
        };
        let rows = Rows {
            added: rows.added.into_iter().map(value).collect::<Result<_, _>>()?,
            changed: rows
                .changed
                .into_iter()
                .map(|(id, draft)| Ok((id, value(draft)?)))
                .collect::<Result<_, Refused>>()?,
            removed: rows.removed,
        };
        (self.save)(conn, edit, parent, &rows)
    }
}

type LoadKeys = Box<dyn Fn(&mut Conn, i64) -> QueryResult<Vec<i64>> + Send + Sync>;
type SaveKeys = Box<dyn Fn(&mut Conn, &Edit, i64, &Chosen) -> Result<(), Refused> + Send + Sync>;

/// Objects of another model that an object is related to.
pub struct Many {
    pub(super) meta: FieldMeta,
    pub(super) load: LoadKeys,
    pub(super) save: SaveKeys,
}

impl Many {
    /// Related objects of `model`, in two panes; loaded and saved by these functions of the domain.
    pub fn new(
        name: &'static str,
        model: &'static str,
        load: impl Fn(&mut Conn, i64) -> QueryResult<Vec<i64>> + Send + Sync + 'static,
        save: impl Fn(&mut Conn, &Edit, i64, &Chosen) -> Result<(), Refused> + Send + Sync + 'static,
    ) -> Many {
        let meta = FieldMeta {
            name,
            label: super::list::column::label_of(name),
            help: String::new(),
            widget: Widget::Chooser(model),
            required: false,
            read_only: false,
            only_new: false,
            max_length: None,
            limits: Vec::new(),
            filled_from: Vec::new(),
            is_secret: false,
        };
        Many { meta, load: Box::new(load), save: Box::new(save) }
    }

    /// Searched for instead of listed: the model is large.
    pub fn autocomplete(mut self) -> Self {
        if let Some(model) = self.meta.widget.model() {
            self.meta.widget = Widget::AutocompleteMany(model);
        }
        self
    }

    /// Under this label.
    pub fn label(mut self, text: &str) -> Self {
        text.clone_into(&mut self.meta.label);
        self
    }

    /// With a sentence of help.
    pub fn help(mut self, text: &str) -> Self {
        text.clone_into(&mut self.meta.help);
        self
    }
}
