//! Lists as they are shown.

use super::{Cell, FieldView};

/// A page with the rows of a model.
#[derive(Debug, Clone, Default)]
pub struct ListView {
    /// "product"
    pub noun: String,
    /// "products"
    pub plural: String,
    /// The list without any parameter.
    pub href: String,
    /// The empty form, for those who may add.
    pub add_href: Option<String>,
    /// The search field, if the model can be searched.
    pub search: Option<SearchView>,
    /// Parameters that a form on this page must send along: (name, value).
    pub kept: Vec<(String, String)>,
    /// The address of this very page, with every parameter: where the form of the list goes.
    pub here: String,
    /// One for each column; the box to select a row is not among them.
    pub heads: Vec<HeadView>,
    /// The rows of this page.
    pub rows: Vec<RowView>,
    /// "12 results", "more than 10,000 results".
    pub count: String,
    /// "of 103 in all"; empty when nothing is filtered.
    pub total: String,
    /// Pages; `None` when there is one.
    pub pager: Option<PagerView>,
    /// Where everything found is on one page, if it is little enough.
    pub all_href: Option<String>,
    /// Filters, open or not.
    pub filters: Vec<FilterView>,
    /// What is filtered by now, each with the address without it.
    pub chips: Vec<Chip>,
    /// The list without any filter; the words stay.
    pub clear_href: String,
    /// Shows or hides the counts beside choices.
    pub facets: Option<FacetsView>,
    /// Years, months or days to narrow down to.
    pub dates: Option<DatesView>,
    /// What can be done with selected rows; empty for those who may do nothing.
    pub actions: Vec<ActionView>,
    /// How everything found is selected: "Select all 1,204 products".
    pub select_all: Option<String>,
    /// Downloads of what is found: label and address.
    pub exports: Vec<(String, String)>,
    /// Whether cells can be edited here, so that there is something to save.
    pub is_editable: bool,
    /// What stands above the table when cells were not saved: sentence.
    pub problem: Option<String>,
    /// Hidden inputs of the form: `form-TOTAL_FORMS`, `form-0-_base` …
    pub hidden: Vec<(String, String)>,
    /// What an empty list says.
    pub empty: String,
    /// Whether rows are picked for a form in another window.
    pub is_picking: bool,
}

/// The search field of a list.
#[derive(Debug, Clone, Default)]
pub struct SearchView {
    /// What was searched for.
    pub words: String,
    /// What is searched, in words.
    pub help: String,
}

/// The head of a column.
#[derive(Debug, Clone, Default)]
pub struct HeadView {
    /// What is read.
    pub label: String,
    /// Whether its cells are numbers, aligned at the end.
    pub is_number: bool,
    /// How to sort by it, if it can be.
    pub sort: Option<SortView>,
}

/// How a list is or can be sorted by a column.
#[derive(Debug, Clone, Default)]
pub struct SortView {
    /// The list sorted by this column first, or the other way round.
    pub href: String,
    /// `Some(true)` when sorted by it in descending order.
    pub descending: Option<bool>,
    /// Its place among the columns that are sorted by, from 1; 0 when it is the only one or none.
    pub priority: usize,
    /// The list not sorted by this column.
    pub remove_href: Option<String>,
}

/// A row of a list.
#[derive(Debug, Clone, Default)]
pub struct RowView {
    /// Key.
    pub id: i64,
    /// How the object is called, for the box that selects it.
    pub label: String,
    /// Whether it was selected before the page was shown again.
    pub is_selected: bool,
    /// One for each head.
    pub cells: Vec<ListCell>,
    /// What is wrong with the row as a whole.
    pub problem: Option<String>,
}

/// A cell of a list.
#[derive(Debug, Clone)]
pub enum ListCell {
    /// Shown.
    Show {
        /// The value.
        cell: Cell,
        /// Where the object opens, in columns that lead there.
        href: Option<String>,
    },
    /// Edited in place.
    Edit(FieldView),
}

/// Pages of a list.
#[derive(Debug, Clone, Default)]
pub struct PagerView {
    /// Number and address of each; `None` for a gap. The current page has no address.
    pub pages: Vec<Option<(String, Option<String>)>>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// A filter of a list.
#[derive(Debug, Clone)]
pub struct FilterView {
    /// "Collection"
    pub title: String,
    /// Its parameter.
    pub name: String,
    /// Whether it is in use.
    pub is_on: bool,
    /// How it is set.
    pub body: FilterBody,
}

/// How a filter is set.
#[derive(Debug, Clone)]
pub enum FilterBody {
    /// Some of these; each is a box and a link that sets or unsets it alone.
    Choices(Vec<FilterChoice>),
    /// A number or day from and to: two inputs.
    Range {
        /// `number`, `date` or `text`.
        kind: &'static str,
        /// Name and value of the lower end, included.
        from: (String, String),
        /// Name and value of the upper end, not included for times and days.
        to: (String, String),
        /// Links beside the inputs, such as "Today".
        links: Vec<FilterChoice>,
    },
    /// One of too many to list: searched for.
    Search {
        /// Where choices are searched, JSON.
        href: String,
        /// What is chosen, with what it is called.
        chosen: Vec<FilterChoice>,
    },
}

/// One choice of a filter.
#[derive(Debug, Clone, Default)]
pub struct FilterChoice {
    /// What is read.
    pub label: String,
    /// Name of the parameter; differs between the choices of a filter by date.
    pub name: String,
    /// Value of the parameter.
    pub value: String,
    /// Whether it is set.
    pub is_on: bool,
    /// The list with this choice set, or unset when it is set.
    pub href: String,
    /// How many rows would be left; "10,000+" when more.
    pub count: Option<String>,
}

/// Something that is filtered by.
#[derive(Debug, Clone)]
pub struct Chip {
    /// "Collection: Mugs"
    pub label: String,
    /// The list without it.
    pub href: String,
}

/// The switch for counts beside the choices.
#[derive(Debug, Clone)]
pub struct FacetsView {
    /// Whether they are shown.
    pub is_on: bool,
    /// The same page the other way round.
    pub href: String,
}

/// Narrowing a list down by date.
#[derive(Debug, Clone, Default)]
pub struct DatesView {
    /// What is dated: "Placed at".
    pub label: String,
    /// The way back: "All dates", "2026".
    pub back: Option<(String, String)>,
    /// Years, months or days; the last level has no address.
    pub choices: Vec<(String, Option<String>)>,
}

/// Something that can be done with selected rows.
#[derive(Debug, Clone)]
pub struct ActionView {
    /// The value of `action`.
    pub name: String,
    /// "Delete selected products"
    pub label: String,
    /// Whether it takes something away.
    pub is_dangerous: bool,
}
