//! Forms as they are shown.

use super::Cell;

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
    /// Pages about the object that its domain brings: words and address.
    pub pages: Vec<(String, String)>,
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
