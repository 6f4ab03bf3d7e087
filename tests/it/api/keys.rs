//! Keys of other programs over the API.

use diesel::prelude::*;
use serde_json::json;
use storefront::accounts::api_key_editing::{ApiKeyChange, issue};
use storefront::accounts::api_keys::PlainKey;
use storefront::platform::audit;
use storefront::schema::{api_keys, permissions, user_permissions};

use crate::api::client::{Client, permit};
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::editing::edit_by;
use crate::support::people::{Person, staff};

/// Eve, who may view and change products and orders, with a key that may change products only.
fn shop() -> (TestApp, Person, i64, PlainKey) {
    let t = TestApp::start();
    let (eve, mug, key) = t.seed(|conn| {
        let eve = staff("Eve").insert(conn)?;
        permit(conn, eve, &["catalog.change_product", "orders.view_order"])?;
        let id: i64 = permissions::table
            .filter(permissions::codename.eq("catalog.change_product"))
            .select(permissions::id)
            .first(conn)?;
        let change = ApiKeyChange { name: "Warehouse".into(), expires_at: None };
        let (_, key) = issue(conn, &edit_by(eve), &change, &[id]).unwrap();
        Ok((eve, product("Mug").insert(conn)?, key))
    });
    (t, eve, mug, key)
}

fn with<'a>(t: &'a TestApp, key: &str) -> Client<'a> {
    t.client().with("authorization", &format!("Api-Key {key}"))
}

#[actix_web::test]
async fn a_key_does_what_it_was_given_in_the_name_of_its_owner() {
    let (t, eve, mug, key) = shop();
    let api = with(&t, key.reveal());
    let path = format!("/store/products/{mug}/");
    let answer = api.patch(&path, json!({"inventory": 3})).await;
    assert_eq!(answer.status, 200, "{}", answer.body());
    let entries = t.look(|conn| Ok(audit::page_of_object(conn, "catalog.product", mug, 1, 1)?.entries));
    assert_eq!(
        (entries[0].user_id, entries[0].actor.as_str()),
        (Some(eve.user_id), "eve with the key “Warehouse”")
    );
    // What its owner may and it may not.
    assert_eq!(api.get("/store/orders/").await.status, 403);
    assert_eq!(api.delete(&path).await.status, 403);
    // It is nobody's person.
    for path in ["/store/customers/me/", "/auth/users/me/"] {
        assert_eq!(
            api.put(path, json!({"phone": "1", "email": "x@example.com"})).await.status,
            403,
            "{path}"
        );
    }
    assert_eq!(api.post("/auth/users/set_password/", json!({})).await.status, 403);
    assert_eq!(api.post("/store/orders/", json!({})).await.status, 403);
    let used: Option<chrono::NaiveDateTime> =
        t.look(|conn| Ok(api_keys::table.select(api_keys::last_used_at).first(conn)?));
    assert_eq!(used, Some(t.app.now()));
}

#[actix_web::test]
async fn reading_notes_that_a_key_was_used_and_not_each_time() {
    let (t, _, mug, key) = shop();
    let api = with(&t, key.reveal());
    let path = format!("/store/products/{mug}/");
    let (_, first) = t.statements(api.get(&path)).await;
    let (_, second) = t.statements(api.get(&path)).await;
    let writes = |all: &[storefront::platform::db::Statement]| {
        all.iter().filter(|statement| statement.shape().starts_with("UPDATE")).count()
    };
    assert_eq!((writes(&first), writes(&second)), (1, 0));
}

#[actix_web::test]
async fn what_is_no_key_and_what_its_owner_may_no_longer_is_refused() {
    let (t, eve, mug, key) = shop();
    for wrong in ["", "sf_", "garbage", &key.reveal()[1..], &"x".repeat(5_000)] {
        let answer = with(&t, wrong).get("/store/products/").await;
        let expected = if wrong.is_empty() { 200 } else { 401 };
        assert_eq!(answer.status, expected, "{wrong}");
    }
    t.seed(|conn| {
        let own = user_permissions::table.filter(user_permissions::user_id.eq(eve.user_id));
        Ok(diesel::delete(own).execute(conn)?)
    });
    let answer =
        with(&t, key.reveal()).patch(&format!("/store/products/{mug}/"), json!({"inventory": 1})).await;
    assert_eq!(answer.status, 403);
}
