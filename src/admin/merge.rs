//! Three versions of an object brought together: what the form showed, what was entered and what is
//! stored now.
//!
//! | entered against shown | stored against shown | result |
//! |---|---|---|
//! | the same | any | what is stored stays: an old form undoes no sale made meanwhile |
//! | changed | the same | what was entered |
//! | changed | changed to the same | nothing to do: the form was sent twice |
//! | changed | changed differently | a conflict, for the person to decide |
//!
//! No version column is needed, and changes by any path are seen. A form that sends no `_base`
//! (a script) is not compared.

use std::collections::HashMap;

use super::errors::Errors;
use super::field::FieldMeta;
use super::form::Draft;
use super::posted::Posted;
use super::value::{Context, Widget};
use super::views::ConflictView;

/// What a form showed when it was opened: the texts of each input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Base(HashMap<String, Vec<String>>);

impl Base {
    /// What a draft shows now.
    pub fn of(draft: &dyn Draft, context: &Context) -> Base {
        let shown = draft.metas().iter().enumerate().filter(|(_, meta)| !meta.is_secret && !meta.read_only);
        Base(shown.map(|(field, meta)| (meta.name.to_owned(), draft.show(field, context))).collect())
    }

    /// Reads the hidden input; `None` when it was not sent.
    pub fn read(posted: &Posted, input: &str) -> Option<Base> {
        posted.has(input).then(|| Base(serde_json::from_str(posted.get(input)).unwrap_or_default()))
    }

    /// For the hidden input.
    pub fn write(&self) -> String {
        let mut sorted: Vec<(&String, &Vec<String>)> = self.0.iter().collect();
        sorted.sort();
        let map: serde_json::Map<String, serde_json::Value> =
            sorted.into_iter().map(|(name, texts)| (name.clone(), texts.clone().into())).collect();
        serde_json::Value::Object(map).to_string()
    }

    fn get(&self, name: &str) -> Option<&Vec<String>> {
        self.0.get(name)
    }

    /// What is compared the next time: as before, but for what was a conflict what is stored now, so
    /// that the choice is made about that.
    pub fn renewed(mut self, now: &Base, prefix: &str, conflicts: &[ConflictView]) -> Base {
        for conflict in conflicts {
            let name = conflict.input.strip_prefix(prefix).unwrap_or_default();
            if let Some(texts) = now.0.get(name) {
                self.0.insert(name.to_owned(), texts.clone());
            }
        }
        self
    }

    /// Whether an input that sends this has not been touched.
    pub fn shows(&self, name: &str, sent: &[String]) -> bool {
        self.0.get(name).is_some_and(|texts| texts == sent)
    }

    /// The same with other texts for an input.
    pub fn with(mut self, name: &str, texts: Vec<String>) -> Base {
        self.0.insert(name.to_owned(), texts);
        self
    }
}

/// What came of bringing the versions together.
#[derive(Debug, Default)]
pub struct Merged {
    /// Names of fields whose stored value changes.
    pub changed: Vec<&'static str>,
    /// What both changed, differently.
    pub conflicts: Vec<ConflictView>,
}

/// One form or row to be merged.
pub struct Merge<'a> {
    /// What was sent.
    pub posted: &'a Posted,
    /// Names of its inputs begin with this.
    pub prefix: &'a str,
    /// What it showed; `None` for a new object or when nothing is compared.
    pub base: Option<&'a Base>,
    /// Fields that this person may not edit, or that are not on the page.
    pub locked: &'a dyn Fn(&FieldMeta) -> bool,
    /// Whether fields that were not sent keep what is stored: of a list or a script.
    pub partial: bool,
}

/// Brings what was sent onto `draft`, which holds what is stored.
pub fn merge(draft: &mut dyn Draft, how: &Merge<'_>, context: &Context, errors: &mut Errors) -> Merged {
    let metas = draft.metas().to_vec();
    let mut merged = Merged::default();
    for (field, meta) in metas.iter().enumerate() {
        let input = format!("{}{}", how.prefix, meta.name);
        let is_sent = how.posted.has(&input) || matches!(meta.widget, Widget::Checkbox);
        if meta.read_only || (how.locked)(meta) || (how.partial && !is_sent) {
            continue;
        }
        let stored = draft.show(field, context);
        if how.posted.get(&format!("{input}-resolve")) == "theirs" {
            continue;
        }
        let mut mine = draft.copy();
        if let Err(message) = mine.put(field, how.posted.all(&input), context) {
            errors.add_labelled(meta.name, &meta.label, message);
            continue;
        }
        let entered = mine.show(field, context);
        let shown = how.base.and_then(|base| base.get(meta.name));
        // What a text field showed is compared as it would come back.
        let shown = shown.map(|texts| normalised(draft, field, texts, context));
        let is_secret = meta.is_secret;
        let mine_changed = shown.as_ref().is_none_or(|shown| *shown != entered);
        let theirs_changed = shown.as_ref().is_some_and(|shown| *shown != stored) && !is_secret;
        let is_open = is_open_conflict(how.posted, &input);
        if !mine_changed && !is_open {
            continue;
        }
        // A choice was made against what the page showed, not against what came after that.
        let is_chosen = how.posted.get(&format!("{input}-resolve")) == "mine" && !theirs_changed;
        if (theirs_changed || is_open) && entered != stored && !is_chosen {
            merged.conflicts.push(ConflictView {
                input,
                label: meta.label.clone(),
                base: shown.map(|texts| texts.join(", ")),
                mine: entered.join(", "),
                theirs: stored.join(", "),
                who: String::new(),
            });
            continue;
        }
        if entered != stored || is_secret {
            merged.changed.push(meta.name);
        }
        // Cannot fail: the same was read a moment ago.
        if let Err(message) = draft.put(field, how.posted.all(&input), context) {
            errors.add_labelled(meta.name, &meta.label, message);
        }
    }
    merged
}

/// Whether the form asked about this input and nobody has chosen yet.
fn is_open_conflict(posted: &Posted, input: &str) -> bool {
    posted.all("_conflicts").iter().any(|known| known == input)
}

fn normalised(draft: &dyn Draft, field: usize, texts: &[String], context: &Context) -> Vec<String> {
    let mut copy = draft.copy();
    match copy.put(field, texts, context) {
        Ok(()) => copy.show(field, context),
        Err(_) => texts.to_vec(),
    }
}
