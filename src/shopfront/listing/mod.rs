//! Lists of products: what was asked for, which products that gives, and the choices beside them.
//!
//! A list that matches at most [`EXACT`] products is read whole (keys only) and sorted, counted and
//! paged in memory, so every number beside it is exact. A longer one is paged by an index; its
//! total comes from the kept counts where one filter is on and is "1,000+" otherwise. No list ever
//! sorts, walks or counts the whole table.

pub mod criteria;
pub mod facets;
pub mod keys;
pub mod matching;
pub mod paging;

use diesel::QueryResult;

use self::criteria::{Criteria, Position, Sort};
use self::keys::Key;
use self::matching::Filter;
use self::paging::Slice;
use super::counts::{Counts, count_with_tag};
use super::labels::Labels;
use crate::catalog::PRODUCT;
use crate::catalog::collections::with_descendants;
use crate::catalog::models::Collection;
use crate::platform::db::Conn;
use crate::search;
use crate::tags::queries::Tag;

/// Products on a page.
pub const PER_PAGE: i64 = 20;
/// Lists up to this long are counted exactly whatever filters are on.
pub const EXACT: i64 = 1_000;
/// Hits of a word search that are looked at: enough that filters still leave something.
const MAX_HITS: i64 = 5_000;

/// How many products match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// Exactly so many.
    Exactly(i64),
    /// More than [`EXACT`]; not counted further.
    More,
}

/// A page of a list with all that stands beside it.
#[derive(Debug)]
pub struct Listing {
    /// Keys of the products on this page, in order.
    pub ids: Vec<i64>,
    /// How many match.
    pub total: Total,
    /// Which page this is and what lies around it.
    pub place: paging::Place,
    /// Keys of everything that matches, when that is at most [`EXACT`] products.
    pub whole: Option<Vec<Key>>,
    /// The words that were searched instead of those typed.
    pub corrected: Option<String>,
    /// The tags that are on.
    pub tags: Vec<Tag>,
    /// Kept numbers.
    pub counts: Counts,
}

/// Finds the page that `criteria` ask for.
pub fn find(
    conn: &mut Conn,
    criteria: &Criteria,
    collections: &[Collection],
    labels: Option<Labels>,
) -> QueryResult<Listing> {
    let counts = Counts::load(conn)?;
    let tags = match labels {
        Some(labels) if !criteria.tags.is_empty() => (labels.by_labels)(conn, &criteria.tags)?,
        _ => Vec::new(),
    };
    let mut filter = resolve(criteria, collections, &tags);
    let mut listing = Listing {
        ids: Vec::new(),
        total: Total::Exactly(0),
        place: paging::Place::default(),
        whole: None,
        corrected: None,
        tags,
        counts,
    };
    if filter.nothing {
        listing.whole = Some(Vec::new());
        return Ok(listing);
    }
    if criteria.has_words() {
        return find_words(conn, criteria, &filter, listing);
    }
    filter.sparse = expected(conn, &filter, &listing.counts)?.is_some_and(|count| count <= MAX_HITS);
    let kept = kept_total(conn, &filter, &listing.counts)?;
    if !filter.is_empty() && kept.is_none_or(|total| total <= EXACT) {
        // A price range is gathered along the index of prices, whatever the order asked for.
        let gathered = if filter.has_price() { Sort::PriceUp } else { criteria.sort };
        let mut keys = keys::list(conn, &filter, gathered, EXACT + 1)?;
        if i64::try_from(keys.len()).unwrap_or(i64::MAX) <= EXACT {
            keys::sort(&mut keys, criteria.sort, &[]);
            return Ok(in_memory(criteria, keys, listing));
        }
        filter.wide_price = !matches!(criteria.sort, Sort::PriceUp | Sort::PriceDown);
    }
    listing.total = kept.map_or(Total::More, Total::Exactly);
    let Slice { ids, place } = paging::slice(conn, &filter, criteria, listing.total)?;
    listing.ids = ids;
    listing.place = place;
    Ok(listing)
}

/// Filters by key; unknown collections and tags match nothing.
fn resolve(criteria: &Criteria, collections: &[Collection], tags: &[Tag]) -> Filter {
    let mut filter = Filter {
        min_price: criteria.min_price,
        max_price: criteria.max_price,
        available: criteria.in_stock,
        tags: tags.iter().map(|tag| tag.id).collect(),
        ..Filter::default()
    };
    if let Some(slug) = &criteria.collection {
        match collections.iter().find(|collection| collection.slug == *slug) {
            Some(collection) => filter.collections = Some(with_descendants(collections, collection.id)),
            None => filter.nothing = true,
        }
    }
    if tags.len() < criteria.tags.len() {
        filter.nothing = true;
    }
    filter
}

/// The kept number, if exactly one filter is on and it has one.
fn kept_total(conn: &mut Conn, filter: &Filter, counts: &Counts) -> QueryResult<Option<i64>> {
    Ok(match (&filter.collections, filter.tags.as_slice(), filter.available, filter.has_price()) {
        (None, [], false, false) => Some(counts.all),
        (Some(ids), [], false, false) => Some(counts.in_collections(ids)),
        (None, [], true, false) => Some(counts.available),
        (None, [tag], false, false) => Some(count_with_tag(conn, *tag)?),
        _ => None,
    })
}

/// An upper bound of what matches, from the kept numbers.
fn expected(conn: &mut Conn, filter: &Filter, counts: &Counts) -> QueryResult<Option<i64>> {
    let by_collection = filter.collections.as_ref().map(|ids| counts.in_collections(ids));
    let by_tag = match filter.tags.first() {
        Some(tag) => Some(count_with_tag(conn, *tag)?),
        None => None,
    };
    Ok(by_collection.into_iter().chain(by_tag).min())
}

fn find_words(
    conn: &mut Conn,
    criteria: &Criteria,
    filter: &Filter,
    mut listing: Listing,
) -> QueryResult<Listing> {
    let hits = search::find::find(conn, PRODUCT, &criteria.words, MAX_HITS)?;
    listing.corrected = hits.corrected;
    let ids: Vec<i64> = hits.scores.iter().map(|(id, _)| *id).collect();
    let mut keys = keys::list_among(conn, filter, &ids)?;
    keys::sort(&mut keys, criteria.sort, &hits.scores);
    Ok(in_memory(criteria, keys, listing))
}

/// Counts and pages a list whose keys are all known.
fn in_memory(criteria: &Criteria, keys: Vec<Key>, mut listing: Listing) -> Listing {
    let count = i64::try_from(keys.len()).unwrap_or(i64::MAX);
    let wanted = match criteria.position {
        Position::Number(number) => number,
        // Long lists hand these out; this one has become short.
        Position::After(_) | Position::Before(_) => 1,
    };
    let page = wanted.clamp(1, paging::last_page(count));
    let first = usize::try_from((page - 1) * PER_PAGE).unwrap_or_default();
    listing.ids = keys
        .iter()
        .skip(first)
        .take(usize::try_from(PER_PAGE).unwrap_or_default())
        .map(|key| key.id)
        .collect();
    listing.place = paging::Place::numbered(page, paging::last_page(count));
    if count <= EXACT {
        listing.total = Total::Exactly(count);
        listing.whole = Some(keys);
    } else {
        listing.total = Total::More;
    }
    listing
}
