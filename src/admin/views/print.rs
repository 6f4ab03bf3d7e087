//! Parts of pages that stand at many places: each is a template of its own, rendered by a call.
//!
//! As a macro each would be compiled once for every place, and places lie inside each other: a form
//! took ten gigabytes to compile.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Cell, FieldView, InlineRow, InlineView, RelatedView, WidgetView};

/// A value.
#[derive(Template)]
#[template(path = "admin/_cell.html")]
pub struct CellHtml<'a> {
    value: &'a Cell,
}

/// A field with label, help and error.
#[derive(Template)]
#[template(path = "admin/_field.html")]
pub struct FieldHtml<'a> {
    f: &'a FieldView,
}

/// A field within a table.
#[derive(Template)]
#[template(path = "admin/_field_compact.html")]
pub struct CompactHtml<'a> {
    f: &'a FieldView,
    column: String,
    row: String,
}

/// What a field is edited with.
#[derive(Template)]
#[template(path = "admin/_widget.html")]
pub struct WidgetHtml<'a> {
    f: &'a FieldView,
    column: &'a str,
    row: &'a str,
}

/// The ways to related objects.
#[derive(Template)]
#[template(path = "admin/_related.html")]
pub struct RelatedHtml<'a> {
    f: &'a FieldView,
    related: &'a RelatedView,
    key: &'a str,
}

/// What belongs to an object.
#[derive(Template)]
#[template(path = "admin/_inline.html")]
pub struct InlineHtml<'a> {
    inline: &'a InlineView,
}

#[derive(Template)]
#[template(path = "admin/_inline_row.html")]
pub struct TableRow<'a> {
    inline: &'a InlineView,
    row: &'a InlineRow,
}

#[derive(Template)]
#[template(path = "admin/_inline_stack_row.html")]
pub struct StackRow<'a> {
    inline: &'a InlineView,
    row: &'a InlineRow,
}

/// A row of what belongs to an object.
#[derive(Template)]
#[template(
    source = "{% match self %}{% when Self::Table(row) %}{{ row }}{% when Self::Stack(row) %}{{ row }}{% endmatch %}",
    ext = "html"
)]
pub enum RowHtml<'a> {
    #[doc(hidden)]
    Table(TableRow<'a>),
    #[doc(hidden)]
    Stack(StackRow<'a>),
}

// Each escapes what it prints by itself.
impl HtmlSafe for CellHtml<'_> {}
impl HtmlSafe for FieldHtml<'_> {}
impl HtmlSafe for CompactHtml<'_> {}
impl HtmlSafe for WidgetHtml<'_> {}
impl HtmlSafe for RelatedHtml<'_> {}
impl HtmlSafe for InlineHtml<'_> {}
impl HtmlSafe for TableRow<'_> {}
impl HtmlSafe for StackRow<'_> {}
impl HtmlSafe for RowHtml<'_> {}

impl Cell {
    /// The value as HTML.
    pub fn html(&self) -> CellHtml<'_> {
        CellHtml { value: self }
    }
}

impl FieldView {
    /// The field with label, help and error.
    pub fn html(&self) -> FieldHtml<'_> {
        FieldHtml { f: self }
    }

    /// The field in a table: identifiers of the head of its column and of its row.
    pub fn compact(&self, column: String, row: String) -> CompactHtml<'_> {
        CompactHtml { f: self, column, row }
    }

    /// The input alone; what names it where it has no label of its own.
    pub fn edited<'a>(&'a self, column: &'a str, row: &'a str) -> WidgetHtml<'a> {
        WidgetHtml { f: self, column, row }
    }
}

impl RelatedView {
    /// Looking up, changing and adding, for the field `f` with this key chosen.
    pub fn tools<'a>(&'a self, f: &'a FieldView, key: &'a str) -> RelatedHtml<'a> {
        RelatedHtml { f, related: self, key }
    }
}

impl InlineView {
    /// All of it.
    pub fn html(&self) -> InlineHtml<'_> {
        InlineHtml { inline: self }
    }

    /// One row.
    pub fn row<'a>(&'a self, row: &'a InlineRow) -> RowHtml<'a> {
        match self.is_stacked {
            true => RowHtml::Stack(StackRow { inline: self, row }),
            false => RowHtml::Table(TableRow { inline: self, row }),
        }
    }
}
