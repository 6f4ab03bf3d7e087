//! Users, groups and customers in dumps.

use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use storefront::accounts::api_key_editing::{ApiKeyChange, issue};
use storefront::accounts::api_keys::find;
use storefront::schema::{customers, users};

use super::{dump, fields, load, load_text, refusal};
use crate::accounts::grants::key_of;
use crate::support::editing::edit_by;
use crate::support::people::{customer, staff};
use crate::support::{TestApp, noon};

fn user(pk: i64, further: Value) -> Value {
    let mut fields = json!({"username": format!("user{pk}"), "email": format!("User{pk}@Example.com")});
    for (name, value) in further.as_object().unwrap() {
        fields[name] = value.clone();
    }
    json!({"model": "accounts.user", "pk": pk, "fields": fields})
}

/// A shop's people as a fixture has them.
fn people() -> Value {
    json!([
        user(1, json!({"is_staff": true, "is_superuser": true, "groups": [], "password_hash": "$argon2id$x"})),
        user(2, json!({"groups": [1], "user_permissions": ["orders.cancel_order", "catalog.view_product"]})),
        {"model": "accounts.customer", "pk": 9, "fields":
            {"user": 2, "phone": "555-0001", "birth_date": "1990-01-01", "membership": "G"}},
        {"model": "accounts.address", "pk": 1, "fields":
            {"customer": 9, "street": "117 Park Avenue", "city": "Dunmore", "zip": "81743"}},
        {"model": "accounts.group", "pk": 1, "fields":
            {"name": "Customer Service", "permissions": ["accounts.view_customer", "accounts.view_history"]}},
    ])
}

#[test]
fn people_load_with_their_groups_permissions_and_addresses() {
    let t = TestApp::start();
    assert_eq!(load(&t, &people()).unwrap().count(), 5);
    let text = dump(&t, &["accounts"], None);
    let member = fields(&text, "accounts.user", 2);
    assert_eq!(member["groups"], json!([1]));
    assert_eq!(member["email"], "User2@Example.com", "kept as written");
    assert_eq!((&member["is_active"], &member["is_staff"]), (&json!(true), &json!(false)));
    let mut own: Vec<&str> =
        member["user_permissions"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    own.sort_unstable();
    assert_eq!(own, ["catalog.view_product", "orders.cancel_order"]);
    let group = fields(&text, "accounts.group", 1);
    assert_eq!(group["permissions"].as_array().unwrap().len(), 2);
    let address = fields(&text, "accounts.address", 1);
    for left_out in ["name", "line2", "region", "country"] {
        assert_eq!(address[left_out], "", "{left_out}");
    }
    let key: String = t.look(|conn| Ok(users::table.find(2).select(users::email_key).first(conn)?));
    assert_eq!(key, "user2@example.com");
}

#[test]
fn a_user_that_brings_no_customer_gets_one_and_others_keep_theirs() {
    let t = TestApp::start();
    load(&t, &people()).unwrap();
    load(&t, &people()).unwrap();
    let all: Vec<(i64, i64)> = t.look(|conn| {
        Ok(customers::table
            .order(customers::user_id)
            .select((customers::user_id, customers::id))
            .load(conn)?)
    });
    assert_eq!(all, [(1, 10), (2, 9)]);
}

#[test]
fn what_no_user_may_be_is_refused_with_the_row() {
    let t = TestApp::start();
    t.seed(|conn| Ok(customer("Ann").insert(conn)?));
    let same_address = json!([user(7, json!({"email": "ANN@example.com"}))]);
    let sentence = refusal(&t, &same_address);
    assert!(
        sentence.contains("Row 1 (accounts.user, pk 7): another row has the same email_key"),
        "{sentence}"
    );
    let unknown =
        json!([{"model": "accounts.group", "pk": 1, "fields": {"name": "A", "permissions": ["a.fly"]}}]);
    let sentence = refusal(&t, &unknown);
    assert!(sentence.contains("field permissions: there is no \"a.fly\""), "{sentence}");
    let membership = json!([user(8, json!({})),
        {"model": "accounts.customer", "pk": 8, "fields": {"user": 8, "membership": "X"}}]);
    assert!(refusal(&t, &membership).contains("“X” is none of B, S, G"));
}

#[test]
fn a_key_for_the_api_works_on_after_a_move() {
    let (first, second) = (TestApp::start(), TestApp::on_sqlite());
    let root = first.seed(|conn| Ok(staff("Root").superuser().insert(conn)?));
    let change = ApiKeyChange { name: "Warehouse".into(), expires_at: Some(noon() + TimeDelta::days(1)) };
    let key = first.change(|conn| {
        let permission = key_of(conn, "catalog.change_product")?;
        Ok(issue(conn, &edit_by(root), &change, &[permission])?.1)
    });
    let written = dump(&first, &[], None);
    assert!(!written.contains(key.reveal()));
    load_text(&second, &written).unwrap();
    assert_eq!(written, dump(&second, &[], None));
    let holder = |t: &TestApp| t.read(|conn| find(conn, key.reveal(), noon())).unwrap();
    assert_eq!(holder(&second), holder(&first));
    assert!(holder(&second).permissions.contains("catalog.change_product"));
}

#[test]
fn people_go_from_one_shop_to_another_unchanged() {
    let (first, second) = (TestApp::start(), TestApp::on_sqlite());
    load(&first, &people()).unwrap();
    let written = dump(&first, &[], None);
    load_text(&second, &written).unwrap();
    assert_eq!(written, dump(&second, &[], None));
}
