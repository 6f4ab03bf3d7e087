//! What the pages of the admin show: owned, ready to print, without a type of any model.
//!
//! Templates choose and repeat; every word, address and state they need stands here.

/// An offered choice of a select, radio group or chooser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub selected: bool,
}

/// The frame of every page of the admin.
#[derive(Debug, Clone, Default)]
pub struct AdminShell {
    /// "Storefront Admin"
    pub header: String,
    /// Title of the page, without the site's name.
    pub title: String,
    /// The stylesheet that sets the accent colour.
    pub accent_href: String,
    /// Who has signed in.
    pub staff_name: String,
    /// From the index to this page; the last one has no address.
    pub crumbs: Vec<Crumb>,
    /// Every model that this person may see, by application.
    pub apps: Vec<AppView>,
    /// What came of what was just done.
    pub messages: Vec<Message>,
    /// A page in a window of its own, without sidebar and crumbs: `_popup=1`.
    pub is_popup: bool,
}

/// A step of the way to a page.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// What is read.
    pub label: String,
    /// Where it leads; the page itself has none.
    pub href: Option<String>,
}

/// An application: the models of a domain.
#[derive(Debug, Clone)]
pub struct AppView {
    /// "Catalog"
    pub label: String,
    /// Its own page.
    pub href: String,
    /// In the order of registration.
    pub models: Vec<ModelView>,
    /// Whether this page belongs to it.
    pub is_current: bool,
}

/// A model in the sidebar and on the index.
#[derive(Debug, Clone, Default)]
pub struct ModelView {
    /// "Products"
    pub label: String,
    /// Its list.
    pub href: String,
    /// The empty form, for those who may add.
    pub add_href: Option<String>,
    /// Whether this person may change rows or only view them.
    pub can_change: bool,
    /// Whether this page belongs to it.
    pub is_current: bool,
    /// The letter that leads to it after `g`; may be empty.
    pub letter: &'static str,
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Level {
    /// It worked.
    Success,
    /// Worth knowing.
    Info,
    /// It worked, but look at it.
    Warning,
    /// It did not work.
    Error,
}

impl Level {
    /// For class names: `success` …
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Success => "success",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// A sentence about what was just done; shown once.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Message {
    /// How it is meant.
    pub level: Level,
    /// The sentence.
    pub text: String,
    /// What it is about, if that can be opened.
    pub link: Option<(String, String)>,
}

/// The colour of a state; its words say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Waits for somebody.
    Warn,
    /// Went wrong or is over.
    Bad,
    /// Neither.
    Plain,
}

impl Tone {
    /// For class names: `good` …
    pub fn as_str(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Plain => "plain",
        }
    }
}

/// A value as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing: the empty value of the model, "-".
    Empty,
    /// A text.
    Text(String),
    /// Digits, aligned at the end.
    Number(String),
    /// Yes, no or unknown, as an icon with words.
    Bool(Option<bool>),
    /// A text that leads somewhere in the admin.
    Link {
        /// Where.
        href: String,
        /// What is read.
        text: String,
    },
    /// A text that leads to another site.
    Url(String),
    /// A small picture.
    Picture {
        /// Its address.
        src: String,
        /// What is on it.
        alt: String,
    },
    /// A state.
    Status {
        /// In words.
        text: String,
        /// In colour.
        tone: Tone,
    },
    /// Several lines, as they are.
    Lines(Vec<String>),
}

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

/// A form for an object.
#[derive(Debug, Clone, Default)]
pub struct FormView {
    /// "product"
    pub noun: String,
    /// How the object is called; empty while it is made.
    pub label: String,
    /// Where it is sent.
    pub action: String,
    /// Whether it carries files.
    pub has_files: bool,
    /// Hidden inputs, `_base` among them.
    pub hidden: Vec<(String, String)>,
    /// What is wrong, each with the input it is about.
    pub errors: Vec<ErrorLink>,
    /// What somebody else changed meanwhile and this person changed as well.
    pub conflicts: Vec<ConflictView>,
    /// Groups of fields.
    pub fieldsets: Vec<FieldsetView>,
    /// What belongs to the object.
    pub inlines: Vec<InlineView>,
    /// Whether anything can be saved; otherwise the page only shows.
    pub can_save: bool,
    /// "Save and continue editing"
    pub can_continue: bool,
    /// "Save and add another"
    pub can_add_another: bool,
    /// "Save as new"
    pub can_save_as_new: bool,
    /// The page that asks before deleting.
    pub delete_href: Option<String>,
    /// History of the object.
    pub history_href: Option<String>,
    /// The object where shoppers see it.
    pub view_href: Option<String>,
    /// Back to the list as it was.
    pub list_href: String,
    /// Buttons of the object's own, each a form of its own: label and where it is sent.
    pub tools: Vec<ToolView>,
}

/// A button of an object that does something at once or leads to a page that asks.
#[derive(Debug, Clone, Default)]
pub struct ToolView {
    /// "Mark as paid"
    pub label: String,
    /// The action's name, sent as `action` with the object's key as `_selected_action`.
    pub name: String,
    /// The object's key.
    pub key: String,
    /// Where it is sent: the list.
    pub href: String,
    /// Whether it takes something away.
    pub is_dangerous: bool,
}

/// A message about an input.
#[derive(Debug, Clone)]
pub struct ErrorLink {
    /// Identifier of the input; empty for the form as a whole.
    pub input: String,
    /// "Title"; empty for the form as a whole.
    pub label: String,
    /// The sentence.
    pub message: String,
}

/// A field that two people changed differently.
#[derive(Debug, Clone)]
pub struct ConflictView {
    /// Name of the input; the choice is sent as `{input}-resolve`.
    pub input: String,
    /// "Title", "Variants, row 2: SKU".
    pub label: String,
    /// What the form showed when it was opened, if that is known.
    pub base: Option<String>,
    /// What this person entered.
    pub mine: String,
    /// What is stored now.
    pub theirs: String,
    /// Who changed it, when known: "Ann Lee, 2 minutes ago".
    pub who: String,
}

/// A group of fields.
#[derive(Debug, Clone, Default)]
pub struct FieldsetView {
    /// May be empty.
    pub title: String,
    /// May be empty.
    pub description: String,
    /// Whether it can be folded away.
    pub collapses: bool,
    /// Whether it is open nevertheless: it holds an error.
    pub is_open: bool,
    /// Fields that stand in one row.
    pub rows: Vec<Vec<FieldView>>,
}

/// One field.
#[derive(Debug, Clone)]
pub struct FieldView {
    /// Name and identifier of the input: `title`, `variants-0-sku`, `form-3-unit_price`.
    pub input: String,
    /// What is read.
    pub label: String,
    /// May be empty.
    pub help: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// What is wrong with it.
    pub error: Option<String>,
    /// How it is edited.
    pub widget: WidgetView,
}

/// How a field is edited, with its value.
#[derive(Debug, Clone)]
pub enum WidgetView {
    /// One line.
    Line {
        /// `text`, `email`, `url`, `tel`, `number`, `date`, `datetime-local`, `password`, `color`.
        kind: &'static str,
        /// As typed or stored.
        value: String,
        /// `decimal`, `numeric`; may be empty.
        inputmode: &'static str,
        /// HTML attributes that limit it: `maxlength`, `min`, `max`, `step`.
        limits: Vec<(&'static str, String)>,
        /// Names of the inputs it is filled from until it is edited.
        filled_from: Vec<String>,
    },
    /// Several lines.
    Long {
        /// As typed or stored.
        value: String,
        /// Shown at first.
        rows: usize,
        /// Whether it is code, such as JSON.
        is_code: bool,
    },
    /// A box.
    Checkbox {
        /// Whether it is ticked.
        checked: bool,
    },
    /// One of a list; an optional field's first choice is empty.
    Select(Vec<Choice>),
    /// One of a few, all visible.
    Radio(Vec<Choice>),
    /// Some of a list, in two panes; a plain multiple select without a script.
    Chooser {
        /// Every choice.
        choices: Vec<Choice>,
        /// Related objects can be made from here.
        related: RelatedView,
    },
    /// An object that is searched for; without a script its key is typed or looked up.
    Relation {
        /// Keys and names of what is chosen; one at most unless `multiple`.
        chosen: Vec<(String, String)>,
        /// Whether several may be chosen.
        multiple: bool,
        /// Whether it is searched while typing, or only looked up in a window.
        searches: bool,
        /// Where it leads and is searched.
        related: RelatedView,
    },
    /// A picture: the one there is, and a file to put in its place.
    Picture {
        /// Key of the stored picture; empty without one.
        value: String,
        /// A small version of it.
        src: Option<String>,
        /// What is on it.
        alt: String,
        /// Whether it may be taken away.
        can_clear: bool,
    },
    /// Shown, not edited.
    Shown(Cell),
    /// Hidden, such as the key of a row.
    Hidden(String),
}

/// Where related objects are searched, looked up, made and changed; empty where it may not be.
#[derive(Debug, Clone, Default)]
pub struct RelatedView {
    /// Searching, JSON.
    pub search_href: String,
    /// Their list, for picking one.
    pub list_href: String,
    /// The empty form.
    pub add_href: Option<String>,
    /// The form of the chosen one, with `__key__` where its key stands.
    pub change_href: Option<String>,
}

/// What belongs to an object, as rows.
#[derive(Debug, Clone, Default)]
pub struct InlineView {
    /// Names of its inputs begin with it.
    pub prefix: String,
    /// "Variants"
    pub title: String,
    /// "Variant"
    pub noun: String,
    /// May be empty.
    pub description: String,
    /// Whether rows stand one below the other with labels, or in a table.
    pub is_stacked: bool,
    /// Whether it can be folded away.
    pub collapses: bool,
    /// Heads of the table: label, help, whether required.
    pub heads: Vec<(String, String, bool)>,
    /// Rows that there are, and empty ones.
    pub rows: Vec<InlineRow>,
    /// An empty row with `__prefix__` for its number; `None` when none may be added.
    pub template: Option<InlineRow>,
    /// At most so many rows.
    pub max: Option<usize>,
    /// At least so many.
    pub min: usize,
    /// Whether rows are put in order by their position.
    pub sorts: bool,
    /// What is wrong with the list as a whole.
    pub errors: Vec<String>,
    /// `{prefix}-TOTAL_FORMS` and the like.
    pub hidden: Vec<(String, String)>,
}

/// A row of what belongs to an object.
#[derive(Debug, Clone, Default)]
pub struct InlineRow {
    /// Key of a stored row.
    pub id: Option<i64>,
    /// Number within the inputs' names, or `__prefix__`.
    pub number: String,
    /// How the stored row is called.
    pub label: String,
    /// Its form, where it has one.
    pub change_href: Option<String>,
    /// Its fields.
    pub fields: Vec<FieldView>,
    /// Hidden inputs: key and base.
    pub hidden: Vec<(String, String)>,
    /// Whether a box removes it: `{prefix}-{number}-DELETE`.
    pub can_delete: bool,
    /// Whether that box is ticked.
    pub is_deleted: bool,
    /// What is wrong with the row as a whole.
    pub problem: Option<String>,
}

/// The page that asks before something is deleted.
#[derive(Debug, Clone, Default)]
pub struct DeleteView {
    /// "Are you sure you want to delete the product “Mug”?"
    pub question: String,
    /// What was asked for, by name, each with its address; at most a hundred.
    pub objects: Vec<(String, Option<String>)>,
    /// How many more there are.
    pub more: usize,
    /// "12 variants", with some of their names.
    pub goes: Vec<AffectedView>,
    /// What loses its reference and stays.
    pub cleared: Vec<AffectedView>,
    /// What keeps it from being deleted.
    pub blocks: Vec<AffectedView>,
    /// Nouns of what this person may not delete.
    pub missing: Vec<String>,
    /// Where the answer is sent.
    pub action: String,
    /// Hidden inputs.
    pub hidden: Vec<(String, String)>,
    /// Back, with nothing done.
    pub back_href: String,
}

impl DeleteView {
    /// Whether it can be done.
    pub fn is_possible(&self) -> bool {
        self.blocks.is_empty() && self.missing.is_empty()
    }
}

/// Rows that a deletion is about.
#[derive(Debug, Clone, Default)]
pub struct AffectedView {
    /// "12 product variants"
    pub label: String,
    /// Names of some, with where they lead; only of what this person may see.
    pub examples: Vec<(String, Option<String>)>,
    /// How many more there are.
    pub more: i64,
}

/// The page between choosing an action and its running.
#[derive(Debug, Clone, Default)]
pub struct ActionPageView {
    /// "Ship 3 orders?"
    pub question: String,
    /// What it does; may be empty.
    pub description: String,
    /// What it asks for.
    pub fields: Vec<FieldView>,
    /// Some of the objects, by name.
    pub objects: Vec<String>,
    /// How many more there are.
    pub more: usize,
    /// Where the answer is sent.
    pub action: String,
    /// Hidden inputs.
    pub hidden: Vec<(String, String)>,
    /// What the button says.
    pub button: String,
    /// Whether it takes something away.
    pub is_dangerous: bool,
    /// Back, with nothing done.
    pub back_href: String,
}

/// One entry of a history.
#[derive(Debug, Clone, Default)]
pub struct EntryView {
    /// "27 Nov 2026, 14:03:22 UTC"
    pub at: String,
    /// For machines: ISO 8601.
    pub at_iso: String,
    /// Who did it.
    pub actor: String,
    /// "Changed", "Added", "Deleted".
    pub what: String,
    /// `add`, `change` or `delete`, for class names.
    pub flag: &'static str,
    /// "in the list", "by an action"; may be empty.
    pub how: String,
    /// "Product"; empty on the history of one object.
    pub noun: String,
    /// How the object was called, and where it opens.
    pub object: (String, Option<String>),
    /// What changed.
    pub changes: Vec<ChangeView>,
}

/// A value that changed.
#[derive(Debug, Clone, Default)]
pub struct ChangeView {
    /// "Unit price", "Variant 12: SKU".
    pub label: String,
    /// Before; `None` when it was added.
    pub before: Option<String>,
    /// After; `None` when it was removed.
    pub after: Option<String>,
}

/// A page of history.
#[derive(Debug, Clone, Default)]
pub struct HistoryView {
    /// Newest first.
    pub entries: Vec<EntryView>,
    /// Pages; `None` when there is one.
    pub pager: Option<PagerView>,
    /// Back to the object.
    pub back_href: Option<String>,
}

/// A task that is done in the background.
#[derive(Debug, Clone, Default)]
pub struct TaskView {
    /// Whether it is still being done.
    pub is_running: bool,
    /// Whether it was given up.
    pub has_failed: bool,
    /// Objects so far.
    pub done: i64,
    /// Objects in all.
    pub total: i64,
    /// How far it is, as a sentence.
    pub words: String,
    /// The list.
    pub back_href: String,
}
