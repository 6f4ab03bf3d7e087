//! Carts and checkout over the API, by guests and by customers.

use serde_json::{Value, json};
use storefront::cart::carts;
use storefront::cart::models::CartOwner;

use crate::api::client::Client;
use crate::support::builders::{product, variant};
use crate::support::people::customer;
use crate::support::shopping::{code, count_orders, left, promotion};
use crate::support::{TestApp, noon};

/// A new cart with units of a product; its address.
pub async fn cart_with(api: &Client<'_>, product: i64, quantity: i32) -> String {
    let id = api.post("/store/carts/", json!({})).await.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/store/carts/{id}/");
    let added =
        api.post(&format!("{path}items/"), json!({"product_id": product, "quantity": quantity})).await;
    assert_eq!(added.status, 201, "{}", added.body());
    path
}

pub fn address() -> Value {
    json!({"name": "Ann Lee", "street": "Main Street 1", "city": "Springfield", "zip": "12345", "country": "US"})
}

#[actix_web::test]
async fn a_cart_shows_prices_before_promotions_and_what_the_shop_would_charge_when_asked() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        let mug = product("Mug").price(899).inventory(9).insert(conn)?;
        promotion(1_000, &[mug]).insert(conn)?;
        code("SPRING").insert(conn)?;
        Ok(mug)
    });
    let api = t.client();
    let path = cart_with(&api, mug, 2).await;
    let json = api.get(&path).await.json();
    let simple = json!({"id": mug, "title": "Mug", "unit_price": 8.99});
    assert_eq!(
        json["items"],
        json!([{"id": json["items"][0]["id"], "product": simple, "quantity": 2, "total_price": 17.98}])
    );
    assert_eq!(json["total_price"], 17.98);
    let entered = api.put(&format!("{path}code/"), json!({"code": "spring"})).await;
    assert_eq!(entered.status, 200, "{}", entered.body());
    let json = api.get(&format!("{path}?include=prices")).await.json();
    assert_eq!(json["total_price"], 17.98);
    assert_eq!(json["items"][0]["current_price"], 8.09);
    assert_eq!(
        json["prices"],
        json!({"currency": "USD", "subtotal": 16.18, "code": "spring", "code_problem": null, "discount": 1.62})
    );
    let answer = api.put(&format!("{path}code/"), json!({"code": "nothing"})).await;
    assert_eq!(answer.status, 400);
    assert!(answer.json()["code"][0].is_string());
    assert_eq!(api.delete(&format!("{path}code/")).await.status, 204);
    assert_eq!(api.delete(&path).await.status, 204);
    assert_eq!(api.get(&path).await.told(), (404, json!({"detail": "No Cart matches the given query."})));
}

#[actix_web::test]
async fn more_than_there_is_is_refused_with_what_is_left() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").inventory(3).insert(conn)?));
    let api = t.client();
    let path = cart_with(&api, mug, 2).await;
    let answer = api.post(&format!("{path}items/"), json!({"product_id": mug, "quantity": 2})).await;
    let message = "Only 3 of “Mug” are left, and your cart has 2 of them already.";
    assert_eq!(answer.told(), (400, json!({"quantity": [message]})));
    let line = api.get(&path).await.json()["items"][0]["id"].clone();
    let answer = api.patch(&format!("{path}items/{line}/"), json!({"quantity": 4})).await;
    assert_eq!(answer.told(), (400, json!({"quantity": ["Only 3 of “Mug” are left."]})));
    assert_eq!(
        api.patch(&format!("{path}items/{line}/"), json!({"quantity": 3})).await.told(),
        (200, json!({"quantity": 3}))
    );
    assert_eq!(
        api.patch(&format!("{path}items/{line}/"), json!({})).await.told(),
        (200, json!({"quantity": 3}))
    );
}

#[actix_web::test]
async fn a_product_with_variants_asks_for_one() {
    let t = TestApp::start();
    let (mug, large) = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        let large = storefront::catalog::products::create_variant(conn, mug, &variant("Large"), noon())?;
        Ok((mug, large))
    });
    let api = t.client();
    let id = api.post("/store/carts/", json!({})).await.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/store/carts/{id}/items/");
    let answer = api.post(&path, json!({"product_id": mug, "quantity": 1})).await;
    assert_eq!(answer.told(), (400, json!({"variant_id": ["Please choose one of the variants first."]})));
    let made = api.post(&path, json!({"product_id": mug, "variant_id": large, "quantity": 1})).await;
    assert_eq!((made.status, &made.json()["variant_id"]), (201, &json!(large)));
}

#[actix_web::test]
async fn a_customers_cart_is_nobody_elses() {
    let t = TestApp::start();
    let (ann, bob, id) = t.seed(|conn| {
        let (ann, bob) = (customer("Ann").insert(conn)?, customer("Bob").insert(conn)?);
        let owner = CartOwner::Customer(ann.customer_id);
        let cart = carts::find_or_create(conn, Some(&owner), noon()).unwrap();
        Ok((ann, bob, cart.id))
    });
    let path = format!("/store/carts/{id}/");
    for (client, status) in [(t.client(), 404), (t.client_of(bob), 404), (t.client_of(ann), 200)] {
        assert_eq!(client.get(&path).await.status, status);
        assert_eq!(client.get(&format!("{path}checkout/")).await.status, status);
    }
    assert_eq!(t.client_of(bob).delete(&path).await.status, 404);
    let answer = t.client_of(bob).post("/store/orders/", json!({"cart_id": id})).await;
    assert_eq!(answer.told(), (400, json!({"cart_id": ["No cart with the given ID was found."]})));
}

#[actix_web::test]
async fn a_guest_orders_without_a_page() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").price(1_000).inventory(5).insert(conn)?));
    let api = t.client();
    let path = cart_with(&api, mug, 2).await;
    let answer = api.post(&format!("{path}order/"), json!({})).await;
    assert_eq!(answer.told(), (409, json!({"detail": "Enter contact and address for this cart first."})));
    let wrong = json!({"email": "ann", "shipping_address": {"name": "Ann", "country": "XX"}});
    let answer = api.put(&format!("{path}checkout/"), wrong).await;
    assert_eq!(answer.status, 400);
    for field in ["email", "shipping_address.street", "shipping_address.city", "shipping_address.country"] {
        assert!(answer.json()[field][0].is_string(), "{field}: {}", answer.body());
    }
    let entered = json!({"email": "ann@example.com", "shipping_address": address()});
    let answer = api.put(&format!("{path}checkout/"), entered).await;
    assert_eq!(answer.status, 200, "{}", answer.body());
    let quoted = answer.json();
    assert_eq!(quoted["obstacles"], json!([]));
    assert_eq!(quoted["totals"]["subtotal"], 20.0);
    let made = api.post(&format!("{path}order/"), json!({"payment_method": "invoice"})).await;
    assert_eq!(made.status, 201, "{}", made.body());
    let order = made.json();
    assert_eq!(order["total"], quoted["totals"]["total"]);
    assert_eq!(order["shipping_address"]["city"], "Springfield");
    assert_eq!(
        (order["customer"].clone(), t.look(|conn| left(conn, mug).map_err(Into::into))),
        (Value::Null, 3)
    );
    let own = format!("/store/guest-orders/{}/", order["token"].as_str().unwrap());
    assert_eq!(api.get(&own).await.json()["number"], order["number"]);
    assert_eq!(made.header("location"), format!("/api{own}"));
    assert_eq!(api.get(&path).await.status, 404);
    assert_eq!(t.look(|conn| count_orders(conn).map_err(Into::into)), (1, 1));
}
