//! Countries and territories by ISO 3166-1, under the names that shoppers look for.

use std::sync::LazyLock;

use super::text::fold;

/// A country or territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// English short name.
    pub name: &'static str,
}

/// A country in a select.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountryChoice {
    /// Its code.
    pub value: &'static str,
    /// Its name.
    pub label: &'static str,
    /// Whether it is chosen.
    pub selected: bool,
}

static ALL: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let named = |country: &rust_iso3166::CountryCode| Country {
        code: country.alpha2,
        name: short_name(country.alpha2, country.name),
    };
    let mut all: Vec<Country> = rust_iso3166::ALL.iter().map(named).collect();
    all.sort_by_cached_key(|country| fold(country.name));
    all
});

/// Where the postal union knows of no postal codes.
const WITHOUT_POSTAL_CODES: &[&str] = &[
    "AE", "AG", "AO", "AW", "BF", "BI", "BJ", "BO", "BS", "BW", "BZ", "CD", "CF", "CG", "CI", "CK", "CM",
    "CW", "DJ", "DM", "ER", "FJ", "GA", "GD", "GH", "GM", "GN", "GQ", "GY", "HK", "JM", "KI", "KM", "KN",
    "KP", "LY", "ML", "MO", "MR", "MW", "NR", "NU", "QA", "RW", "SB", "SC", "SL", "SO", "SR", "ST", "SX",
    "SY", "TD", "TG", "TK", "TO", "TV", "UG", "VU", "WS", "YE", "ZW",
];

/// Every country, by name.
pub fn all() -> &'static [Country] {
    &ALL
}

/// Every country for a select, by name; the one with the code `selected` is chosen.
pub fn choices(selected: &str) -> Vec<CountryChoice> {
    all()
        .iter()
        .map(|country| CountryChoice {
            value: country.code,
            label: country.name,
            selected: country.code == selected,
        })
        .collect()
}

/// The name of the country with this code.
pub fn name(code: &str) -> Option<&'static str> {
    ALL.iter().find(|country| country.code == code).map(|country| country.name)
}

/// Whether addresses in this country carry a postal code.
pub fn has_postal_codes(code: &str) -> bool {
    !WITHOUT_POSTAL_CODES.contains(&code)
}

/// "Bolivia (Plurinational State of)" is looked for as "Bolivia"; what stands in brackets stays
/// where it tells two countries apart.
fn short_name(code: &str, name: &'static str) -> &'static str {
    if code == "GB" {
        return "United Kingdom";
    }
    let Some((head, _)) = name.split_once(" (").filter(|_| name.ends_with(')')) else { return name };
    let namesakes = rust_iso3166::ALL.iter().filter(|other| other.name.starts_with(head)).count();
    if namesakes > 1 { name } else { head }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_name_of_its_own_in_order() {
        assert_eq!(all().len(), 249);
        let mut names: Vec<&str> = all().iter().map(|country| country.name).collect();
        assert!(names.is_sorted_by_key(|name| fold(name)));
        names.dedup();
        assert_eq!(names.len(), 249, "no two are called the same");
    }

    #[test]
    fn names_are_those_that_shoppers_look_for() {
        assert_eq!(name("DE"), Some("Germany"));
        assert_eq!(name("BO"), Some("Bolivia"));
        assert_eq!(name("GB"), Some("United Kingdom"));
        assert_eq!(name("KR"), Some("Korea (Republic of)"));
        assert_eq!((name("de"), name("XX"), name("")), (None, None, None));
        assert!(WITHOUT_POSTAL_CODES.iter().all(|code| name(code).is_some()));
    }
}
