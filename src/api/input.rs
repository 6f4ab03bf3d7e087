//! The fields of a request, read one after the other by rules, in the words of Django REST framework.
//!
//! Every rule notes what is wrong and goes on, so that one answer says all of it. A field that was not
//! sent gives `None`: with [`Input::partial`] that is no mistake.

mod numbers;

use chrono::NaiveDate;
use serde_json::{Map, Value};
use uuid::Uuid;

pub use numbers::AmountRule;
use numbers::whole_number;

use super::error::{ApiError, Messages, NON_FIELD};
use crate::platform::web::form::is_email;
use crate::platform::web::multipart::SentFile;

const REQUIRED: &str = "This field is required.";
const NULL: &str = "This field may not be null.";
const BLANK: &str = "This field may not be blank.";
const NOT_TEXT: &str = "Not a valid string.";
const NOT_A_SLUG: &str = "Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens.";
const NOT_A_DATE: &str = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";

/// A file that was sent.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Of the input.
    pub field: String,
    /// As its owner calls it.
    pub name: String,
    /// Its bytes.
    pub content: SentFile,
}

/// Whether a field has to be there, and what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Has to be sent and to say something.
    Required,
    /// May be left out.
    Optional,
}

/// What was sent, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Input {
    values: Map<String, Value>,
    files: Vec<Upload>,
    is_partial: bool,
    wrong: Messages,
}

impl Input {
    /// These fields.
    pub fn new(values: Map<String, Value>) -> Input {
        Input { values, ..Input::default() }
    }

    /// The same with files.
    pub fn with_files(values: Map<String, Value>, files: Vec<Upload>) -> Input {
        Input { values, files, ..Input::default() }
    }

    /// The fields of an object; anything else is refused.
    pub fn of(value: Value) -> Result<Input, ApiError> {
        match value {
            Value::Object(values) => Ok(Input::new(values)),
            other => Err(ApiError::field(
                NON_FIELD,
                format_args!("Invalid data. Expected a dictionary, but got {}.", kind(&other)),
            )),
        }
    }

    /// Nothing has to be there.
    pub fn partial(mut self) -> Input {
        self.is_partial = true;
        self
    }

    /// Whether a field was sent.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name) || self.files.iter().any(|file| file.field == name)
    }

    /// Whether a field was sent as null.
    pub fn is_null(&self, name: &str) -> bool {
        self.values.get(name).is_some_and(Value::is_null)
    }

    /// Notes what is wrong with a field.
    pub fn wrong(&mut self, name: &str, message: impl Into<String>) {
        let message = message.into();
        match self.wrong.iter_mut().find(|(known, _)| known == name) {
            Some((_, messages)) => messages.push(message),
            None => self.wrong.push((name.to_owned(), vec![message])),
        }
    }

    /// Whether nothing is wrong with a field so far.
    pub fn is_fine(&self, name: &str) -> bool {
        !self.wrong.iter().any(|(known, _)| known == name)
    }

    /// Ends with everything that was wrong.
    pub fn finish(self) -> Result<(), ApiError> {
        if self.wrong.is_empty() { Ok(()) } else { Err(ApiError::Fields(self.wrong)) }
    }

    /// The value of a field that may not be null.
    fn given(&mut self, name: &str, need: Need) -> Option<Value> {
        match self.values.get(name) {
            Some(Value::Null) => self.wrong(name, NULL),
            Some(value) => return Some(value.clone()),
            None if need == Need::Required && !self.is_partial => self.wrong(name, REQUIRED),
            None => {}
        }
        None
    }

    fn plain(&mut self, name: &str, value: &Value) -> Option<String> {
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => {
                self.wrong(name, NOT_TEXT);
                return None;
            }
        };
        if text.contains('\0') {
            self.wrong(name, "Null characters are not allowed.");
        }
        Some(text)
    }

    /// A text of at most `longest` characters with something in it.
    pub fn text(&mut self, name: &str, longest: usize, need: Need) -> Option<String> {
        let text = self.maybe_blank(name, longest, need)?;
        if text.is_empty() {
            self.wrong(name, BLANK);
            return None;
        }
        Some(text)
    }

    /// A text of at most `longest` characters.
    pub fn maybe_blank(&mut self, name: &str, longest: usize, need: Need) -> Option<String> {
        let value = self.given(name, need)?;
        let text = self.plain(name, &value)?;
        if text.chars().count() > longest {
            self.wrong(name, format!("Ensure this field has no more than {longest} characters."));
        }
        Some(text)
    }

    /// A text that is kept as it is, such as a password.
    pub fn secret(&mut self, name: &str, need: Need) -> Option<String> {
        match self.given(name, need)? {
            Value::String(text) if text.is_empty() => self.wrong(name, BLANK),
            Value::String(text) => return Some(text),
            _ => self.wrong(name, NOT_TEXT),
        }
        None
    }

    /// A text that may be blank, or null, or left out (`None`).
    pub fn nullable_text(&mut self, name: &str, longest: usize) -> Option<Option<String>> {
        match self.values.get(name) {
            Some(Value::Null) => Some(None),
            _ => self.maybe_blank(name, longest, Need::Optional).map(Some),
        }
    }

    /// A part of an address.
    pub fn slug(&mut self, name: &str, longest: usize, need: Need) -> Option<String> {
        let slug = self.text(name, longest, need)?;
        let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        if !slug.chars().all(is_allowed) {
            self.wrong(name, NOT_A_SLUG);
        }
        Some(slug)
    }

    /// An e-mail address.
    pub fn email(&mut self, name: &str, need: Need) -> Option<String> {
        let email = self.text(name, 254, need)?;
        if !is_email(&email) {
            self.wrong(name, "Enter a valid email address.");
        }
        Some(email)
    }

    /// One of these texts.
    pub fn choice(&mut self, name: &str, choices: &[&str], need: Need) -> Option<String> {
        let value = self.given(name, need)?;
        let text = match &value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if choices.contains(&text.as_str()) {
            return Some(text);
        }
        self.wrong(name, format!("\"{text}\" is not a valid choice."));
        None
    }

    /// True or false.
    pub fn boolean(&mut self, name: &str, need: Need) -> Option<bool> {
        match self.given(name, need)? {
            Value::Bool(value) => return Some(value),
            Value::String(text) if matches!(text.as_str(), "true" | "True" | "1" | "on") => {
                return Some(true);
            }
            Value::String(text) if matches!(text.as_str(), "false" | "False" | "0" | "off") => {
                return Some(false);
            }
            _ => self.wrong(name, "Must be a valid boolean."),
        }
        None
    }

    /// A day, or null, or left out (`None`).
    pub fn nullable_date(&mut self, name: &str) -> Option<Option<NaiveDate>> {
        match self.values.get(name) {
            None => None,
            Some(Value::Null) => Some(None),
            Some(Value::String(text)) => match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
                Ok(day) => Some(Some(day)),
                Err(_) => {
                    self.wrong(name, NOT_A_DATE);
                    None
                }
            },
            Some(_) => {
                self.wrong(name, NOT_A_DATE);
                None
            }
        }
    }

    /// The key of another object; whether there is one, the handler finds out.
    pub fn key(&mut self, name: &str, need: Need) -> Option<i64> {
        let value = self.given(name, need)?;
        let key = match &value {
            Value::Bool(_) => None,
            other => whole_number(other),
        };
        if key.is_none() {
            let kind = kind(&value);
            self.wrong(name, format!("Incorrect type. Expected pk value, received {kind}."));
        }
        key
    }

    /// The key of another object, or null, or left out (`None`).
    pub fn nullable_key(&mut self, name: &str) -> Option<Option<i64>> {
        match self.values.get(name) {
            None => None,
            Some(Value::Null) => Some(None),
            Some(_) => self.key(name, Need::Optional).map(Some),
        }
    }

    /// Notes that no object has this key.
    pub fn no_such(&mut self, name: &str, key: i64) {
        self.wrong(name, format!("Invalid pk \"{key}\" - object does not exist."));
    }

    /// A UUID.
    pub fn uuid(&mut self, name: &str, need: Need) -> Option<Uuid> {
        let value = self.given(name, need)?;
        let uuid = value.as_str().and_then(|text| Uuid::parse_str(text.trim()).ok());
        if uuid.is_none() {
            self.wrong(name, "Must be a valid UUID.");
        }
        uuid
    }

    /// The fields of an object inside this one.
    pub fn object(&mut self, name: &str, need: Need) -> Option<Input> {
        match self.given(name, need)? {
            Value::Object(values) => Some(Input { is_partial: self.is_partial, ..Input::new(values) }),
            other => {
                let kind = kind(&other);
                self.wrong(name, format!("Invalid data. Expected a dictionary, but got {kind}."));
                None
            }
        }
    }

    /// Takes over what was wrong with an object inside this one, as `address.street`.
    pub fn take_wrong(&mut self, name: &str, inner: Input) {
        for (field, messages) in inner.wrong {
            self.wrong.push((format!("{name}.{field}"), messages));
        }
    }

    /// Some texts, such as the values of options.
    pub fn texts(&mut self, name: &str, longest: usize, need: Need) -> Option<Vec<String>> {
        let value = self.given(name, need)?;
        let Value::Array(items) = &value else {
            let kind = kind(&value);
            self.wrong(name, format!("Expected a list of items but got type \"{kind}\"."));
            return None;
        };
        let texts: Vec<String> = items.iter().filter_map(|item| self.plain(name, item)).collect();
        if texts.iter().any(|text| text.chars().count() > longest) {
            self.wrong(name, format!("Ensure this field has no more than {longest} characters."));
        }
        Some(texts)
    }

    /// A file.
    pub fn file(&mut self, name: &str) -> Option<Upload> {
        if let Some(at) = self.files.iter().position(|file| file.field == name) {
            return Some(self.files.swap_remove(at));
        }
        let message = match self.values.contains_key(name) {
            true => "The submitted data was not a file. Check the encoding type on the form.",
            false => "No file was submitted.",
        };
        self.wrong(name, message);
        None
    }
}

/// As Python calls it.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}
