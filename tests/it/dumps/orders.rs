//! Carts, orders, payments, promotions' uses and likes in dumps.

use serde_json::{Value, json};

use super::{collection, dump, fields, load, load_text, product, refusal};
use crate::support::TestApp;

/// Two products, and a user with the customer 5.
fn around() -> Vec<Value> {
    vec![
        collection(1),
        product(1, json!({"title": "Mug", "unit_price": "23.93"})),
        product(2, json!({"title": "Jug", "unit_price": "10.00"})),
        json!({"model": "accounts.user", "pk": 4, "fields": {"username": "ann", "email": "Ann@example.com"}}),
        json!({"model": "accounts.customer", "pk": 5, "fields": {"user": 4}}),
    ]
}

fn order(pk: i64, further: Value) -> Value {
    let mut fields = json!({"customer": 5, "placed_at": "2024-03-01T11:32:00+00:00"});
    for (name, value) in further.as_object().unwrap() {
        fields[name] = value.clone();
    }
    json!({"model": "orders.order", "pk": pk, "fields": fields})
}

fn item(pk: i64, order: i64, product: i64, quantity: i64, price: &str) -> Value {
    json!({"model": "orders.orderitem", "pk": pk, "fields":
        {"order": order, "product": product, "quantity": quantity, "unit_price": price}})
}

/// A fixture of the old kind: orders know their customer, their time and their payment status.
fn shop(further: Vec<Value>) -> Value {
    let mut rows = vec![
        item(1, 1, 1, 4, "23.93"),
        item(2, 1, 2, 1, "10.00"),
        order(1, json!({"payment_status": "C"})),
        order(2, json!({"payment_status": "P"})),
        order(3, json!({"payment_status": "F"})),
        item(3, 2, 2, 2, "9.50"),
    ];
    rows.extend(further);
    rows.extend(around());
    Value::Array(rows)
}

fn payments_of(dump: &str, order: i64) -> Vec<Value> {
    let rows: Vec<Value> = serde_json::from_str(dump).unwrap();
    let own =
        rows.into_iter().filter(|row| row["model"] == "payments.payment" && row["fields"]["order"] == order);
    own.map(|row| row["fields"].clone()).collect()
}

#[test]
fn the_orders_of_a_customer_are_counted_in_whatever_order_the_rows_come() {
    use diesel::prelude::*;
    use storefront::schema::customers;
    let t = TestApp::start();
    let counted = |t: &TestApp| {
        t.look(|conn| Ok(customers::table.find(5).select(customers::orders_count).first::<i32>(conn)?))
    };
    load(&t, &shop(vec![])).unwrap();
    assert_eq!(counted(&t), 3);
    load(&t, &Value::Array(vec![order(9, json!({"payment_status": "P"})), item(9, 9, 1, 1, "1.00")]))
        .unwrap();
    assert_eq!(counted(&t), 4);
    load(&t, &Value::Array(vec![around().pop().unwrap()])).unwrap();
    assert_eq!(counted(&t), 4, "the customer alone was loaded again");
}

#[test]
fn an_order_that_knows_only_its_lines_gets_the_rest_from_other_rows() {
    let t = TestApp::start();
    load(&t, &shop(vec![])).unwrap();
    let text = dump(&t, &[], None);
    let first = fields(&text, "orders.order", 1);
    assert_eq!((&first["subtotal"], &first["total"]), (&json!("105.72"), &json!("105.72")));
    assert_eq!(
        (&first["discount"], &first["tax"], &first["shipping_price"]),
        (&json!("0.00"), &json!("0.00"), &json!("0.00"))
    );
    assert_eq!((&first["email"], &first["currency"]), (&json!("Ann@example.com"), &json!("USD")));
    assert_eq!(first["fulfilment_status"], "unfulfilled");
    let number = first["number"].as_str().unwrap();
    assert!(number.len() == 9 && number != fields(&text, "orders.order", 2)["number"], "{number}");
    assert_eq!(first["token"].as_str().unwrap().len(), 36);
    let line = fields(&text, "orders.orderitem", 1);
    assert_eq!(
        (&line["title"], &line["list_price"], &line["total"]),
        (&json!("Mug"), &json!("23.93"), &json!("95.72"))
    );
    assert_eq!((&line["stock_taken"], &line["discount"]), (&json!(0), &json!("0.00")));
    let empty = fields(&text, "orders.order", 3);
    assert_eq!((&empty["subtotal"], &empty["total"]), (&json!("0.00"), &json!("0.00")));
}

#[test]
fn complete_orders_are_paid_waiting_ones_have_an_open_payment_and_failed_ones_none() {
    let t = TestApp::start();
    load(&t, &shop(vec![])).unwrap();
    load(&t, &shop(vec![])).unwrap();
    let text = dump(&t, &[], None);
    let paid = payments_of(&text, 1);
    assert_eq!(paid.len(), 1, "loading again makes no second one: {paid:?}");
    assert_eq!((&paid[0]["provider"], &paid[0]["state"]), (&json!("invoice"), &json!("paid")));
    assert_eq!((&paid[0]["amount"], &paid[0]["currency"]), (&json!("105.72"), &json!("USD")));
    assert_eq!(paid[0]["settled_at"], "2024-03-01T11:32:00Z");
    let open = payments_of(&text, 2);
    assert_eq!((open.len(), &open[0]["state"], &open[0]["amount"]), (1, &json!("open"), &json!("19.00")));
    assert_eq!(open[0]["settled_at"], Value::Null);
    assert_eq!(payments_of(&text, 3), Vec::<Value>::new());
}

#[test]
fn a_payment_that_the_file_brings_is_the_only_one() {
    let t = TestApp::start();
    let brought = json!({"model": "payments.payment", "pk": 8, "fields": {"order": 1, "provider": "card",
        "state": "paid", "settled_at": "2024-03-02T00:00:00Z", "reference": "pi_1"}});
    load(&t, &shop(vec![brought])).unwrap();
    let payments = payments_of(&dump(&t, &[], None), 1);
    assert_eq!(payments.len(), 1);
    assert_eq!((&payments[0]["provider"], &payments[0]["amount"]), (&json!("card"), &json!("105.72")));
}

#[test]
fn amounts_that_an_order_brings_are_kept_and_the_others_follow_from_them() {
    let t = TestApp::start();
    let further = vec![
        order(
            4,
            json!({"discount": "5.00", "shipping_price": "4.90", "tax": "1.99", "email": "g@example.com",
            "number": "OLD-17", "customer": null}),
        ),
        order(5, json!({"discount": "5.00", "tax": "1.36", "prices_include_tax": true})),
        order(6, json!({"subtotal": "7.00", "total": "6.00", "currency": "EUR"})),
        item(4, 4, 2, 2, "10.00"),
        item(5, 5, 2, 2, "10.00"),
    ];
    load(&t, &shop(further)).unwrap();
    let text = dump(&t, &[], None);
    let of = |pk: i64| {
        let order = fields(&text, "orders.order", pk);
        (order["subtotal"].as_str().unwrap().to_owned(), order["total"].as_str().unwrap().to_owned())
    };
    assert_eq!(of(4), ("20.00".into(), "21.89".into()));
    assert_eq!(of(5), ("20.00".into(), "15.00".into()));
    assert_eq!(of(6), ("7.00".into(), "6.00".into()));
    let guest = fields(&text, "orders.order", 4);
    assert_eq!((&guest["email"], &guest["number"]), (&json!("g@example.com"), &json!("OLD-17")));
    assert_eq!(fields(&text, "orders.order", 6)["currency"], "EUR");
}

#[test]
fn a_discount_above_the_lines_names_its_order() {
    let t = TestApp::start();
    let rows = shop(vec![order(4, json!({"discount": "20.01"})), item(4, 4, 2, 2, "10.00")]);
    assert_eq!(
        refusal(&t, &rows),
        "Row 7 (orders.order, pk 4): field discount: it is more than its lines cost. Nothing was loaded."
    );
}

#[test]
fn an_order_of_a_product_that_is_nowhere_is_refused() {
    let t = TestApp::start();
    let sentence = refusal(&t, &shop(vec![item(9, 1, 77, 1, "1.00")]));
    assert_eq!(
        sentence,
        "Row 7 (orders.orderitem, pk 9): field product: there is no catalog.product 77. Nothing was loaded."
    );
    assert!(!dump(&t, &[], None).contains("orders.order"));
}

/// Everything else that belongs to a customer or an order.
fn further() -> Vec<Value> {
    vec![
        json!({"model": "promotions.promotion", "pk": 3, "fields": {"description": "Welcome", "discount": "10.00",
            "code": "Welcome10", "usage_limit_per_customer": 1}}),
        json!({"model": "promotions.promotionuse", "pk": 1, "fields": {"promotion": 3, "order": 1}}),
        json!({"model": "orders.orderaddress", "pk": 1, "fields":
            {"order": 1, "kind": "shipping", "name": "Ann", "street": "1 Quay", "city": "Hull", "country": "GB"}}),
        json!({"model": "orders.orderevent", "pk": 1, "fields":
            {"order": 1, "kind": "placed", "actor": "Ann", "user": 4, "created_at": "2024-03-01T11:32:00Z"}}),
        json!({"model": "cart.cart", "pk": "0b0e7ad0-5e6f-4a0c-9a43-0d2f6f1f5a11", "fields": {"customer": 5, "code": "welcome10"}}),
        json!({"model": "cart.cartitem", "pk": 1, "fields":
            {"cart": "0b0e7ad0-5e6f-4a0c-9a43-0d2f6f1f5a11", "product": 1, "quantity": 2}}),
        json!({"model": "checkout.shippingmethod", "pk": 4, "fields":
            {"name": "Express", "price": "12.90", "free_from": "100.00", "countries": "DE AT"}}),
        json!({"model": "engagement.likeditem", "pk": 1, "fields":
            {"user": 4, "content_type": "catalog.product", "object_id": 2}}),
        json!({"model": "engagement.wishitem", "pk": 1, "fields": {"user": 4, "product": 1}}),
        json!({"model": "reviews.review", "pk": 1, "fields":
            {"product": 1, "user": 4, "name": "Ann", "rating": 5, "description": "Good."}}),
    ]
}

#[test]
fn codes_likes_carts_and_shipping_methods_load_with_what_follows_from_them() {
    use diesel::prelude::*;
    use storefront::schema::{products, promotions, shipping_methods};

    let t = TestApp::start();
    load(&t, &shop(further())).unwrap();
    let text = dump(&t, &[], None);
    assert_eq!(fields(&text, "promotions.promotion", 3)["used_count"], 1);
    assert_eq!(fields(&text, "promotions.promotionuse", 1)["customer_key"], "ann@example.com");
    assert_eq!(fields(&text, "cart.cartitem", 1)["seen_price"], "23.93");
    t.look(|conn| {
        let key: Option<String> = promotions::table.find(3).select(promotions::code_key).first(conn)?;
        assert_eq!(key.as_deref(), Some("welcome10"));
        let likes: Vec<i32> = products::table.order(products::id).select(products::like_count).load(conn)?;
        assert_eq!(likes, [0, 1]);
        let methods: Vec<i64> = shipping_methods::table.select(shipping_methods::id).load(conn)?;
        assert_eq!(methods, [4], "the migration's own method makes room for the file's");
        Ok(())
    });
}

#[test]
fn a_shop_with_orders_goes_from_one_database_to_the_other_unchanged() {
    let (first, second) = (TestApp::start(), TestApp::on_sqlite());
    load(&first, &shop(further())).unwrap();
    let written = dump(&first, &[], None);
    load_text(&second, &written).unwrap();
    assert_eq!(written, dump(&second, &[], None));
}
