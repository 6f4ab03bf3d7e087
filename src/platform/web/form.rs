//! What forms share: messages at fields, and reading of single values.
//!
//! Raw forms are structs of `String` with `#[serde(default)]`, so that a field that is left out is
//! an empty one and never an error of its own. The messages are Django's where Django has one.

use std::fmt::Display;

use crate::platform::money::Money;
use crate::platform::slug::{MAX_SLUG, is_slug};

/// "This field is required."
pub const REQUIRED: &str = "This field is required.";
/// For a text that is no e-mail address.
pub const NOT_AN_EMAIL: &str = "Enter a valid email address.";
/// For a choice that is not offered.
pub const NOT_A_CHOICE: &str = "Select a valid choice. That choice is not one of the available choices.";
/// For a text that is no whole number.
pub const NOT_A_NUMBER: &str = "Enter a whole number.";
/// For a text that is no slug.
pub const NOT_A_SLUG: &str = "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.";
/// Neither database nor mail header takes these.
const CONTROL_CHARACTERS: &str = "Control characters and line breaks are not allowed here.";
/// RFC 5321, section 4.5.3.1.3.
const LONGEST_EMAIL: usize = 254;

/// What is wrong with a form, field by field, in the order it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(&'static str, String)>);

impl FieldErrors {
    /// One message at one field.
    pub fn one(field: &'static str, message: impl Display) -> FieldErrors {
        FieldErrors(vec![(field, message.to_string())])
    }

    /// Adds a message; the first one of a field is the one that is shown.
    pub fn add(&mut self, field: &'static str, message: impl Display) {
        self.0.push((field, message.to_string()));
    }

    /// The message at `field`.
    pub fn on(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, message)| message.as_str())
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Field and message of each, for the summary above the form.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, message)| (*field, message.as_str()))
    }

    /// `value` when nothing is wrong, else these messages.
    pub fn or<T>(self, value: T) -> Result<T, FieldErrors> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// A required single-line text of at most `longest` characters, without space around it.
    pub fn line(&mut self, field: &'static str, raw: &str, longest: usize) -> String {
        let text = self.optional_line(field, raw, longest);
        if text.is_empty() {
            self.add(field, REQUIRED);
        }
        text
    }

    /// A single-line text of at most `longest` characters; may be empty.
    pub fn optional_line(&mut self, field: &'static str, raw: &str, longest: usize) -> String {
        let text = raw.trim();
        if text.chars().any(char::is_control) {
            self.add(field, CONTROL_CHARACTERS);
        }
        self.within(field, text, longest);
        text.to_owned()
    }

    /// A required text of several lines, at most `longest` characters.
    pub fn paragraphs(&mut self, field: &'static str, raw: &str, longest: usize) -> String {
        let text = raw.replace("\r\n", "\n").trim().to_owned();
        if text.is_empty() {
            self.add(field, REQUIRED);
        }
        if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
            self.add(field, "Control characters are not allowed here.");
        }
        self.within(field, &text, longest);
        text
    }

    /// A required e-mail address, as typed without space around it.
    pub fn email(&mut self, field: &'static str, raw: &str) -> String {
        let text = self.line(field, raw, LONGEST_EMAIL);
        if !text.is_empty() && !is_email(&text) {
            self.add(field, NOT_AN_EMAIL);
        }
        text
    }

    /// An address part of at most [`MAX_SLUG`] characters.
    pub fn slug(&mut self, field: &'static str, raw: &str) -> String {
        let slug = self.line(field, raw, MAX_SLUG);
        if !slug.is_empty() && !is_slug(&slug) {
            self.add(field, NOT_A_SLUG);
        }
        slug
    }

    /// Notes a number below `least` or above `most`.
    pub fn range<V: PartialOrd + Display>(&mut self, field: &'static str, value: V, least: V, most: V) {
        if value < least {
            self.add(field, format!("Ensure this value is greater than or equal to {least}."));
        } else if value > most {
            self.add(field, format!("Ensure this value is less than or equal to {most}."));
        }
    }

    /// Notes an amount below zero or higher than any price.
    pub fn price(&mut self, field: &'static str, amount: Money) {
        if amount < Money(0) {
            self.add(field, "Ensure this value is greater than or equal to 0.");
        } else if amount > Money::MAX_PRICE {
            self.add(field, "This amount is too high.");
        }
    }

    /// The first message and its field.
    pub fn into_first(self) -> Option<(&'static str, String)> {
        self.0.into_iter().next()
    }

    fn within(&mut self, field: &'static str, text: &str, longest: usize) {
        let length = text.chars().count();
        if length > longest {
            self.add(field, format!("Ensure this value has at most {longest} characters (it has {length})."));
        }
    }
}

/// Whether mail can be addressed to `text`, with a domain that has a point in it.
pub fn is_email(text: &str) -> bool {
    let has_domain = text.rsplit_once('@').is_some_and(|(_, domain)| {
        domain.contains('.') && domain.split('.').all(|label| !label.is_empty() && !label.starts_with('-'))
    });
    has_domain && text.parse::<lettre::Address>().is_ok()
}

/// An e-mail address as it is compared: lower case, without space around it.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_usual_shapes_are_taken_and_others_refused() {
        for (text, valid) in [
            ("ann@example.com", true),
            ("ann.o'neil+shop@mail.example.co.uk", true),
            ("ann", false),
            ("ann@localhost", false),
            ("ann@example..com", false),
            ("ann@-example.com", false),
            ("a b@example.com", false),
            ("ann@example.com, bob@example.com", false),
            ("ann@example.com\r\nBcc: bob@example.com", false),
        ] {
            let mut errors = FieldErrors::default();
            errors.email("email", text);
            assert_eq!(errors.is_empty(), valid, "{text:?}: {errors:?}");
        }
    }

    #[test]
    fn the_first_message_of_a_field_is_shown() {
        let mut errors = FieldErrors::default();
        errors.line("name", "  ", 5);
        errors.line("city", "Bielefeld", 5);
        assert_eq!(errors.on("name"), Some(REQUIRED));
        assert_eq!(errors.on("city"), Some("Ensure this value has at most 5 characters (it has 9)."));
        assert_eq!(errors.on("zip"), None);
    }
}
