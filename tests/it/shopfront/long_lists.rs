//! Lists too long to be read whole: numbers near both ends, keys between, nothing lost or doubled.

use diesel::RunQueryDsl;
use storefront::catalog::models::Collection;
use storefront::catalog::queries::list_collections;
use storefront::platform::money::Currency;
use storefront::shopfront::labels::WIRED;
use storefront::shopfront::listing::criteria::{Criteria, Position};
use storefront::shopfront::listing::{self, Listing, Total};

use crate::support::TestApp;
use crate::support::builders::{collection, things};

/// Products 1 to `count` written by a foreign tool: the triggers alone keep the counts.
fn fill(t: &TestApp, count: i64) -> Vec<Collection> {
    t.seed(|conn| {
        let things = things(conn)?;
        let others = collection(conn, "Others", Some(things))?;
        diesel::sql_query(format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
             INSERT INTO products (id, title, title_key, slug, unit_price, inventory, collection_id, \
                 created_at, last_update, is_available, current_price) \
             SELECT i, 'P' || i, 'p' || (i * 7919 % 1000), 'p-' || i, 1000, i % 3, \
                 CASE WHEN i % 4 = 0 THEN {others} ELSE {things} END, \
                 '2026-01-01 00:00:00', '2026-01-01 00:00:00', i % 3 > 0, 1000 + i * 7919 % 5000 FROM n"
        ))
        .execute(conn)?;
        Ok(list_collections(conn)?)
    })
}

fn ask(t: &TestApp, all: &[Collection], query: &str) -> Listing {
    let criteria = Criteria::parse(query, Currency::from_code("USD").unwrap());
    t.look(|conn| Ok(listing::find(conn, &criteria, all, WIRED)?))
}

/// Follows "next" from the first page to the end.
fn walk(t: &TestApp, all: &[Collection], base: &str) -> Vec<i64> {
    let mut ids = Vec::new();
    let mut position = String::new();
    loop {
        let listing = ask(t, all, &format!("{base}{position}"));
        ids.extend(listing.ids);
        position = match listing.place.next {
            None => return ids,
            Some(Position::Number(page)) => format!("&page={page}"),
            Some(Position::After(key)) => format!("&after={key}"),
            Some(Position::Before(_)) => panic!("next never goes back"),
        };
    }
}

#[test]
fn following_next_shows_every_product_once_in_every_order() {
    let t = TestApp::start();
    let all = fill(&t, 1_205);
    for sort in ["newest", "price", "-price", "title", "rating"] {
        let mut seen = walk(&t, &all, &format!("sort={sort}"));
        assert_eq!(seen.len(), 1_205, "{sort}");
        seen.sort_unstable();
        assert!(seen.iter().copied().eq(1..=1_205), "{sort}");
    }
}

#[test]
fn a_list_with_several_filters_says_more_and_still_ends() {
    let t = TestApp::start();
    let all = fill(&t, 1_900);
    let query = "in_stock=1&collection=things";
    let listing = ask(&t, &all, query);
    assert_eq!(listing.total, Total::More);
    let matching = (1..=1_900).filter(|i| i % 3 > 0).count();
    let mut seen = walk(&t, &all, query);
    assert_eq!(seen.len(), matching);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), matching);
    // Beyond the end is the last page, and so is anything below one.
    let last = ask(&t, &all, &format!("{query}&page=400"));
    assert_eq!(last.place.number, Some((matching as i64 + 19) / 20));
    assert_eq!(last.ids, ask(&t, &all, &format!("{query}&page=-1")).ids);
    assert!(!last.ids.is_empty() && last.place.next.is_none());
}

#[test]
fn the_middle_of_a_very_long_list_is_walked_by_key() {
    let t = TestApp::start();
    let all = fill(&t, 20_110);
    assert_eq!(ask(&t, &all, "page=1").total, Total::Exactly(20_110));
    let last = ask(&t, &all, "page=999999");
    assert_eq!((last.place.number, last.ids.len()), (Some(1_006), 10));
    assert_eq!(last.ids.last(), Some(&1), "the oldest product ends the list");
    assert_eq!(ask(&t, &all, "page=503").place.instead, Some(500));
    let from_the_end = ask(&t, &all, "page=507");
    assert_eq!(from_the_end.ids[0], 20_110 - 506 * 20);
    let at_500 = ask(&t, &all, "page=500");
    let Some(Position::After(key)) = at_500.place.next else { panic!("{:?}", at_500.place) };
    let by_key = ask(&t, &all, &format!("after={key}"));
    assert_eq!(by_key.ids[0], 20_110 - 500 * 20);
    let Some(Position::Before(key)) = by_key.place.previous else { panic!("{:?}", by_key.place) };
    assert_eq!(ask(&t, &all, &format!("before={key}")).ids, at_500.ids);
    assert_eq!(ask(&t, &all, "after=123456789").place.number, Some(1), "an unknown key starts again");
}
