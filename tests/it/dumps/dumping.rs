//! What `dumpdata` writes.

use std::io::{self, Write};

use serde_json::{Value, json};
use storefront::models;
use storefront::platform::dumps::write;
use storefront::platform::settings::ShopSettings;

use super::{collection, dump, fields, load, product};
use crate::support::TestApp;

#[test]
fn an_empty_shop_is_an_empty_array() {
    let t = TestApp::start();
    let text = dump(&t, &["catalog"], None);
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), json!([]));
}

#[test]
fn rows_have_the_shape_that_django_users_know() {
    let t = TestApp::start();
    load(&t, &json!([collection(1), product(5, json!({}))])).unwrap();
    let rows: Value = serde_json::from_str(&dump(&t, &["catalog.product"], None)).unwrap();
    assert_eq!(
        rows,
        json!([{"model": "catalog.product", "pk": 5, "fields": {
            "title": "Product 5", "slug": "product-5", "description": null, "unit_price": "10.00",
            "compare_at_price": null, "inventory": 3, "track_inventory": true, "allow_backorder": false,
            "collection": 1, "is_published": true,
            "created_at": "2024-01-01T00:01:00Z", "last_update": "2024-01-01T00:01:00Z",
        }}])
    );
}

#[test]
fn an_indented_dump_says_the_same() {
    let t = TestApp::start();
    load(&t, &json!([collection(1), product(5, json!({"description": "two\nlines"}))])).unwrap();
    let (plain, indented) = (dump(&t, &[], None), dump(&t, &[], Some(2)));
    assert!(indented.starts_with("[\n  {\n    \"model\": "), "{indented}");
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(value(&plain), value(&indented));
}

#[test]
fn a_discount_is_a_percentage_or_an_amount_by_its_kind() {
    let t = TestApp::start();
    load(
        &t,
        &json!([
            {"model": "promotions.promotion", "pk": 1, "fields": {"description": "A", "discount": 12.5}},
            {"model": "promotions.promotion", "pk": 2,
             "fields": {"description": "B", "kind": "amount", "discount": "1200"}},
            {"model": "platform.setting", "pk": "currency", "fields": {"value": "JPY"}},
        ]),
    )
    .unwrap();
    let text = dump(&t, &[], None);
    assert_eq!(fields(&text, "promotions.promotion", 1)["discount"], "12.50");
    assert_eq!(fields(&text, "promotions.promotion", 2)["discount"], "1200");
}

#[test]
fn an_unknown_model_is_named_with_the_known_ones() {
    let all = models::all();
    let sentence = models::select(&all, &["catalog.prodct".to_owned()]).unwrap_err();
    assert!(sentence.starts_with("There is no model “catalog.prodct”."), "{sentence}");
    assert!(sentence.contains("catalog.product, "), "{sentence}");
}

/// Adds a tag as soon as the first bytes arrive.
struct Meddler<'a> {
    shop: &'a TestApp,
    written: Vec<u8>,
}

impl Write for Meddler<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.written.is_empty() {
            let row = json!({"model": "tags.tag", "pk": 2, "fields": {"label": "meanwhile"}});
            load(self.shop, &json!([row])).unwrap();
        }
        self.written.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_dump_shows_one_moment_while_others_write() {
    let t = TestApp::start();
    load(&t, &json!([{"model": "tags.tag", "pk": 1, "fields": {"label": "before"}}])).unwrap();
    let all = models::all();
    let mut out = Meddler { shop: &t, written: Vec::new() };
    t.look(|conn| {
        let currency = ShopSettings::load(conn, &t.app.config)?.currency;
        write::dump(conn, &models::select(&all, &[]).unwrap(), &currency, None, &mut out).unwrap();
        Ok(())
    });
    let text = String::from_utf8(out.written).unwrap();
    assert!(text.contains("before") && !text.contains("meanwhile"), "{text}");
    assert!(dump(&t, &[], None).contains("meanwhile"));
}
