//! Products like this one: those that share most tags, then the newest.

use std::collections::HashMap;

use diesel::prelude::*;

use super::labels::Labels;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, among};
use crate::schema::products;

/// How many are shown.
const SHOWN: usize = 4;
/// Of each tag the newest products are looked at; a tag on half of the catalogue says little.
const PER_TAG: i64 = 100;
/// Products whose dates are read; newer ones have higher keys, so few are enough.
const CANDIDATES: usize = 40;
/// Tags beyond this many are not looked at.
const MAX_TAGS: usize = 12;

/// Keys of related products, best first; filled up with the newest of the same collection.
pub fn list_related(
    conn: &mut Conn,
    labels: Option<Labels>,
    product_id: i64,
    collection_id: i64,
    tag_ids: &[i64],
) -> QueryResult<Vec<i64>> {
    let mut shared: HashMap<i64, usize> = HashMap::new();
    if let Some(labels) = labels {
        let tags: Vec<i64> = tag_ids.iter().copied().take(MAX_TAGS).collect();
        for id in (labels.sharing)(conn, &tags, PER_TAG)? {
            *shared.entry(id).or_default() += 1;
        }
    }
    shared.remove(&product_id);
    let most = shared.values().copied().max().unwrap_or_default();
    // Products that share few tags are only asked for when too few share more.
    let mut enough = most;
    while enough > 1 && shared.values().filter(|count| **count >= enough).count() < SHOWN * 4 {
        enough -= 1;
    }
    let mut candidates: Vec<i64> =
        shared.iter().filter(|(_, count)| **count >= enough).map(|(id, _)| *id).collect();
    candidates.sort_unstable_by(|a, b| b.cmp(a));
    candidates.truncate(CANDIDATES);
    let mut found: Vec<(i64, Time)> = products::table
        .filter(among(products::id, &candidates))
        .filter(products::is_published)
        .select((products::id, products::created_at))
        .load(conn)?;
    found.sort_by_key(|(id, created_at)| {
        std::cmp::Reverse((shared.get(id).copied().unwrap_or_default(), *created_at, *id))
    });
    let mut related: Vec<i64> = found.into_iter().map(|(id, _)| id).take(SHOWN).collect();
    let newest: Vec<i64> = products::table
        .filter(products::is_published)
        .filter(products::collection_id.eq(collection_id))
        .order((products::created_at.desc(), products::id.desc()))
        .limit(i64::try_from(SHOWN * 2 + 1).unwrap_or(9))
        .select(products::id)
        .load(conn)?;
    for id in newest {
        if related.len() < SHOWN && id != product_id && !related.contains(&id) {
            related.push(id);
        }
    }
    Ok(related)
}
