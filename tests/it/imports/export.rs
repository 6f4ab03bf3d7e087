//! Export, and that the importer takes it back.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use storefront::catalog::models::{ProductChange, VariantChange};
use storefront::catalog::{PRODUCT, products};
use storefront::imports::export::export;
use storefront::media;
use storefront::platform::money::Money;
use storefront::tags::tagging;

use super::{catalogue, import, rows};
use crate::support::builders::{collection, product, variant};
use crate::support::{TestApp, noon};

fn exported(t: &TestApp, model: &str) -> String {
    let mut out = Vec::new();
    export(&t.app, model, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_escaped_and_taken_back() {
    let t = TestApp::start();
    t.seed(|conn| {
        for title in ["=1+1", "'=quoted", "-dash", "@at", "+plus", "'plain"] {
            product(title).description("\ttab, \"quote\"\r\nline").insert(conn)?;
        }
        Ok(())
    });
    let text = exported(&t, "products");
    assert!(text.contains(",'=1+1,") && text.contains(",''=quoted,") && text.contains(",'plain,"), "{text}");
    assert!(!text.contains(",=1") && !text.contains("\"\t"), "{text}");
    assert_eq!(rows(&import(&t, &text)), [0, 0, 6, 0]);
    let empty = TestApp::start();
    import(&empty, &text);
    assert_eq!(catalogue(&empty), catalogue(&t));
}

#[test]
fn collections_and_tags_can_be_exported_and_an_unknown_model_is_named() {
    let t = TestApp::start();
    import(&t, "title,price,collection,tags\nMug,5,Kitchen > Mugs,blue\n");
    assert_eq!(
        exported(&t, "collections"),
        "slug,title,description,parent\nkitchen,Kitchen,,\nmugs,Mugs,,kitchen\n"
    );
    assert_eq!(exported(&t, "tags.tag"), "label\nblue\n");
    let error = export(&t.app, "orders", Vec::new()).unwrap_err().to_string();
    assert!(error.contains("orders") && error.contains("products"), "{error}");
}

#[derive(Debug, Clone)]
struct Thing {
    title: String,
    description: Option<String>,
    place: (String, Option<String>),
    tags: Vec<String>,
    published: bool,
    compare_at: Option<i64>,
    variants: Vec<(i64, Option<i64>, i32, bool, bool)>,
    pictures: usize,
}

fn text() -> impl Strategy<Value = String> {
    "[=+@'\"\\\\>,;a-zA-Zé日\\-]{1,6}( [=+@'\"\\\\>,;a-zA-Zé日\\-]{1,5})?"
}

fn thing() -> impl Strategy<Value = Thing> {
    (
        text(),
        proptest::option::of("[=+@'\"\\\\>,;a-z\n<]{0,12}[a-z]"),
        (text(), proptest::option::of(text())),
        proptest::collection::vec(text(), 0..3),
        any::<bool>(),
        proptest::option::of(100..100_000_i64),
        proptest::collection::vec(
            (
                100..999_999_999_i64,
                proptest::option::of(1..999_999_i64),
                0..1_000,
                any::<bool>(),
                any::<bool>(),
            ),
            0..4,
        ),
        0..3_usize,
    )
        .prop_map(|(title, description, place, tags, published, compare_at, variants, pictures)| Thing {
            title,
            description,
            place,
            tags,
            published,
            compare_at,
            variants,
            pictures,
        })
}

fn insert(t: &TestApp, things: &[Thing]) {
    t.seed(|conn| {
        for (number, thing) in things.iter().enumerate() {
            let outer = collection(conn, &format!("o{number} {}", thing.place.0), None)?;
            let place = match &thing.place.1 {
                Some(inner) => {
                    collection(conn, &format!("{} in {number} {}", inner, thing.place.0), Some(outer))?
                }
                None => outer,
            };
            let mut new = product(&thing.title).within(place);
            new.change = ProductChange {
                slug: format!("thing-{number}"),
                description: thing.description.clone(),
                is_published: thing.published,
                compare_at_price: thing.compare_at.map(Money),
                ..new.change
            };
            let id = new.insert(conn)?;
            let mut images = Vec::new();
            for picture in 0..thing.pictures {
                let url = format!("https://pictures.example/{number}-{picture}.jpg");
                let file = media::files::insert_remote(conn, &url, "What, it shows", noon())?;
                images.push(products::add_image(conn, id, file, i32::try_from(picture).unwrap())?);
            }
            for (place, (price, compare, units, track, backorder)) in thing.variants.iter().enumerate() {
                let change = VariantChange {
                    sku: track.then(|| format!("S-{number}-{place}")),
                    option2: if *backorder { "=both".into() } else { String::new() },
                    unit_price: Money(*price),
                    compare_at_price: compare.map(Money),
                    inventory: *units,
                    track_inventory: *track,
                    allow_backorder: *backorder,
                    image_id: images.get(place).copied(),
                    position: i32::try_from(place).unwrap(),
                    ..variant(&format!("V{place}"))
                };
                products::create_variant(conn, id, &change, noon())?;
            }
            if !thing.variants.is_empty() {
                let both = thing.variants.iter().any(|variant| variant.4);
                let names: Vec<String> =
                    ["Kind", "-Other"].map(String::from).into_iter().take(1 + usize::from(both)).collect();
                products::set_options(conn, id, &names)?;
            }
            tagging::set_labels(conn, PRODUCT, id, &thing.tags)?;
            storefront::events::products_changed(conn, &[id], noon())?;
        }
        Ok(())
    });
}

#[test]
fn what_is_exported_is_unchanged_when_imported_and_the_same_in_an_empty_shop() {
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let things = proptest::collection::vec(thing(), 1..6);
    runner
        .run(&things, |things| {
            let (t, empty) = (TestApp::start(), TestApp::start());
            insert(&t, &things);
            let text = exported(&t, "products");
            let again = import(&t, &text);
            let found = rows(&again);
            prop_assert_eq!([found[0], found[1], found[3]], [0, 0, 0], "{}\n{}", again, text);
            import(&empty, &text);
            let (mut old, new) = (catalogue(&t), catalogue(&empty));
            old.retain(|name, _| !name.starts_with("collection") || new.contains_key(name));
            prop_assert_eq!(old, new, "{}", text);
            Ok(())
        })
        .unwrap();
}
