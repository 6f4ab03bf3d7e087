//! What a form sent.

use std::collections::{HashMap, HashSet};

use url::form_urlencoded;

/// Values by the name of their input, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    values: HashMap<String, Vec<String>>,
    order: Vec<(String, String)>,
}

impl Posted {
    /// Reads a body of `application/x-www-form-urlencoded`.
    pub fn parse(body: &[u8]) -> Posted {
        let mut posted = Posted::default();
        for (name, value) in form_urlencoded::parse(body) {
            posted.push(name.into_owned(), value.into_owned());
        }
        posted
    }

    /// One more value.
    pub fn push(&mut self, name: String, value: String) {
        self.values.entry(name.clone()).or_default().push(value.clone());
        self.order.push((name, value));
    }

    /// Puts one value in the place of all others of this name.
    pub fn set(&mut self, name: &str, value: String) {
        self.values.insert(name.to_owned(), vec![value.clone()]);
        self.order.retain(|(known, _)| known != name);
        self.order.push((name.to_owned(), value));
    }

    /// Forgets every input whose name fulfils `is_gone`.
    pub fn forget(&mut self, is_gone: impl Fn(&str) -> bool) {
        self.values.retain(|name, _| !is_gone(name));
        self.order.retain(|(name, _)| !is_gone(name));
    }

    /// Puts nothing in the place of what these inputs sent.
    pub fn empty(&mut self, names: &HashSet<String>) {
        self.forget(|name| names.contains(name));
        for name in names {
            self.push(name.clone(), String::new());
        }
    }

    /// Every value of an input.
    pub fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// The last value of an input, as Django takes it; "" when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.all(name).last().map_or("", String::as_str)
    }

    /// Whether the input was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Whether a box is ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.has(name) && !matches!(self.get(name), "" | "0" | "false")
    }

    /// A number, if one was sent.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.get(name).trim().parse().ok()
    }

    /// A number of rows, at most `most`.
    pub fn count(&self, name: &str, most: usize) -> usize {
        self.get(name).trim().parse::<usize>().unwrap_or(0).min(most)
    }

    /// Everything, in the order in which it came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.order.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Keys that were sent as values of an input or, with commas between them, as one.
    pub fn keys(&self, name: &str) -> Vec<i64> {
        let mut keys: Vec<i64> = self
            .all(name)
            .iter()
            .flat_map(|value| value.split([',', ' ', '\n']))
            .filter_map(|part| part.trim().parse().ok())
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
