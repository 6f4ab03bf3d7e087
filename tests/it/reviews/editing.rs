//! Reviews as staff edit them: the rating of the product follows whatever they do.

use storefront::catalog::queries::find_product;
use storefront::reviews::review_editing::{ReviewEntry, approve, delete, find_change, hide, save};

use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::{TestApp, noon};

fn rating_of(t: &TestApp, product: i64) -> (i32, i32) {
    let product = t.read(|conn| find_product(conn, product)).unwrap();
    (product.rating_count, product.rating_average)
}

#[test]
fn the_rating_follows_saving_hiding_approving_and_deleting() {
    let t = TestApp::start();
    let (mug, cup) = t.seed(|conn| Ok((product("Mug").insert(conn)?, product("Cup").insert(conn)?)));
    let entry = |rating| ReviewEntry {
        product_id: mug,
        name: "Ann".into(),
        rating: Some(rating),
        description: format!("{rating} stars"),
        ..ReviewEntry::default()
    };
    let bad = t.change(|conn| save(conn, &edit(), None, &entry(1)));
    let good = t.change(|conn| save(conn, &edit(), None, &entry(5)));
    assert_eq!(rating_of(&t, mug), (2, 300));
    let stored = t.read(|conn| find_change(conn, bad)).unwrap();
    assert_eq!(stored.date, Some(noon().date()), "an empty day is today");
    assert_eq!(t.change(|conn| hide(conn, &edit(), &[bad, good, 4_711])), 2);
    assert_eq!(rating_of(&t, mug), (0, 0));
    assert_eq!(t.change(|conn| approve(conn, &edit(), &[good])), 1);
    assert_eq!(t.change(|conn| approve(conn, &edit(), &[good])), 0);
    assert_eq!(rating_of(&t, mug), (1, 500));
    let moved = ReviewEntry { product_id: cup, approved: true, ..stored };
    t.change(|conn| save(conn, &edit(), Some(bad), &moved));
    assert_eq!((rating_of(&t, mug), rating_of(&t, cup)), ((1, 500), (1, 100)));
    assert_eq!(t.change(|conn| delete(conn, &edit(), &[bad, good])), 2);
    assert_eq!((rating_of(&t, mug), rating_of(&t, cup)), ((0, 0), (0, 0)));
    let refused = |entry: ReviewEntry| t.refusal(|conn| save(conn, &edit(), None, &entry)).0;
    assert_eq!(refused(entry(6)), "rating");
    assert_eq!(refused(ReviewEntry { product_id: 4_711, ..entry(5) }), "product_id");
    assert_eq!(refused(ReviewEntry { description: " ".into(), ..entry(5) }), "description");
}
