//! Tags as staff edit them, and the tags of an object.

use storefront::catalog::PRODUCT;
use storefront::platform::editing::{Chosen, Rows};
use storefront::tags::tag_editing::{TagChange, delete, find_change, save};
use storefront::tags::tagged_editing::{TaggedChange, change_tagged, choose_tags, list_tag_ids, list_tagged};

use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::editing::edit;

fn tag(t: &TestApp, label: &str) -> i64 {
    t.change(|conn| save(conn, &edit(), None, &TagChange { label: label.into() }))
}

#[test]
fn a_label_is_given_once() {
    let t = TestApp::start();
    let (gift, new) = (tag(&t, "gift"), tag(&t, " new "));
    assert_eq!(t.read(|conn| find_change(conn, new)), Some(TagChange { label: "new".into() }));
    let taken = (String::from("label"), String::from("Tag with this Label already exists."));
    let gift_again = TagChange { label: " gift".into() };
    assert_eq!(t.refusal(|conn| save(conn, &edit(), None, &gift_again)), taken);
    assert_eq!(t.refusal(|conn| save(conn, &edit(), Some(new), &gift_again)), taken);
    assert_eq!(t.change(|conn| save(conn, &edit(), Some(gift), &gift_again)), gift);
    assert_eq!(t.refusal(|conn| save(conn, &edit(), None, &TagChange::default())).0, "label");
}

#[test]
fn tags_are_put_on_exchanged_and_taken_off() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let (a, b, c) = (tag(&t, "a"), tag(&t, "b"), tag(&t, "c"));
    let on = |tag| TaggedChange { tag };
    let change = |rows: Rows<TaggedChange>| {
        t.attempt(|conn| change_tagged(conn, &edit(), PRODUCT, mug, &rows)).map_err(|said| said.0)
    };
    assert_eq!(change(Rows { added: vec![on(a), on(b)], ..Rows::default() }), Ok(()));
    let rows = t.read(|conn| list_tagged(conn, PRODUCT, mug));
    let swapped = vec![(rows[0].0, on(b)), (rows[1].0, on(a))];
    assert_eq!(change(Rows { changed: swapped, ..Rows::default() }), Ok(()));
    assert_eq!(t.read(|conn| list_tag_ids(conn, PRODUCT, mug)), [a, b]);
    assert_eq!(change(Rows { added: vec![on(a)], ..Rows::default() }), Err("tag".into()));
    assert_eq!(change(Rows { added: vec![on(c), on(c)], ..Rows::default() }), Err("tag".into()));
    assert_eq!(change(Rows { added: vec![on(4_711)], ..Rows::default() }), Err("tag".into()));
    let removed = vec![rows[0].0];
    assert_eq!(change(Rows { added: vec![on(c)], removed, ..Rows::default() }), Ok(()));
    assert_eq!(t.read(|conn| list_tag_ids(conn, PRODUCT, mug)), [a, c]);
    let chosen = Chosen { added: vec![b, c], removed: vec![a] };
    t.change(|conn| choose_tags(conn, &edit(), PRODUCT, mug, &chosen));
    assert_eq!(t.read(|conn| list_tag_ids(conn, PRODUCT, mug)), [b, c]);
}

#[test]
fn a_renamed_or_deleted_tag_is_heard_of_by_the_search() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let gift = tag(&t, "gift");
    let chosen = Chosen { added: vec![gift], removed: vec![] };
    t.change(|conn| choose_tags(conn, &edit(), PRODUCT, mug, &chosen));
    let words = || {
        use diesel::prelude::*;
        use storefront::schema::search_documents::{keywords, table};
        t.read(|conn| table.select(keywords).first::<String>(conn))
    };
    assert!(words().contains("gift"), "{}", words());
    t.change(|conn| save(conn, &edit(), Some(gift), &TagChange { label: "present".into() }));
    assert!(words().contains("present") && !words().contains("gift"), "{}", words());
    assert_eq!(t.change(|conn| delete(conn, &edit(), &[gift, 4_711])), 1);
    assert!(!words().contains("present"), "{}", words());
}
