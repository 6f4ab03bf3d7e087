//! What the address of a list asks for, and addresses that ask for something else.

use url::form_urlencoded;

/// Parameters of a list's address, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    params: Vec<(String, String)>,
}

/// Parameters that are no filters.
const RESERVED: [&str; 10] =
    ["q", "o", "p", "all", "e", "_facets", "_popup", "_pick", "_to_field", "_changelist_filters"];

impl Asked {
    /// Reads a query string.
    pub fn parse(query: &str) -> Asked {
        let params = form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .filter(|(name, _)| !name.is_empty())
            .take(200)
            .collect();
        Asked { params }
    }

    /// The first value of a parameter; "" when it is missing.
    pub fn get(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Every value of a parameter.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.params.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether a parameter is there at all.
    pub fn has(&self, name: &str) -> bool {
        self.params.iter().any(|(known, _)| known == name)
    }

    /// Whether exactly this is there.
    pub fn has_value(&self, name: &str, value: &str) -> bool {
        self.params.iter().any(|(known, set)| known == name && set == value)
    }

    /// Names and values that a filter must know.
    pub fn filters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.params
            .iter()
            .filter(|(name, _)| !RESERVED.contains(&name.as_str()))
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Everything.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.params.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same with one value for a parameter; "" takes it away.
    pub fn with(&self, name: &str, value: &str) -> Asked {
        let mut other = self.without(&[name]);
        if !value.is_empty() {
            other.params.push((name.to_owned(), value.to_owned()));
        }
        other
    }

    /// The same with one more value for a parameter.
    pub fn and(&self, name: &str, value: &str) -> Asked {
        let mut other = self.clone();
        other.params.push((name.to_owned(), value.to_owned()));
        other
    }

    /// The same without these parameters.
    pub fn without(&self, names: &[&str]) -> Asked {
        let keep = |(name, _): &&(String, String)| !names.contains(&name.as_str());
        Asked { params: self.params.iter().filter(keep).cloned().collect() }
    }

    /// The same without one value of a parameter.
    pub fn without_value(&self, name: &str, value: &str) -> Asked {
        let keep = |(known, set): &&(String, String)| known != name || set != value;
        Asked { params: self.params.iter().filter(keep).cloned().collect() }
    }

    /// The same on its first page and without what was only for this answer.
    pub fn from_start(&self) -> Asked {
        self.without(&["p", "e", "all"])
    }

    /// `?q=mug&p=2`; `?` when nothing is asked for, which leads to the bare list.
    pub fn query(&self) -> String {
        let mut text = form_urlencoded::Serializer::new(String::from("?"));
        for (name, value) in &self.params {
            text.append_pair(name, value);
        }
        let text = text.finish();
        text.replacen("?&", "?", 1)
    }

    /// What a form's way back to the list carries: `q=mug&p=2`; "" when nothing was asked for.
    pub fn kept(&self) -> String {
        self.without(&["e", "_popup", "_pick"]).query().trim_start_matches('?').to_owned()
    }

    /// The page, from 1.
    pub fn page(&self) -> i64 {
        self.get("p").parse().unwrap_or(1).max(1)
    }

    /// `1.-2` as positions from 0 and whether each is descending; what is no number is left out.
    pub fn order(&self) -> Vec<(usize, bool)> {
        let mut order: Vec<(usize, bool)> = Vec::new();
        for part in self.get("o").split('.') {
            let (digits, descending) = part.strip_prefix('-').map_or((part, false), |digits| (digits, true));
            let position = digits.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            match position {
                Some(position) if order.iter().all(|(known, _)| *known != position) => {
                    order.push((position, descending));
                }
                _ => {}
            }
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_everything_but_what_is_changed() {
        let asked = Asked::parse("?q=a+b&p=3&x=1&x=2".trim_start_matches('?'));
        assert_eq!(asked.with("q", "c&d").query(), "?p=3&x=1&x=2&q=c%26d");
        assert_eq!(asked.without_value("x", "1").from_start().query(), "?q=a+b&x=2");
        assert_eq!(Asked::default().query(), "?");
        assert_eq!(asked.filters().collect::<Vec<_>>(), [("x", "1"), ("x", "2")]);
    }

    #[test]
    fn an_order_of_columns_is_read_and_nonsense_left_out() {
        assert_eq!(Asked::parse("o=1.-3").order(), [(0, false), (2, true)]);
        assert_eq!(Asked::parse("o=0.-.x.1.1.-1").order(), [(0, false)]);
        assert_eq!(Asked::parse("o=-2'; DROP").order(), []);
    }
}
