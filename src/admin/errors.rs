//! What is wrong with what was entered, input by input.

use super::views::ErrorLink;

/// Messages by input, in the order in which they were found.
#[derive(Debug, Clone, Default)]
pub struct Errors {
    prefix: String,
    list: Vec<ErrorLink>,
}

impl Errors {
    /// About inputs whose names begin with `prefix`.
    pub fn of(prefix: &str) -> Errors {
        Errors { prefix: prefix.to_owned(), list: Vec::new() }
    }

    /// A message about a field; "" for the form or row as a whole.
    pub fn add(&mut self, field: &str, message: impl std::fmt::Display) {
        self.add_labelled(field, &super::list::column::label_of(field), message);
    }

    /// A message about a field, with how the field is called.
    pub fn add_labelled(&mut self, field: &str, label: &str, message: impl std::fmt::Display) {
        let input = match field {
            "" => String::new(),
            field => format!("{}{field}", self.prefix),
        };
        self.list.push(ErrorLink { input, label: label.to_owned(), message: message.to_string() });
    }

    /// Takes over what was found elsewhere.
    pub fn extend(&mut self, other: Errors) {
        self.list.extend(other.list);
    }

    /// The first message about an input.
    pub fn on(&self, input: &str) -> Option<&str> {
        self.list.iter().find(|error| error.input == input).map(|error| error.message.as_str())
    }

    /// Whether an input that begins so has a message.
    pub fn any_below(&self, prefix: &str) -> bool {
        self.list.iter().any(|error| error.input.starts_with(prefix))
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them.
    pub fn list(&self) -> &[ErrorLink] {
        &self.list
    }
}
