//! Rules of texts: e-mail addresses, web addresses, slugs, JSON, lengths, passwords.

use super::FieldOf;
use crate::admin::value::{FormValue, Widget};

/// Types that hold a text.
pub trait Words: FormValue {
    /// The text.
    fn words(&self) -> &str;
}

impl Words for String {
    fn words(&self) -> &str {
        self
    }
}

impl Words for Option<String> {
    fn words(&self) -> &str {
        self.as_deref().unwrap_or_default()
    }
}

impl<T: 'static, V: Words> FieldOf<T, V> {
    /// Of several lines.
    pub fn long(self) -> Self {
        self.widget(Widget::Long)
    }

    /// An e-mail address.
    pub fn email(self) -> Self {
        self.widget(Widget::Email).check(|value, _| {
            let mut errors = crate::platform::web::form::FieldErrors::default();
            errors.email("email", value.words());
            errors.on("email").filter(|_| !value.is_blank()).map(str::to_owned)
        })
    }

    /// An address of the web, with http or https.
    pub fn url(self) -> Self {
        self.widget(Widget::Url).check(|value, _| {
            let parsed = url::Url::parse(value.words()).ok();
            let valid = parsed.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            (!value.is_blank() && !valid).then(|| "Enter a valid URL.".to_owned())
        })
    }

    /// Letters, digits, hyphens and underscores, filled from other fields until it is edited.
    pub fn slug(mut self, from: &[&'static str]) -> Self {
        self.meta.filled_from = from.to_vec();
        self.meta.required = true;
        self.check(|value, _| {
            let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
            let valid = value.words().chars().all(fits);
            (!valid).then(|| {
                "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.".to_owned()
            })
        })
    }

    /// JSON, as it is.
    pub fn json(self) -> Self {
        self.widget(Widget::Code).check(|value, _| {
            let valid = serde_json::from_str::<serde_json::Value>(value.words()).is_ok();
            (!value.is_blank() && !valid).then(|| "Enter a valid JSON.".to_owned())
        })
    }

    /// At most so many characters.
    pub fn max_length(mut self, most: usize) -> Self {
        self.meta.max_length = Some(most);
        self.check(move |value, _| {
            let length = value.words().chars().count();
            (length > most)
                .then(|| format!("Ensure this value has at most {most} characters (it has {length})."))
        })
    }

    /// At least so many characters.
    pub fn min_length(self, least: usize) -> Self {
        self.check(move |value, _| {
            let length = value.words().chars().count();
            (length < least)
                .then(|| format!("Ensure this value has at least {least} characters (it has {length})."))
        })
    }

    /// Typed unseen, never shown again and never trimmed.
    pub fn password(mut self) -> Self {
        self.meta.is_secret = true;
        self.widget(Widget::Password)
    }
}
