//! Collections as staff edit them.

use storefront::catalog::collection_editing::{delete, find_change, save};
use storefront::catalog::models::CollectionChange;

use crate::support::TestApp;
use crate::support::builders::{collection, product};
use crate::support::editing::edit;

#[test]
fn a_collection_is_made_and_changed_and_never_lies_inside_itself() {
    let t = TestApp::start();
    let (outer, inner) = t.seed(|conn| {
        let outer = collection(conn, "Outer", None)?;
        Ok((outer, collection(conn, "Inner", Some(outer))?))
    });
    let stored = t.read(|conn| find_change(conn, outer)).unwrap();
    let refused = |change: CollectionChange| t.refusal(|conn| save(conn, &edit(), Some(outer), &change));
    assert_eq!(refused(CollectionChange { parent_id: Some(inner), ..stored.clone() }).0, "parent_id");
    assert_eq!(refused(CollectionChange { parent_id: Some(4_711), ..stored.clone() }).0, "parent_id");
    let featured = CollectionChange { featured_product_id: Some(4_711), ..stored.clone() };
    assert_eq!(refused(featured).0, "featured_product_id");
    assert_eq!(
        refused(CollectionChange { slug: "inner".into(), ..stored.clone() }),
        ("slug".into(), "Collection with this Slug already exists.".into())
    );
    let renamed = CollectionChange { title: "Outside".into(), ..stored };
    t.change(|conn| save(conn, &edit(), Some(outer), &renamed));
    assert_eq!(t.read(|conn| find_change(conn, outer)), Some(renamed));
}

#[test]
fn collections_go_with_those_inside_them_unless_something_is_in_one() {
    let t = TestApp::start();
    let (outer, inner, full) = t.seed(|conn| {
        let outer = collection(conn, "Outer", None)?;
        let full = collection(conn, "Full", None)?;
        product("Mug").within(full).insert(conn)?;
        Ok((outer, collection(conn, "Inner", Some(outer))?, full))
    });
    let (_, sentence) = t.refusal(|conn| delete(conn, &edit(), &[outer, inner, full]));
    assert!(sentence.contains("“Full”") && sentence.contains("1 products"), "{sentence}");
    assert!(t.read(|conn| find_change(conn, inner)).is_some());
    assert!(t.refusal(|conn| delete(conn, &edit(), &[outer])).1.contains("1 collections"));
    assert_eq!(t.change(|conn| delete(conn, &edit(), &[outer, inner])), 2);
}
