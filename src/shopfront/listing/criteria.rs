//! What a list was asked for: parsed from the query string, and written back into addresses.
//!
//! Nothing a visitor sends is an error: unknown parameters are ignored, words where numbers are
//! expected mean "not set", and a wrong page number means the first page.

use url::form_urlencoded;

use crate::platform::money::{Currency, Money};

/// Longest search text that is looked at, in characters.
const MAX_WORDS: usize = 200;
/// Tags beyond this many are ignored.
const MAX_TAGS: usize = 8;

/// The orders a list can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Best hit first; only with words.
    Relevance,
    /// Latest first.
    Newest,
    /// Cheapest first.
    PriceUp,
    /// Dearest first.
    PriceDown,
    /// A to Z.
    Title,
    /// Best rated first.
    Rating,
}

impl Sort {
    /// Every order with its parameter and its words.
    pub const ALL: [(Sort, &'static str, &'static str); 6] = [
        (Sort::Relevance, "relevance", "Best match"),
        (Sort::Newest, "newest", "Newest"),
        (Sort::PriceUp, "price", "Price: low to high"),
        (Sort::PriceDown, "-price", "Price: high to low"),
        (Sort::Title, "title", "Name: A to Z"),
        (Sort::Rating, "rating", "Best rated"),
    ];

    fn from_parameter(text: &str) -> Option<Sort> {
        Sort::ALL.iter().find(|(_, parameter, _)| *parameter == text).map(|(sort, ..)| *sort)
    }

    /// How it stands in an address.
    pub fn parameter(self) -> &'static str {
        Sort::ALL.iter().find(|(sort, ..)| *sort == self).map_or("newest", |(_, parameter, _)| parameter)
    }
}

/// Which part of the list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// The page with this number, from 1.
    Number(i64),
    /// What follows the product with this key.
    After(i64),
    /// What comes before it.
    Before(i64),
}

/// What a list was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criteria {
    /// Search text, trimmed; may be empty.
    pub words: String,
    /// Slug of a collection; with everything inside it.
    pub collection: Option<String>,
    /// Labels; all of them.
    pub tags: Vec<String>,
    /// Lowest price a shopper would pay now.
    pub min_price: Option<Money>,
    /// Highest price a shopper would pay now.
    pub max_price: Option<Money>,
    /// The price fields as typed, to be shown again.
    pub typed_prices: (String, String),
    /// What is wrong with them.
    pub price_error: Option<String>,
    /// Only what can be ordered now.
    pub in_stock: bool,
    /// The order.
    pub sort: Sort,
    /// Which part.
    pub position: Position,
}

impl Criteria {
    /// Reads a query string; `collection` is set by the address of a collection's page.
    pub fn parse(query: &str, currency: Currency) -> Criteria {
        let mut criteria = Criteria {
            words: String::new(),
            collection: None,
            tags: Vec::new(),
            min_price: None,
            max_price: None,
            typed_prices: Default::default(),
            price_error: None,
            in_stock: false,
            sort: Sort::Newest,
            position: Position::Number(1),
        };
        let mut sort = None;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            // PostgreSQL refuses the zero character in any text.
            let value = value.replace('\0', " ");
            let value = value.trim();
            match name.as_ref() {
                "q" => criteria.words = value.chars().take(MAX_WORDS).collect(),
                "collection" if !value.is_empty() => criteria.collection = Some(value.to_owned()),
                "tag"
                    if !value.is_empty()
                        && criteria.tags.len() < MAX_TAGS
                        && !criteria.tags.iter().any(|tag| tag == value) =>
                {
                    criteria.tags.push(value.to_owned());
                }
                "min_price" => criteria.typed_prices.0 = value.chars().take(40).collect(),
                "max_price" => criteria.typed_prices.1 = value.chars().take(40).collect(),
                "in_stock" => criteria.in_stock = matches!(value, "1" | "on" | "true"),
                "sort" => sort = Sort::from_parameter(value),
                "page" => criteria.position = Position::Number(page_number(value)),
                "after" => criteria.position = key(value).map_or(criteria.position, Position::After),
                "before" => criteria.position = key(value).map_or(criteria.position, Position::Before),
                _ => {}
            }
        }
        criteria.read_prices(currency);
        let default = if criteria.has_words() { Sort::Relevance } else { Sort::Newest };
        criteria.sort = match sort {
            Some(Sort::Relevance) | None => default,
            Some(chosen) => chosen,
        };
        criteria
    }

    fn read_prices(&mut self, currency: Currency) {
        let (low, high) = &self.typed_prices;
        let read = |typed: &str| match typed {
            "" => Ok(None),
            typed => currency.parse(typed).map(Some),
        };
        match (read(low), read(high)) {
            (Ok(low), Ok(high)) => {
                if low.zip(high).is_some_and(|(low, high)| low > high) {
                    self.price_error = Some("The lower price is above the higher one.".to_owned());
                }
                (self.min_price, self.max_price) = (low, high);
            }
            (low, high) => {
                let wrong = low.as_ref().err().or(high.as_ref().err()).map(ToString::to_string);
                self.price_error = wrong.map(|message| format!("{message}."));
                (self.min_price, self.max_price) = (low.ok().flatten(), high.ok().flatten());
            }
        }
    }

    /// Whether there is anything to search for.
    pub fn has_words(&self) -> bool {
        !crate::search::words::of_query(&self.words).is_empty()
    }

    /// Whether anything narrows the list, words included.
    pub fn is_narrowed(&self) -> bool {
        !self.words.is_empty()
            || self.collection.is_some()
            || !self.tags.is_empty()
            || self.min_price.is_some()
            || self.max_price.is_some()
            || self.in_stock
    }

    /// The same list from its first page.
    pub fn first_page(&self) -> Criteria {
        Criteria { position: Position::Number(1), ..self.clone() }
    }

    /// The query string of these criteria in a fixed order, defaults left out; empty or with `?`.
    pub fn query(&self) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        if !self.words.is_empty() {
            pairs.append_pair("q", &self.words);
        }
        if let Some(collection) = &self.collection {
            pairs.append_pair("collection", collection);
        }
        for tag in &self.tags {
            pairs.append_pair("tag", tag);
        }
        if self.min_price.is_some() {
            pairs.append_pair("min_price", &self.typed_prices.0);
        }
        if self.max_price.is_some() {
            pairs.append_pair("max_price", &self.typed_prices.1);
        }
        if self.in_stock {
            pairs.append_pair("in_stock", "1");
        }
        let default = if self.has_words() { Sort::Relevance } else { Sort::Newest };
        if self.sort != default {
            pairs.append_pair("sort", self.sort.parameter());
        }
        match self.position {
            Position::Number(1) => {}
            Position::Number(number) => {
                pairs.append_pair("page", &number.to_string());
            }
            Position::After(key) => {
                pairs.append_pair("after", &key.to_string());
            }
            Position::Before(key) => {
                pairs.append_pair("before", &key.to_string());
            }
        }
        match pairs.finish() {
            empty if empty.is_empty() => empty,
            query => format!("?{query}"),
        }
    }
}

/// A word gives 1; a number past any list is cut later.
fn page_number(text: &str) -> i64 {
    match text.parse::<i64>() {
        Ok(number) => number,
        Err(_) if text.len() > 15 && text.bytes().all(|byte| byte.is_ascii_digit()) => i64::MAX,
        Err(_) => 1,
    }
    .clamp(LAST, i64::MAX / 100)
}

/// Numbers below 1 mean the last page, as the peers' pagers do.
const LAST: i64 = 0;

fn key(text: &str) -> Option<i64> {
    text.parse().ok().filter(|key| *key > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> Criteria {
        Criteria::parse(query, Currency::from_code("USD").unwrap())
    }

    #[test]
    fn an_address_survives_parsing_and_writing() {
        let query = "?q=blue+mug&collection=mugs&tag=gift&tag=oak&min_price=5&max_price=20.50&in_stock=1&sort=-price&page=3";
        let criteria = parse(query.trim_start_matches('?'));
        assert_eq!(criteria.query(), query);
        assert_eq!(criteria.max_price, Some(Money(2050)));
    }

    #[test]
    fn defaults_and_unknown_parameters_leave_no_trace() {
        assert_eq!(parse("utm_source=x&page=1&sort=newest&q=&min_price=&in_stock=0").query(), "");
        assert_eq!(parse("q=mug&sort=relevance").query(), "?q=mug");
        assert_eq!(parse("sort=relevance").sort, Sort::Newest);
    }

    #[test]
    fn nonsense_is_never_an_error() {
        assert_eq!(parse("page=abc").position, Position::Number(1));
        assert_eq!(parse("page=1.5").position, Position::Number(1));
        assert_eq!(parse("page=-3").position, Position::Number(0));
        assert!(
            matches!(parse("page=99999999999999999999999").position, Position::Number(n) if n > 1_000_000)
        );
        assert_eq!(parse("after=x&before=-1").position, Position::Number(1));
        assert_eq!(parse("%FF%00=%FF&q=%00%FF").words, "\u{fffd}");
        assert!(parse("min_price=12,50").price_error.is_some());
        assert!(parse("min_price=30&max_price=20").price_error.is_some());
        assert_eq!(parse(&format!("q={}", "x".repeat(10_000))).words.len(), MAX_WORDS);
    }
}
