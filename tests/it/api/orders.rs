//! Orders over the API.

use diesel::prelude::*;
use serde_json::json;
use storefront::platform::audit;
use storefront::platform::queue;
use storefront::schema::{invoices, jobs, orders, payments};

use crate::api::carts::cart_with;
use crate::api::client::permit;
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::people::{Person, customer, staff};
use crate::support::shopping::left;

/// A shop with five mugs, a customer, and staff who may do everything with orders.
fn shop() -> (TestApp, i64, Person, Person) {
    let t = TestApp::start();
    let (mug, ann, sue) = t.seed(|conn| {
        let sue = staff("Sue").insert(conn)?;
        permit(conn, sue, &["orders.view_order", "orders.change_order", "orders.delete_order"])?;
        Ok((product("Mug").price(1_000).inventory(5).insert(conn)?, customer("Ann").insert(conn)?, sue))
    });
    (t, mug, ann, sue)
}

async fn order(t: &TestApp, person: Person, mug: i64) -> i64 {
    let api = t.client_of(person);
    let cart = cart_with(&api, mug, 2).await;
    let id = cart.split('/').nth(3).unwrap();
    let made = api.post("/store/orders/", json!({"cart_id": id})).await;
    assert_eq!(made.status, 201, "{}", made.body());
    made.json()["id"].as_i64().unwrap()
}

fn stock(t: &TestApp, mug: i64) -> i32 {
    t.look(|conn| left(conn, mug).map_err(Into::into))
}

#[actix_web::test]
async fn a_customer_places_a_cart_and_sees_the_order_and_nobody_elses() {
    let (t, mug, ann, sue) = shop();
    let id = order(&t, ann, mug).await;
    let api = t.client_of(ann);
    let json = api.get(&format!("/store/orders/{id}/")).await.json();
    let line = json["items"][0]["id"].clone();
    let simple = json!({"id": mug, "title": "Mug", "unit_price": 10.0});
    let expected = json!({"id": id, "customer": ann.customer_id, "placed_at": "2026-03-15T12:00:00Z",
        "payment_status": "P", "items": [{"id": line, "product": simple, "unit_price": 10.0, "quantity": 2}]});
    assert_eq!(json, expected);
    let json = api.get(&format!("/store/orders/{id}/?include=details")).await.json();
    assert_eq!((&json["email"], &json["shipping_address"]), (&json!("ann@example.com"), &json!(null)));
    assert_eq!(stock(&t, mug), 3);
    let mails: i64 = t.look(|conn| {
        Ok(jobs::table.filter(jobs::kind.eq("orders.send_confirmation")).count().get_result(conn)?)
    });
    assert_eq!(mails, 1);
    let bob = t.seed(|conn| customer("Bob").insert(conn).map_err(Into::into));
    let none = json!({"detail": "No Order matches the given query."});
    assert_eq!(t.client_of(bob).get(&format!("/store/orders/{id}/")).await.told(), (404, none));
    assert_eq!(t.client_of(bob).get("/store/orders/").await.json(), json!([]));
    assert_eq!(t.client_of(sue).get("/store/orders/").await.json().as_array().unwrap().len(), 1);
    assert_eq!(
        t.client_of(bob).post(&format!("/store/orders/{id}/cancellation/"), json!({})).await.status,
        404
    );
}

#[actix_web::test]
async fn an_empty_cart_and_what_is_sold_out_are_not_ordered() {
    let (t, mug, ann, _) = shop();
    let api = t.client_of(ann);
    let empty = api.post("/store/carts/", json!({})).await.json()["id"].clone();
    let answer = api.post("/store/orders/", json!({"cart_id": empty})).await;
    assert_eq!(answer.told(), (400, json!({"cart_id": ["The cart is empty."]})));
    assert_eq!(
        api.post("/store/orders/", json!({"cart_id": "x"})).await.json(),
        json!({"cart_id": ["Must be a valid UUID."]})
    );
    let cart = cart_with(&api, mug, 4).await;
    order(&t, ann, mug).await;
    let answer = api.post("/store/orders/", json!({"cart_id": cart.split('/').nth(3).unwrap()})).await;
    assert_eq!(answer.told(), (409, json!({"detail": "Only 3 of “Mug” are left."})));
    assert_eq!(api.get(&cart).await.status, 200);
}

#[actix_web::test]
async fn staff_book_a_payment_take_it_back_and_delete_the_order() {
    let (t, mug, ann, sue) = shop();
    let id = order(&t, ann, mug).await;
    let (api, path) = (t.client_of(sue), format!("/store/orders/{id}/"));
    assert_eq!(
        api.patch(&path, json!({"payment_status": "paid"})).await.told(),
        (400, json!({"payment_status": ["\"paid\" is not a valid choice."]}))
    );
    assert_eq!(
        api.patch(&path, json!({"payment_status": "C", "customer": 99})).await.told(),
        (200, json!({"payment_status": "C"}))
    );
    // Booking takes no number of an invoice.
    assert_eq!(t.look(|conn| Ok(invoices::table.count().get_result::<i64>(conn)?)), 0);
    assert_eq!(
        api.patch(&path, json!({"payment_status": "F"})).await.told(),
        (200, json!({"payment_status": "F"}))
    );
    assert_eq!(stock(&t, mug), 5);
    assert_eq!(api.patch(&path, json!({"payment_status": "C"})).await.status, 409);
    assert_eq!(api.delete(&path).await.status, 204);
    assert_eq!(stock(&t, mug), 5);
    assert_eq!(t.look(|conn| Ok(orders::table.count().get_result::<i64>(conn)?)), 0);
    let entries = t.look(|conn| Ok(audit::page_of_object(conn, "orders.order", id, 1, 10)?.entries));
    let told: Vec<_> = entries
        .iter()
        .map(|entry| (entry.actor.as_str(), entry.source.as_str(), entry.flag.as_str()))
        .collect();
    assert_eq!(told[0], ("Sue", "api", "delete"));
    assert_eq!(told.len(), 3);
}

#[actix_web::test]
async fn deleting_an_unpaid_order_returns_its_stock_and_one_with_papers_is_kept() {
    let (t, mug, ann, sue) = shop();
    let (unpaid, invoiced, foreign) = (order(&t, ann, mug).await, order(&t, ann, mug).await, 0);
    assert_eq!((stock(&t, mug), foreign), (1, 0));
    let api = t.client_of(sue);
    assert_eq!(api.delete(&format!("/store/orders/{unpaid}/")).await.status, 204);
    assert_eq!(stock(&t, mug), 3);
    t.seed(|conn| {
        storefront::payments::paper::issuing::issue_invoice(conn, invoiced, t.app.now()).unwrap();
        Ok(())
    });
    let answer = api.delete(&format!("/store/orders/{invoiced}/")).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body().contains("it has an invoice, which must be kept"), "{}", answer.body());
    let paid = order(&t, ann, mug).await;
    t.seed(|conn| {
        Ok(diesel::update(payments::table.filter(payments::order_id.eq(paid)))
            .set((payments::provider.eq("stripe"), payments::state.eq("open")))
            .execute(conn)?)
    });
    let answer = api.delete(&format!("/store/orders/{paid}/")).await;
    assert_eq!(answer.status, 409, "{}", answer.body());
    assert_eq!(
        api.patch(&format!("/store/orders/{paid}/"), json!({"payment_status": "C"})).await.status,
        409
    );
}

#[actix_web::test]
async fn cancelling_is_for_its_customer_and_for_staff_with_that_permission() {
    let (t, mug, ann, sue) = shop();
    let (first, second) = (order(&t, ann, mug).await, order(&t, ann, mug).await);
    let path = |id: i64| format!("/store/orders/{id}/cancellation/");
    assert_eq!(t.client().post(&path(first), json!({})).await.status, 401);
    assert_eq!(t.client_of(sue).post(&path(first), json!({})).await.status, 403);
    assert_eq!(
        t.client_of(ann).post(&path(first), json!({})).await.told(),
        (200, json!({"state": "cancelled"}))
    );
    assert_eq!(t.client_of(ann).post(&path(first), json!({})).await.status, 409);
    t.seed(|conn| permit(conn, sue, &["orders.cancel_order"]).map_err(Into::into));
    assert_eq!(t.client_of(sue).post(&path(second), json!({})).await.status, 200);
    assert_eq!(stock(&t, mug), 5);
    let _jobs_wait = queue::MAX_ATTEMPTS;
}

#[actix_web::test]
async fn a_history_is_for_those_who_may_view_histories() {
    let (t, mug, ann, sue) = shop();
    let id = order(&t, ann, mug).await;
    let path = format!("/store/customers/{}/history/", ann.customer_id);
    assert_eq!(t.client().get(&path).await.status, 401);
    assert_eq!(t.client_of(ann).get(&path).await.status, 403);
    assert_eq!(t.client_of(sue).get(&path).await.status, 403);
    t.seed(|conn| {
        permit(conn, sue, &["accounts.view_history", "accounts.change_customer"]).map_err(Into::into)
    });
    let api = t.client_of(sue);
    let own = format!("/store/customers/{}/", ann.customer_id);
    assert_eq!(api.patch(&own, json!({"membership": "G"})).await.json()["membership"], "G");
    let json = api.get(&path).await.json();
    assert_eq!(json["orders"][0]["id"], id);
    assert_eq!(json["changes"][0]["fields"][0], json!({"field": "membership", "before": "B", "after": "G"}));
    assert_eq!(api.get("/store/customers/999999/history/").await.status, 404);
}

#[actix_web::test]
async fn long_lists_stream_and_are_whole() {
    let (t, mug, ann, sue) = shop();
    t.seed(|conn| {
        Ok(diesel::update(storefront::schema::products::table)
            .set(storefront::schema::products::inventory.eq(9_999))
            .execute(conn)?)
    });
    let first = order(&t, ann, mug).await;
    // More than two parts, copied in the database.
    t.seed(|conn| {
        for number in 0..1_200 {
            diesel::sql_query(format!(
                "INSERT INTO orders (number, token, customer_id, email, email_key, payment_status, fulfilment_status, \
                 currency, subtotal, discount, shipping_price, tax, total, tax_rate, prices_include_tax, \
                 shipping_method, payment_method, why, placed_at, notes) \
                 SELECT 'N{number}', 'T{number}', customer_id, email, email_key, payment_status, fulfilment_status, \
                 currency, subtotal, discount, shipping_price, tax, total, tax_rate, prices_include_tax, \
                 shipping_method, payment_method, why, placed_at, notes FROM orders WHERE id = {first}"
            ))
            .execute(conn)?;
        }
        Ok(())
    });
    for client in [t.client_of(sue), t.client_of(ann)] {
        let (answer, statements) = t.statements(client.get("/store/orders/")).await;
        let rows = answer.json();
        assert_eq!(rows.as_array().unwrap().len(), 1_201);
        let mut ids: Vec<i64> =
            rows.as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect();
        ids.dedup();
        assert_eq!(ids.len(), 1_201);
        assert!(statements.len() <= 5 * 4, "{}", statements.len());
    }
}
