//! What `loaddata` makes of rows.

use diesel::prelude::*;
use serde_json::{Value, json};
use storefront::catalog::{products, queries};
use storefront::platform::money::Money;
use storefront::schema::{jobs, search_documents};

use super::{collection, dump, fields, load, load_text, product};
use crate::support::{TestApp, builders, noon};

/// Rows as a fixture of a course shop has them, the last ones first.
fn course_rows() -> Value {
    json!([
        {"model": "reviews.review", "pk": 1, "fields": {"product": 2, "name": "Quinn", "rating": 4,
         "description": "Better than I expected.", "date": "2024-02-06"}},
        {"model": "tags.taggeditem", "pk": 1, "fields": {"tag": 9, "content_type": "catalog.product", "object_id": 2}},
        {"model": "promotions.promotion", "pk": 1,
         "fields": {"description": "Spring sale", "discount": 10.0, "products": [2]}},
        {"model": "tags.tag", "pk": 9, "fields": {"label": "new"}},
        product(2, json!({"title": "Compact Linen Nail Polish 0002", "unit_price": 6.9})),
        collection(1),
    ])
}

#[test]
fn rows_load_in_any_order_with_everything_derived_from_them() {
    let t = TestApp::start();
    assert_eq!(load(&t, &course_rows()).unwrap().count(), 6);
    let (found, hits) = t.look(|conn| {
        let found = queries::find_product(conn, 2)?.unwrap();
        let hits: Vec<i64> = search_documents::table
            .filter(search_documents::keywords.like("%new%"))
            .select(search_documents::object_id)
            .load(conn)?;
        Ok((found, hits))
    });
    assert_eq!((found.unit_price, found.current_price), (Money(690), Money(621)));
    assert_eq!((found.rating_count, found.rating_average), (1, 400));
    assert!(found.is_available && found.is_published && found.track_inventory && !found.allow_backorder);
    assert_eq!(found.created_at, found.last_update);
    assert_eq!(found.created_at.to_string(), "2024-01-01 00:01:00");
    assert_eq!(hits, [2]);
    let text = dump(&t, &["catalog.pricechange"], None);
    assert_eq!(fields(&text, "catalog.pricechange", 1)["current_price"], "6.21");
}

#[test]
fn loading_the_same_file_again_changes_nothing() {
    let t = TestApp::start();
    load(&t, &course_rows()).unwrap();
    let first = dump(&t, &[], None);
    load(&t, &course_rows()).unwrap();
    assert_eq!(first, dump(&t, &[], None));
}

#[test]
fn a_row_whose_key_exists_replaces_it() {
    let t = TestApp::start();
    load(&t, &course_rows()).unwrap();
    load(&t, &json!([product(2, json!({"unit_price": "20.00", "inventory": 0}))])).unwrap();
    let found = t.look(|conn| Ok(queries::find_product(conn, 2)?.unwrap()));
    assert_eq!((found.unit_price, found.current_price), (Money(2000), Money(1800)));
    assert!(!found.is_available);
    assert_eq!((found.rating_count, found.title.as_str()), (1, "Product 2"));
}

#[test]
fn new_rows_come_after_the_loaded_keys() {
    let t = TestApp::start();
    load(&t, &json!([collection(1), product(700, json!({}))])).unwrap();
    let id = t.seed(|conn| Ok(products::create(conn, &builders::product("Mug").within(1).change, noon())?));
    assert_eq!(id, 701);
}

#[test]
fn rows_without_a_key_get_the_next_ones() {
    let t = TestApp::start();
    let mut first = product(0, json!({"slug": "first"}));
    first["pk"] = Value::Null;
    let mut second = product(0, json!({"slug": "second"}));
    second.as_object_mut().unwrap().remove("pk");
    load(&t, &json!([first, product(7, json!({})), second, collection(1)])).unwrap();
    let text = dump(&t, &["catalog.product"], None);
    assert_eq!(fields(&text, "catalog.product", 8)["slug"], "first");
    assert_eq!(fields(&text, "catalog.product", 9)["slug"], "second");
}

#[test]
fn amounts_are_in_the_currency_that_the_file_brings() {
    let t = TestApp::start();
    load(
        &t,
        &json!([
            product(1, json!({"unit_price": "1.234"})), collection(1),
            {"model": "platform.setting", "pk": "currency", "fields": {"value": "KWD"}},
        ]),
    )
    .unwrap();
    let found = t.look(|conn| Ok(queries::find_product(conn, 1)?.unwrap()));
    assert_eq!(found.unit_price, Money(1234));
}

#[test]
fn variants_set_the_price_and_stock_of_their_product() {
    let t = TestApp::start();
    let variant = |pk: i64, price: &str| {
        json!({"model": "catalog.productvariant", "pk": pk,
               "fields": {"product": 1, "option1": price, "unit_price": price, "inventory": 2}})
    };
    load(&t, &json!([variant(1, "5.00"), variant(2, "4.00"), product(1, json!({})), collection(1)])).unwrap();
    let found = t.look(|conn| Ok(queries::find_product(conn, 1)?.unwrap()));
    assert_eq!((found.unit_price, found.inventory, found.price_varies), (Money(400), 4, true));
}

#[test]
fn promotions_to_come_are_scheduled_and_pictures_get_their_sizes() {
    let t = TestApp::start();
    let text = json!([
        {"model": "promotions.promotion", "pk": 1, "fields": {"description": "Later", "discount": "10.00",
         "starts_at": "2026-04-01T00:00:00+02:00", "ends_at": "2026-05-01T00:00:00Z"}},
        {"model": "media.mediafile", "pk": 1, "fields": {"storage_key": "ab/cd.jpg", "width": 1, "height": 1}},
        {"model": "media.mediafile", "pk": 2, "fields": {"source_url": "https://example.com/a.jpg", "state": "waiting"}},
    ])
    .to_string();
    load_text(&t, &text).unwrap();
    load_text(&t, &text).unwrap();
    let queued: Vec<(String, String)> = t.look(|conn| {
        Ok(jobs::table.order((jobs::kind, jobs::run_at)).select((jobs::kind, jobs::arguments)).load(conn)?)
    });
    let kinds: Vec<&str> = queued.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["media.fetch", "media.make_sizes", "promotions.refresh", "promotions.refresh"]);
}
