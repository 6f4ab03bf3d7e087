//! Which part of a list a page shows.

use url::form_urlencoded;

/// Products on a page.
pub const PER_PAGE: i64 = 20;

/// A page of a list, never beyond its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    number: i64,
    last: i64,
}

impl Place {
    /// From `?page=`: a word leads to the first page, too high a number to the last.
    pub fn of(query: &str, total: i64) -> Place {
        let last = ((total + PER_PAGE - 1) / PER_PAGE).max(1);
        let wanted = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "page")
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default();
        let is_number = !wanted.is_empty() && wanted.bytes().all(|byte| byte.is_ascii_digit());
        // A number that no integer holds is beyond the end as well.
        let number = if is_number { wanted.parse().unwrap_or(last) } else { 1 };
        Place { number: number.clamp(1, last), last }
    }

    /// How many come before it.
    pub fn offset(&self) -> i64 {
        (self.number - 1) * PER_PAGE
    }

    /// Its part of a whole list.
    pub fn slice(&self, all: &[i64]) -> Vec<i64> {
        let number = |count: i64| usize::try_from(count).unwrap_or(usize::MAX);
        all.iter().copied().skip(number(self.offset())).take(number(PER_PAGE)).collect()
    }

    /// The page before it.
    pub fn previous(&self, path: &str) -> Option<String> {
        (self.number > 1).then(|| format!("{path}?page={}", self.number - 1))
    }

    /// The page after it.
    pub fn next(&self, path: &str) -> Option<String> {
        (self.number < self.last).then(|| format!("{path}?page={}", self.number + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_numbers_lead_to_a_page_that_there_is() {
        for (query, expected) in [
            ("", 1),
            ("page=2", 2),
            ("page=3", 3),
            ("page=4", 3),
            ("page=99999999999999999999999", 3),
            ("page=0", 1),
            ("page=-1", 1),
            ("page=two", 1),
        ] {
            assert_eq!(Place::of(query, 41), Place { number: expected, last: 3 }, "{query}");
        }
        assert_eq!(Place::of("page=2", 0), Place { number: 1, last: 1 });
    }

    #[test]
    fn every_key_is_on_exactly_one_page() {
        let all: Vec<i64> = (0..45).collect();
        let pages: Vec<i64> =
            (1..=3).flat_map(|number| Place::of(&format!("page={number}"), 45).slice(&all)).collect();
        assert_eq!(pages, all);
    }
}
