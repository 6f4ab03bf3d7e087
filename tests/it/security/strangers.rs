//! What belongs to somebody else does not exist.
//!
//! Addresses, sessions, reviews and lines of carts have their tests where their pages have them.

use diesel::prelude::*;
use storefront::schema::{order_events, orders, wish_items};

use super::scene::{Kind, shop, visitor};
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::people::customer;

fn bob(t: &TestApp) -> Browser<'_> {
    let bob = t.seed(|conn| Ok(customer("Bob").insert(conn)?));
    let browser = t.browser();
    browser.sign_in(bob);
    browser
}

#[actix_web::test]
async fn an_order_is_found_by_its_number_only_by_who_placed_it() {
    let t = shop();
    let ann = visitor(&t, Kind::Customer).await;
    let path = format!("/account/orders/{}/", ann.value("number"));
    let list = ann.browser.get("/account/orders/").await;
    assert!(list.body().contains(&ann.value("number")));
    assert!(matches!(ann.browser.get(&path).await.status, 200 | 303));
    let bob = bob(&t);
    assert_eq!(bob.get(&path).await.status, 404);
    assert!(!bob.get("/account/orders/").await.body().contains(&ann.value("number")));
    let guest = t.get(&path).await;
    assert_eq!(guest.status, 303);
    assert!(guest.header("location").starts_with("/account/login/"));
}

#[actix_web::test]
async fn an_order_is_changed_only_by_who_knows_all_of_its_key() {
    let t = shop();
    let ann = visitor(&t, Kind::Customer).await;
    let key = ann.value("order");
    let state = || -> (String, String, i64) {
        t.look(|conn| {
            let events = order_events::table.count().get_result(conn)?;
            let state: (String, String) =
                orders::table.select((orders::payment_status, orders::fulfilment_status)).first(conn)?;
            Ok((state.0, state.1, events))
        })
    };
    let before = state();
    let bob = bob(&t);
    let cut = &key[..key.len() - 1];
    for wrong in [cut, &ann.value("number"), "1", "%25", "_", "mug"] {
        assert_eq!(bob.get(&format!("/orders/{wrong}/")).await.status, 404, "{wrong}");
        for change in ["cancellation", "withdrawal", "reorder"] {
            let path = format!("/orders/{wrong}/{change}/");
            assert_eq!(bob.post(&path, &[("name", "Bob")]).await.status, 404, "{path}");
        }
    }
    assert_eq!(state(), before);
}

#[actix_web::test]
async fn nobody_takes_a_wish_off_the_list_of_somebody_else() {
    let t = shop();
    let ann = visitor(&t, Kind::Customer).await;
    assert_eq!(ann.browser.post("/products/mug/wishes/", &[]).await.status, 303);
    let wishes = || t.look(|conn| Ok(wish_items::table.count().get_result::<i64>(conn)?));
    assert_eq!(wishes(), 1);
    for stranger in [bob(&t), t.browser()] {
        assert!(!stranger.get("/account/wishes/").await.body().contains("/products/mug/"));
        stranger.post("/products/mug/wishes/removal/", &[("from", "list")]).await;
        assert_eq!(wishes(), 1);
    }
}
