//! What shoppers find.

use storefront::catalog::{PRODUCT, products};
use storefront::search::find::{Hits, find};
use storefront::tags::tagging;

use crate::support::builders::product;
use crate::support::{TestApp, noon};

fn shop() -> (TestApp, [i64; 4]) {
    let t = TestApp::start();
    let ids = t.seed(|conn| {
        let mug = product("Blue ceramic mug").description("Holds tea.").insert(conn)?;
        let bowl = product("Serving bowl").description("Goes with every ceramic mug.").insert(conn)?;
        let lamp = product("Lamp").insert(conn)?;
        let cafe = product("Café crème jug").insert(conn)?;
        tagging::set_labels(conn, PRODUCT, lamp, &["ceramic".into(), "Lighting".into()])?;
        Ok([mug, bowl, lamp, cafe])
    });
    (t, ids)
}

fn ids(t: &TestApp, words: &str) -> Vec<i64> {
    search(t, words).scores.into_iter().map(|(id, _)| id).collect()
}

fn search(t: &TestApp, words: &str) -> Hits {
    t.look(|conn| Ok(find(conn, PRODUCT, words, 100)?))
}

#[test]
fn titles_count_more_than_tags_and_tags_more_than_descriptions() {
    let (t, [mug, bowl, lamp, _]) = shop();
    assert_eq!(ids(&t, "ceramic"), [mug, lamp, bowl]);
}

#[test]
fn stems_beginnings_accents_and_several_words_find() {
    let (t, [mug, bowl, _, cafe]) = shop();
    assert_eq!(ids(&t, "mugs"), [mug, bowl]);
    assert_eq!(
        search(&t, "cera mu").corrected.as_deref(),
        Some("ceramic mu"),
        "only the last may be a beginning"
    );
    assert_eq!(ids(&t, "blue cer"), [mug]);
    assert_eq!(ids(&t, "CAFE creme"), [cafe]);
    assert_eq!(ids(&t, "mug tea"), [mug]);
    assert_eq!(ids(&t, "mug lamp"), Vec::<i64>::new(), "all words must be there");
}

#[test]
fn a_misspelt_word_finds_what_was_meant_and_says_so() {
    let (t, [mug, ..]) = shop();
    let hits = search(&t, "blue cermaic");
    assert_eq!(hits.scores.first().map(|(id, _)| *id), Some(mug));
    assert_eq!(hits.corrected.as_deref(), Some("blue ceramic"));
    assert_eq!(search(&t, "xylophone"), Hits::default());
}

#[test]
fn odd_input_is_just_text() {
    let (t, _) = shop();
    let long = "mug ".repeat(2_500);
    for odd in [
        "\"",
        "'",
        "a' OR 1=1 --",
        "mug*",
        "(mug",
        "NEAR(a b)",
        "title:mug",
        "🙂",
        "& | !",
        "\\",
        "%",
        &long,
        "-mug",
        "mug\u{0}x",
        "<->",
    ] {
        search(&t, odd);
    }
    assert!(!ids(&t, "\"blue\" & (mug)").is_empty());
}

#[test]
fn what_is_renamed_untagged_or_deleted_is_found_no_longer() {
    let (t, [mug, bowl, lamp, _]) = shop();
    t.seed(|conn| {
        let mut change = product("Green jar").change;
        change.collection_id = crate::support::builders::things(conn)?;
        products::update(conn, mug, &change, noon())?;
        tagging::set_labels(conn, PRODUCT, lamp, &[])?;
        products::delete(conn, &[bowl], noon())?;
        Ok(())
    });
    assert_eq!(ids(&t, "ceramic"), Vec::<i64>::new());
    assert_eq!(ids(&t, "jars"), [mug]);
}
