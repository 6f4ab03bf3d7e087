//! The choices beside a list, each with the number of products it gives.
//!
//! Numbers are said only where they are exact: counted over the list's keys when it is at most
//! [`EXACT`](super::EXACT) products long, or kept ones when nothing narrows the list.

use std::collections::HashMap;

use diesel::QueryResult;

use super::criteria::{Criteria, Sort};
use super::{Listing, Total};
use crate::catalog::collections::with_descendants;
use crate::catalog::models::Collection;
use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::platform::settings::ShopSettings;
use crate::platform::text::grouped;
use crate::shopfront::counts::{BAND_EDGES, list_top_tags};
use crate::shopfront::labels::Labels;
use crate::shopfront::views::{Chip, Choice, Facet};

/// Tags offered beside a list.
const MAX_TAGS: usize = 16;

/// Everything beside a list.
pub struct Facets {
    /// Orders.
    pub sorts: Vec<Choice>,
    /// The collections one step further in.
    pub collections: Facet,
    /// Tags that narrow the list further.
    pub tags: Facet,
    /// Price bands, as links.
    pub price_bands: Facet,
    /// "In stock".
    pub in_stock: Choice,
    /// What is on.
    pub chips: Vec<Chip>,
}

/// What the choices are made from.
pub struct Beside<'a> {
    /// What was asked for.
    pub criteria: &'a Criteria,
    /// What was found.
    pub listing: &'a Listing,
    /// Every collection.
    pub collections: &'a [Collection],
    /// Currency of the price bands.
    pub settings: &'a ShopSettings,
    /// The address of the list with other criteria.
    pub address: &'a dyn Fn(&Criteria) -> String,
    /// Whether the page is that of the collection, which then is no filter to take off.
    pub on_own_page: bool,
}

impl Beside<'_> {
    /// Builds them; at most two statements, for the tags.
    pub fn build(&self, conn: &mut Conn, labels: Option<Labels>) -> QueryResult<Facets> {
        Ok(Facets {
            sorts: self.sorts(),
            collections: self.collections(),
            tags: match labels {
                Some(labels) => self.tags(conn, labels)?,
                None => Facet::default(),
            },
            price_bands: self.price_bands(),
            in_stock: self.in_stock(),
            chips: self.chips(),
        })
    }

    fn href(&self, criteria: &Criteria) -> String {
        (self.address)(&criteria.first_page())
    }

    fn sorts(&self) -> Vec<Choice> {
        Sort::ALL
            .iter()
            .filter(|(sort, ..)| *sort != Sort::Relevance || self.criteria.has_words())
            .map(|(sort, parameter, label)| Choice {
                value: (*parameter).to_owned(),
                label: (*label).to_owned(),
                selected: *sort == self.criteria.sort,
                ..Choice::default()
            })
            .collect()
    }

    /// Exact when the list is short; kept when nothing narrows it; otherwise not said.
    fn number(&self, among: impl Fn(&super::keys::Key) -> bool, kept: Option<i64>) -> Option<i64> {
        match &self.listing.whole {
            Some(keys) => i64::try_from(keys.iter().filter(|key| among(key)).count()).ok(),
            None => kept,
        }
    }

    fn unfiltered(&self) -> bool {
        !self.criteria.is_narrowed()
    }

    fn collections(&self) -> Facet {
        let chosen = self
            .criteria
            .collection
            .as_ref()
            .and_then(|slug| self.collections.iter().find(|collection| collection.slug == *slug));
        let only_collection = Criteria { collection: None, ..self.criteria.clone() };
        let mut choices = vec![Choice {
            label: "All collections".to_owned(),
            selected: chosen.is_none(),
            ..Choice::default()
        }];
        if let Some(chosen) = chosen {
            choices.push(Choice {
                value: chosen.slug.clone(),
                label: chosen.title.clone(),
                count: match self.listing.total {
                    Total::Exactly(count) => Some(grouped(count)),
                    Total::More => None,
                },
                selected: true,
                href: None,
            });
        }
        let parent = chosen.map(|collection| collection.id);
        for child in self.collections.iter().filter(|collection| collection.parent_id == parent) {
            let inside = with_descendants(self.collections, child.id);
            let kept = (!only_collection.is_narrowed()).then(|| self.listing.counts.in_collections(&inside));
            let count = self.number(|key| inside.contains(&key.collection_id), kept);
            if count != Some(0) {
                choices.push(Choice {
                    value: child.slug.clone(),
                    label: child.title.clone(),
                    count: count.map(grouped),
                    selected: false,
                    href: None,
                });
            }
        }
        if choices.len() < 2 {
            choices.clear();
        }
        Facet { name: "collection", many: false, choices }
    }

    fn tags(&self, conn: &mut Conn, labels: Labels) -> QueryResult<Facet> {
        let mut counted = match &self.listing.whole {
            Some(keys) => {
                let ids: Vec<i64> = keys.iter().map(|key| key.id).collect();
                (labels.counts_among)(conn, &ids)?
            }
            None => list_top_tags(conn, i64::try_from(MAX_TAGS).unwrap_or_default())?,
        };
        counted.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        counted.truncate(MAX_TAGS);
        let numbers: HashMap<i64, i64> = counted.iter().copied().collect();
        let mut ids: Vec<i64> = counted.into_iter().map(|(id, _)| id).collect();
        ids.extend(self.listing.tags.iter().map(|tag| tag.id).filter(|id| !numbers.contains_key(id)));
        let say = self.listing.whole.is_some() || self.unfiltered();
        let choices = (labels.by_ids)(conn, &ids)?
            .into_iter()
            .map(|tag| Choice {
                count: numbers.get(&tag.id).filter(|_| say).map(|count| grouped(*count)),
                selected: self.listing.tags.iter().any(|on| on.id == tag.id),
                value: tag.label.clone(),
                label: tag.label,
                href: None,
            })
            .collect();
        Ok(Facet { name: "tag", many: true, choices })
    }

    fn price_bands(&self) -> Facet {
        let edges = BAND_EDGES.map(Some);
        let lows = std::iter::once(None).chain(edges);
        let highs = edges.into_iter().chain(std::iter::once(None));
        let choices = lows
            .zip(highs)
            .enumerate()
            .filter_map(|(band, (low, high))| self.price_band(band, low, high))
            .collect();
        Facet { name: "price", many: false, choices }
    }

    fn price_band(&self, band: usize, low: Option<Money>, high: Option<Money>) -> Option<Choice> {
        // The bands of the kept numbers end just below the next one's beginning.
        let top = high.map(|edge| Money(edge.0 - 1));
        let inside = |price: Money| low.is_none_or(|low| price >= low) && top.is_none_or(|top| price <= top);
        let kept = self.listing.counts.by_band.get(band).copied().filter(|_| self.unfiltered());
        let count = self.number(|key| inside(key.current_price), kept);
        let selected = self.criteria.min_price == low
            && self.criteria.max_price == top
            && (low.is_some() || top.is_some());
        if count == Some(0) && !selected {
            return None;
        }
        let price = |amount: Money| self.settings.price(amount).to_string();
        let plain = |amount: Option<Money>| {
            amount.map(|amount| self.settings.price(amount).plain()).unwrap_or_default()
        };
        let label = match (low, high) {
            (None, Some(high)) => format!("Under {}", price(high)),
            (Some(low), Some(high)) => format!("{} to {}", price(low), price(high)),
            (Some(low), None) => format!("{} and more", price(low)),
            (None, None) => return None,
        };
        let criteria = Criteria {
            min_price: low,
            max_price: top,
            typed_prices: (plain(low), plain(top)),
            ..self.criteria.clone()
        };
        Some(Choice {
            value: String::new(),
            label,
            count: count.map(grouped),
            selected,
            href: Some(self.href(&criteria)),
        })
    }

    fn in_stock(&self) -> Choice {
        let kept = self.unfiltered().then_some(self.listing.counts.available);
        Choice {
            value: "1".to_owned(),
            label: "In stock".to_owned(),
            count: self.number(|key| key.is_available, kept).map(grouped),
            selected: self.criteria.in_stock,
            href: None,
        }
    }

    fn chips(&self) -> Vec<Chip> {
        let on = self.criteria;
        let mut chips = Vec::new();
        let mut add = |label: String, without: Criteria| {
            chips.push(Chip {
                remove_label: format!("Remove filter: {label}"),
                remove_href: self.href(&without),
                label,
            });
        };
        if !on.words.is_empty() {
            add(
                format!("“{}”", on.words),
                Criteria { words: String::new(), sort: self.sort_without_words(), ..on.clone() },
            );
        }
        if let Some(slug) = on.collection.as_ref().filter(|_| !self.on_own_page) {
            let title = self.collections.iter().find(|c| c.slug == *slug).map_or(slug, |c| &c.title);
            add(title.clone(), Criteria { collection: None, ..on.clone() });
        }
        for tag in &on.tags {
            let rest = on.tags.iter().filter(|other| *other != tag).cloned().collect();
            add(tag.clone(), Criteria { tags: rest, ..on.clone() });
        }
        let price = |amount: Money| self.settings.price(amount);
        let range = match (on.min_price, on.max_price) {
            (None, None) => None,
            (Some(low), None) => Some(format!("From {}", price(low))),
            (None, Some(high)) => Some(format!("Up to {}", price(high))),
            (Some(low), Some(high)) => Some(format!("{} to {}", price(low), price(high))),
        };
        if let Some(label) = range {
            add(
                label,
                Criteria { min_price: None, max_price: None, typed_prices: Default::default(), ..on.clone() },
            );
        }
        if on.in_stock {
            add("In stock".to_owned(), Criteria { in_stock: false, ..on.clone() });
        }
        chips
    }

    fn sort_without_words(&self) -> Sort {
        match self.criteria.sort {
            Sort::Relevance => Sort::Newest,
            sort => sort,
        }
    }
}
