//! Pages of long lists: by number near both ends, by key between them.
//!
//! Page numbers count to [`NUMBERED`] from the front and from the back. A number in between would
//! have to walk there, so it answers with page [`NUMBERED`], and "next" goes on by key from there.

use diesel::prelude::*;

use super::criteria::{Criteria, Position, Sort};
use super::keys::{Key, ordered};
use super::matching::Filter;
use super::{EXACT, PER_PAGE, Total};
use crate::platform::db::Conn;
use crate::schema::products;

/// Pages that can be reached by number from either end.
pub const NUMBERED: i64 = 500;

/// Where in the list a page is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Its number, if known.
    pub number: Option<i64>,
    /// The last page's number, if known.
    pub last: Option<i64>,
    /// How "previous" is asked for.
    pub previous: Option<Position>,
    /// How "next" is asked for.
    pub next: Option<Position>,
    /// The page asked for lies in the gap; the answer should lead to this one.
    pub instead: Option<i64>,
}

impl Place {
    /// A page of a list all of whose pages have numbers.
    pub fn numbered(number: i64, last: i64) -> Place {
        Place {
            number: Some(number),
            last: Some(last),
            previous: (number > 1).then_some(Position::Number(number - 1)),
            next: (number < last).then_some(Position::Number(number + 1)),
            instead: None,
        }
    }
}

/// A page of keys.
pub struct Slice {
    /// In order.
    pub ids: Vec<i64>,
    /// Where it is.
    pub place: Place,
}

/// The number of the last page; an empty list has one page.
pub fn last_page(count: i64) -> i64 {
    ((count + PER_PAGE - 1) / PER_PAGE).max(1)
}

/// Reads the page that `criteria` ask for through an index.
pub fn slice(conn: &mut Conn, filter: &Filter, criteria: &Criteria, total: Total) -> QueryResult<Slice> {
    match (criteria.position, total) {
        (Position::Number(number), Total::Exactly(count)) => {
            numbered(conn, filter, criteria.sort, number, count)
        }
        (Position::Number(number), Total::More) => open_ended(conn, filter, criteria.sort, number),
        (Position::After(key), total) => by_key(conn, filter, criteria.sort, key, false, total),
        (Position::Before(key), total) => by_key(conn, filter, criteria.sort, key, true, total),
    }
}

fn numbered(conn: &mut Conn, filter: &Filter, sort: Sort, wanted: i64, count: i64) -> QueryResult<Slice> {
    let last = last_page(count);
    let number = if wanted < 1 { last } else { wanted.min(last) };
    let from_the_end = last - number;
    let mut place = Place::numbered(number, last);
    let mut ids = if number <= NUMBERED {
        list_ids(conn, filter, sort, false, (number - 1) * PER_PAGE, PER_PAGE)?
    } else if from_the_end < NUMBERED {
        let on_last = count - (last - 1) * PER_PAGE;
        let (offset, limit) = match from_the_end {
            0 => (0, on_last),
            pages => (on_last + (pages - 1) * PER_PAGE, PER_PAGE),
        };
        let mut ids = list_ids(conn, filter, sort, true, offset, limit)?;
        ids.reverse();
        ids
    } else {
        place.instead = Some(NUMBERED);
        Vec::new()
    };
    ids.truncate(usize::try_from(PER_PAGE).unwrap_or_default());
    if number == NUMBERED && from_the_end > NUMBERED {
        place.next = ids.last().copied().map(Position::After);
    }
    if from_the_end == NUMBERED - 1 && number > NUMBERED + 1 {
        place.previous = ids.first().copied().map(Position::Before);
    }
    Ok(Slice { ids, place })
}

/// A list that was not counted to its end.
fn open_ended(conn: &mut Conn, filter: &Filter, sort: Sort, wanted: i64) -> QueryResult<Slice> {
    let mut number = wanted.clamp(1, NUMBERED);
    let mut ids = list_ids(conn, filter, sort, false, (number - 1) * PER_PAGE, PER_PAGE + 1)?;
    if ids.is_empty() || wanted < 1 {
        // Beyond the end: count as far as numbers go, and show the last page there is.
        let far = list_ids(conn, filter, sort, false, EXACT, NUMBERED * PER_PAGE - EXACT)?;
        let count = EXACT + i64::try_from(far.len()).unwrap_or_default();
        number = last_page(count).min(NUMBERED);
        ids = list_ids(conn, filter, sort, false, (number - 1) * PER_PAGE, PER_PAGE + 1)?;
    }
    let more = i64::try_from(ids.len()).unwrap_or_default() > PER_PAGE;
    ids.truncate(usize::try_from(PER_PAGE).unwrap_or_default());
    let next = if number < NUMBERED {
        Position::Number(number + 1)
    } else {
        Position::After(ids.last().copied().unwrap_or_default())
    };
    let place = Place {
        number: Some(number),
        last: None,
        previous: (number > 1).then_some(Position::Number(number - 1)),
        next: more.then_some(next),
        instead: None,
    };
    Ok(Slice { ids, place })
}

fn by_key(
    conn: &mut Conn,
    filter: &Filter,
    sort: Sort,
    key: i64,
    backwards: bool,
    total: Total,
) -> QueryResult<Slice> {
    let anchor: Option<Key> = products::table.find(key).select(Key::as_select()).first(conn).optional()?;
    let Some(anchor) = anchor else {
        // The product is gone; the list starts again.
        return match total {
            Total::Exactly(count) => numbered(conn, filter, sort, 1, count),
            Total::More => open_ended(conn, filter, sort, 1),
        };
    };
    let query = beyond(ordered(filter.query(), sort, backwards), sort, &anchor, backwards);
    let mut ids: Vec<i64> = query.limit(PER_PAGE + 1).select(products::id).load(conn)?;
    let more = i64::try_from(ids.len()).unwrap_or_default() > PER_PAGE;
    ids.truncate(usize::try_from(PER_PAGE).unwrap_or_default());
    if backwards {
        ids.reverse();
    }
    let (more_before, more_after) = if backwards { (more, true) } else { (true, more) };
    let place = Place {
        number: None,
        last: match total {
            Total::Exactly(count) => Some(last_page(count)),
            Total::More => None,
        },
        previous: ids.first().filter(|_| more_before).copied().map(Position::Before),
        next: ids.last().filter(|_| more_after).copied().map(Position::After),
        instead: None,
    };
    Ok(Slice { ids, place })
}

/// Only what comes after `anchor` in the order (before it, when walking backwards).
///
/// The first comparison bounds the walk along the index, the second one breaks ties.
fn beyond<'a>(
    query: super::matching::Products<'a>,
    sort: Sort,
    anchor: &Key,
    backwards: bool,
) -> super::matching::Products<'a> {
    use products::{created_at, current_price, id, rating_average, rating_count, title_key};
    let descending = matches!(sort, Sort::Newest | Sort::Relevance | Sort::PriceDown | Sort::Rating);
    let downwards = descending != backwards;
    let key = anchor.id;
    match sort {
        Sort::Newest | Sort::Relevance if downwards => query
            .filter(created_at.le(anchor.created_at))
            .filter(created_at.lt(anchor.created_at).or(id.lt(key))),
        Sort::Newest | Sort::Relevance => query
            .filter(created_at.ge(anchor.created_at))
            .filter(created_at.gt(anchor.created_at).or(id.gt(key))),
        Sort::PriceUp | Sort::PriceDown if downwards => query
            .filter(current_price.le(anchor.current_price))
            .filter(current_price.lt(anchor.current_price).or(id.lt(key))),
        Sort::PriceUp | Sort::PriceDown => query
            .filter(current_price.ge(anchor.current_price))
            .filter(current_price.gt(anchor.current_price).or(id.gt(key))),
        Sort::Title if downwards => query
            .filter(title_key.le(anchor.title_key.clone()))
            .filter(title_key.lt(anchor.title_key.clone()).or(id.lt(key))),
        Sort::Title => query
            .filter(title_key.ge(anchor.title_key.clone()))
            .filter(title_key.gt(anchor.title_key.clone()).or(id.gt(key))),
        Sort::Rating if downwards => query.filter(rating_average.le(anchor.rating_average)).filter(
            rating_average.lt(anchor.rating_average).or(rating_count
                .lt(anchor.rating_count)
                .or(rating_count.eq(anchor.rating_count).and(id.lt(key)))),
        ),
        Sort::Rating => query.filter(rating_average.ge(anchor.rating_average)).filter(
            rating_average.gt(anchor.rating_average).or(rating_count
                .gt(anchor.rating_count)
                .or(rating_count.eq(anchor.rating_count).and(id.gt(key)))),
        ),
    }
}

/// Keys only, so that the walk to the offset stays in the index.
fn list_ids(
    conn: &mut Conn,
    filter: &Filter,
    sort: Sort,
    backwards: bool,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<i64>> {
    ordered(filter.query(), sort, backwards).offset(offset).limit(limit).select(products::id).load(conn)
}
