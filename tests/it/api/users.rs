//! Users and customers over the API.

use actix_web::web::block;
use diesel::prelude::*;
use serde_json::{Value, json};
use storefront::accounts::hashers;
use storefront::schema::{customers, jobs, orders, users};

use crate::api::carts::{address, cart_with};
use crate::api::client::permit;
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::people::{customer, staff};

fn nora() -> Value {
    json!({"username": "nora", "email": "nora@example.com", "password": "Blue-Kettle-4711", "first_name": "Nora", "last_name": "New"})
}

#[actix_web::test]
async fn registering_makes_an_account_with_a_customer_record() {
    let t = TestApp::start();
    let made = t.client().post("/auth/users/", nora()).await;
    assert_eq!(made.status, 201, "{}", made.body());
    let id = made.json()["id"].as_i64().unwrap();
    let expected = json!({"id": id, "username": "nora", "email": "nora@example.com", "first_name": "Nora", "last_name": "New"});
    assert_eq!(made.json(), expected);
    let records: i64 =
        t.look(|conn| Ok(customers::table.filter(customers::user_id.eq(id)).count().get_result(conn)?));
    assert_eq!(records, 1);
    let again = t.client().post("/auth/users/", nora()).await;
    assert_eq!(
        again.told(),
        (
            400,
            json!({"username": ["A user with that username already exists."], "email": ["user with this email already exists."]})
        )
    );
}

#[actix_web::test]
async fn what_is_wrong_with_a_registration_is_said_field_by_field() {
    let t = TestApp::start();
    let with = |field: &str, value: &str| {
        let mut sent = nora();
        sent[field] = json!(value);
        sent
    };
    let wrong = [
        (
            "username",
            "a b",
            "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.",
        ),
        ("email", "nobody", "Enter a valid email address."),
        ("password", "", "This field may not be blank."),
        ("password", "nora@example", "The password is too similar to the email address."),
        ("password", "12345678", "This password is too common."),
    ];
    for (field, value, message) in wrong {
        let answer = t.client().post("/auth/users/", with(field, value)).await;
        assert_eq!((answer.status, &answer.json()[field][0]), (400, &json!(message)), "{}", answer.body());
    }
    assert_eq!(t.look(|conn| Ok(users::table.count().get_result::<i64>(conn)?)), 0);
}

#[actix_web::test]
async fn names_are_not_told_to_those_who_ask_about_many() {
    let mut t = TestApp::start();
    let mut config = (*t.app.config).clone();
    config.rate_limit_mail = 1;
    t.app.config = config.into();
    t.client().post("/auth/users/", nora()).await;
    for _ in 0..9 {
        assert_eq!(t.client().post("/auth/users/", nora()).await.status, 400);
    }
    assert_eq!(t.client().post("/auth/users/", nora()).await.status, 429);
}

/// An address that nobody has shown to be theirs opens no orders.
#[actix_web::test]
async fn registering_with_somebodys_address_gives_nothing_of_theirs() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let cart = cart_with(&t.client(), mug, 1).await;
    let entered = json!({"email": "nora@example.com", "shipping_address": address()});
    t.client().put(&format!("{cart}checkout/"), entered).await;
    assert_eq!(t.client().post(&format!("{cart}order/"), json!({})).await.status, 201);
    t.client().post("/auth/users/", nora()).await;
    let tokens = t
        .client()
        .post("/auth/jwt/create/", json!({"username": "nora", "password": "Blue-Kettle-4711"}))
        .await
        .json();
    let api = t.client().with("authorization", &format!("JWT {}", tokens["access"].as_str().unwrap()));
    assert_eq!(api.get("/store/orders/").await.told(), (200, json!([])));
    assert_eq!(
        t.look(|conn| Ok(orders::table
            .filter(orders::customer_id.is_null())
            .count()
            .get_result::<i64>(conn)?)),
        1
    );
}

#[actix_web::test]
async fn others_are_as_if_they_were_not_there() {
    let t = TestApp::start();
    let (ann, bob, sue) = t.seed(|conn| {
        let sue = staff("Sue").insert(conn)?;
        permit(conn, sue, &["accounts.view_user"])?;
        Ok((customer("Ann").insert(conn)?, customer("Bob").insert(conn)?, sue))
    });
    let path = format!("/auth/users/{}/", bob.user_id);
    assert_eq!(t.client().get(&path).await.status, 401);
    for method in ["GET", "PUT", "PATCH", "DELETE"] {
        let answer = t.client_of(ann).send(method.parse().unwrap(), &path, Some(json!({}))).await;
        assert_eq!(answer.told(), (404, json!({"detail": "Not found."})), "{method}");
    }
    let list = t.client_of(ann).get("/auth/users/").await.json();
    assert_eq!(list, json!([{"email": "ann@example.com", "id": ann.user_id, "username": "ann"}]));
    assert_eq!(t.client_of(sue).get("/auth/users/").await.json().as_array().unwrap().len(), 3);
    assert_eq!(t.client_of(sue).get(&path).await.status, 200);
    assert_eq!(t.client_of(sue).patch(&path, json!({"email": "x@example.com"})).await.status, 403);
}

#[actix_web::test]
async fn another_address_counts_once_it_is_confirmed() {
    let t = TestApp::start();
    let ann = t.seed(|conn| customer("Ann").insert(conn).map_err(Into::into));
    let answer = t
        .client_of(ann)
        .patch("/auth/users/me/", json!({"email": "new@example.com", "first_name": "Anna"}))
        .await;
    assert_eq!(
        (&answer.json()["email"], &answer.json()["first_name"]),
        (&json!("ann@example.com"), &json!("Anna"))
    );
    let mails: Vec<String> = t.look(|conn| Ok(jobs::table.select(jobs::kind).load(conn)?));
    assert_eq!(mails, ["accounts.answer_email_change"]);
}

#[actix_web::test]
async fn an_account_is_closed_with_its_password_and_not_while_it_has_orders() {
    let t = TestApp::start();
    let hash = block(|| hashers::hash("Blue-Kettle-4711").unwrap()).await.unwrap();
    let (ann, bob, mug) = t.seed(|conn| {
        Ok((
            customer("Ann").password_hash(&hash).insert(conn)?,
            customer("Bob").password_hash(&hash).insert(conn)?,
            product("Mug").insert(conn)?,
        ))
    });
    let api = t.client_of(ann);
    let close = |password: &str| json!({"current_password": password});
    let answer = api.send("DELETE".parse().unwrap(), "/auth/users/me/", Some(close("x"))).await;
    assert_eq!(answer.told(), (400, json!({"current_password": ["Invalid password."]})));
    let cart = cart_with(&api, mug, 1).await;
    assert_eq!(
        api.post("/store/orders/", json!({"cart_id": cart.split('/').nth(3).unwrap()})).await.status,
        201
    );
    let answer =
        api.send("DELETE".parse().unwrap(), "/auth/users/me/", Some(close("Blue-Kettle-4711"))).await;
    assert_eq!(answer.told(), (409, json!({"detail": "This account has orders and cannot be deleted."})));
    let bobs = t.client_of(bob);
    let answer =
        bobs.send("DELETE".parse().unwrap(), "/auth/users/me/", Some(close("Blue-Kettle-4711"))).await;
    assert_eq!(answer.status, 204);
    assert_eq!(
        bobs.get("/auth/users/me/").await.told(),
        (401, json!({"detail": "User not found", "code": "user_not_found"}))
    );
}

#[actix_web::test]
async fn what_is_mailed_is_not_told() {
    let t = TestApp::start();
    t.seed(|conn| customer("Ann").insert(conn).map_err(Into::into));
    for path in ["reset_password", "reset_username", "resend_activation"] {
        for email in ["ann@example.com", "nobody@example.com"] {
            let answer = t.client().post(&format!("/auth/users/{path}/"), json!({"email": email})).await;
            assert_eq!((answer.status, answer.bytes.len()), (204, 0), "{path} {email}");
        }
    }
    for path in ["reset_password_confirm", "activation", "reset_username_confirm"] {
        let sent =
            json!({"uid": "MQ", "token": "x", "new_password": "Blue-Kettle-4711", "new_username": "other"});
        let answer = t.client().post(&format!("/auth/users/{path}/"), sent).await;
        assert_eq!(answer.told(), (400, json!({"token": ["Invalid token for given user."]})), "{path}");
    }
}

#[actix_web::test]
async fn a_customer_says_of_themselves_what_staff_do_not_decide() {
    let t = TestApp::start();
    let ann = t.seed(|conn| customer("Ann").insert(conn).map_err(Into::into));
    let api = t.client_of(ann);
    let sent =
        json!({"phone": "555-1", "birth_date": "1990-01-05", "membership": "G", "user_id": 1, "id": 7});
    let expected = json!({"id": ann.customer_id, "user_id": ann.user_id, "phone": "555-1", "birth_date": "1990-01-05", "membership": "B"});
    assert_eq!(api.put("/store/customers/me/", sent).await.told(), (200, expected.clone()));
    assert_eq!(api.get("/store/customers/me/").await.json(), expected);
    let answer = api.put("/store/customers/me/", json!({"phone": "", "birth_date": "3026-01-01"})).await;
    assert_eq!(answer.status, 400);
    assert_eq!(t.client_of(ann).get(&format!("/store/customers/{}/", ann.customer_id)).await.status, 403);
}
