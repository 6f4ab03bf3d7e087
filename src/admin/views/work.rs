//! Pages about deleting, about actions, tasks and histories as they are shown.

use super::{FieldView, PagerView};

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
    /// The file that it left.
    pub file_href: Option<String>,
    /// The list.
    pub back_href: String,
}
