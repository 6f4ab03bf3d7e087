//! What `loaddata` refuses: with the row and the reason, and nothing is loaded.

use serde_json::{Value, json};

use super::{collection, dump, load_text, product, refusal};
use crate::support::TestApp;

fn review(fields: Value) -> Value {
    json!({"model": "reviews.review", "pk": 4, "fields": fields})
}

#[test]
fn a_refused_row_is_named_and_nothing_is_loaded() {
    let t = TestApp::start();
    let good = || [collection(1), product(1, json!({}))];
    let cases: Vec<(Value, &str)> = vec![
        (json!({"model": "catalog.prodct", "pk": 4, "fields": {}}), "there is no model “catalog.prodct”"),
        (json!({"pk": 4, "fields": {}}), "it has no model"),
        (json!({"model": "tags.tag", "pk": 4}), "it has no fields"),
        (json!(7), "an object with model, pk and fields expected, not 7"),
        (json!({"model": "tags.tag", "pk": "x", "fields": {"label": "a"}}), "the pk must be a whole number"),
        (product(4, json!({"colour": "red"})), "catalog.product has no field “colour”"),
        (product(4, json!({"has_variants": true})), "catalog.product has no field “has_variants”"),
        (product(4, json!({"inventory": "many"})), "field inventory: a whole number expected, not \"many\""),
        (product(4, json!({"inventory": 3_000_000_000_i64})), "field inventory: 3000000000 is not"),
        (product(4, json!({"unit_price": "12,50"})), "field unit_price: “12,50” is not an amount"),
        (product(4, json!({"unit_price": 1.005})), "field unit_price: “1.005” has more than 2 digits"),
        (product(4, json!({"is_published": 1})), "field is_published: true or false expected, not 1"),
        (product(4, json!({"last_update": "today"})), "field last_update: “today” is no time"),
        (product(4, json!({"title": null})), "field title must not be null"),
        (product(4, json!({"title": "a\u{0}b"})), "field title: a text must not contain"),
        (product(4, json!({"inventory": -1})), "a value is not allowed"),
        (product(4, json!({"slug": "no slug!"})), "a value is not allowed"),
        (product(4, json!({"slug": "product-1"})), "another row has the same slug"),
        (product(4, json!({"collection": 99})), "field collection: there is no catalog.collection 99"),
        (review(json!({"product": 1, "name": "Q"})), "field description is missing"),
        (review(json!({"product": 99, "name": "Q", "description": "D"})), "there is no catalog.product 99"),
        (
            review(json!({"product": 1, "name": "Q", "description": "D", "rating": 6})),
            "a value is not allowed",
        ),
        (
            json!({"model": "promotions.promotion", "pk": 4,
                   "fields": {"description": "S", "discount": 10, "products": [1, 98]}}),
            "field products: there is no catalog.product 98",
        ),
        (
            json!({"model": "promotions.promotion", "pk": 4,
                   "fields": {"description": "S", "discount": 10, "kind": "gift"}}),
            "field kind: “gift” is none of percentage, amount, free_shipping",
        ),
        (
            json!({"model": "catalog.slughistory", "pk": 4,
                   "fields": {"content_type": "shop.thing", "object_id": 1, "slug": "s"}}),
            "field content_type: there is no model “shop.thing”",
        ),
        (
            json!({"model": "catalog.slughistory", "pk": 4,
                   "fields": {"content_type": "catalog.product", "object_id": 77, "slug": "s"}}),
            "field object_id: there is no catalog.product 77",
        ),
        (product(1, json!({})), "the file has another row with this model and pk"),
    ];
    for (bad, reason) in cases {
        let [first, second] = good();
        let sentence = refusal(&t, &json!([first, second, bad]));
        assert!(sentence.starts_with("Row 3"), "{bad}: {sentence}");
        assert!(sentence.contains(reason), "{bad}: {sentence}");
        assert!(sentence.ends_with(" Nothing was loaded."), "{bad}: {sentence}");
        assert_eq!(dump(&t, &["catalog"], None), "[]\n", "{bad}");
    }
}

#[test]
fn the_row_is_found_among_hundreds_that_are_stored_together() {
    let t = TestApp::start();
    let mut rows = vec![collection(1)];
    rows.extend((1..=450).map(|pk| product(pk, json!({}))));
    rows[333]["fields"]["slug"] = json!("product-12");
    let sentence = refusal(&t, &Value::Array(rows));
    assert_eq!(
        sentence,
        "Row 334 (catalog.product, pk 333): another row has the same slug. Nothing was loaded."
    );
}

#[test]
fn a_collection_inside_itself_is_refused() {
    let t = TestApp::start();
    let (mut outer, mut inner) = (collection(1), collection(2));
    outer["fields"]["parent"] = json!(2);
    inner["fields"]["parent"] = json!(1);
    let sentence = refusal(&t, &json!([outer, inner]));
    assert!(sentence.starts_with("Row 1 (catalog.collection, pk 1): the collection would lie"), "{sentence}");
    assert_eq!(dump(&t, &["catalog"], None), "[]\n");
}

#[test]
fn text_that_is_no_dump_is_refused_with_its_place() {
    let t = TestApp::start();
    for text in ["", "{}", "[", "[1] x", "null", "[{]"] {
        let sentence = load_text(&t, text).unwrap_err().to_string();
        assert!(!sentence.is_empty() && !sentence.contains('\n'), "{text}: {sentence}");
    }
    let sentence = load_text(&t, "[{\"model\": }]").unwrap_err().to_string();
    assert!(sentence.starts_with("This is not a dump: ") && sentence.contains("line 1"), "{sentence}");
}
