//! What an address costs: a fixed number of statements, however much it shows.

use serde_json::json;

use crate::api::carts::cart_with;
use crate::support::TestApp;
use crate::support::builders::{collection, product};
use crate::support::people::{customer, staff};

#[actix_web::test]
async fn the_number_of_statements_of_an_address_is_fixed() {
    let t = TestApp::start();
    let (ann, sue, mug) = t.seed(|conn| {
        let mugs = collection(conn, "Mugs", None)?;
        let mug = product("Mug").inventory(99).within(mugs).insert(conn)?;
        Ok((customer("Ann").insert(conn)?, staff("Sue").superuser().insert(conn)?, mug))
    });
    let (guest, anns, sues) = (t.client(), t.client_of(ann), t.client_of(sue));
    let cart = cart_with(&guest, mug, 1).await;
    let ordered = cart_with(&guest, mug, 1).await;
    let sent = json!({"cart_id": ordered.split('/').nth(3).unwrap()});
    let order = anns.post("/store/orders/", sent).await.json()["id"].clone();
    // What is public is kept under its versions, which are one statement more.
    let expected = [
        (&guest, "/store/products/".to_owned(), 5),
        (&guest, "/store/products/?collection_id=1&page_size=100".into(), 6),
        (&guest, "/store/products/?search=mug&unit_price__gt=1&include=variants,details".into(), 7),
        (&guest, format!("/store/products/{mug}/"), 4),
        (&guest, format!("/store/products/{mug}/reviews/"), 1),
        (&guest, "/store/collections/".into(), 3),
        (&guest, cart.clone(), 3),
        (&guest, format!("{cart}?include=prices"), 7),
        (&guest, format!("{cart}checkout/"), 8),
        (&anns, "/store/orders/".into(), 3),
        (&anns, format!("/store/orders/{order}/?include=details"), 4),
        (&sues, "/store/orders/".into(), 3),
        (&sues, "/store/customers/".into(), 2),
        (&sues, "/auth/users/".into(), 2),
        (&anns, "/auth/users/me/".into(), 2),
    ];
    let mut wrong = Vec::new();
    for when in ["with one of each", "with many"] {
        for (client, path, count) in &expected {
            let (answer, statements) = t.statements(client.get(path)).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.body());
            // Without the two that begin and end the transaction.
            if statements.len() != count + 2 {
                let list: Vec<&str> = statements.iter().map(|statement| statement.shape()).collect();
                wrong.push(format!("{path} {when}: {} of {count}: {list:#?}", list.len() - 2));
            }
        }
        if when == "with many" {
            break;
        }
        let ids = t.seed(|conn| {
            let mut ids = Vec::new();
            for number in 0..30 {
                ids.push(product(&format!("Mug {number}")).within(1).insert(conn)?);
                customer(&format!("C{number}")).insert(conn)?;
            }
            Ok(ids)
        });
        for id in ids.iter().take(5) {
            guest.post(&format!("{cart}items/"), json!({"product_id": id, "quantity": 1})).await;
            let path = format!("/store/products/{mug}/reviews/");
            guest.post(&path, json!({"name": "A", "description": format!("Text {id}")})).await;
            let more = cart_with(&guest, *id, 1).await;
            let sent = json!({"cart_id": more.split('/').nth(3).unwrap()});
            assert_eq!(anns.post("/store/orders/", sent).await.status, 201);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("; "));
}
