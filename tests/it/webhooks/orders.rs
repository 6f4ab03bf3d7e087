//! What is told of orders, whoever makes and changes them.

use diesel::prelude::*;
use storefront::checkout::order_actions::{cancel, mark_paid, ship};
use storefront::checkout::order_editing::{OrderChange, save};
use storefront::checkout::order_lines::{OrderLineChange, change_lines};
use storefront::checkout::refunds::requesting::{everything, request};
use storefront::orders::models::PaymentStatus;
use storefront::orders::queries::find_order;
use storefront::platform::editing::{Refused, Rows};
use storefront::promotions::models::PromotionKind;
use storefront::schema::orders;
use storefront::webhooks::models::Topic;

use super::receiver::Receiver;
use super::{NOWHERE, deliver, off, told, topics, webhook};
use crate::payments::shop::Shop;
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::shopping::code;

const ORDERS: [Topic; 5] = [
    Topic::OrderPlaced,
    Topic::OrderPaid,
    Topic::OrderCancelled,
    Topic::OrderFulfilled,
    Topic::OrderRefunded,
];

#[actix_web::test]
async fn an_order_is_told_from_its_placing_to_its_refund_with_what_it_is_then() {
    let t = TestApp::start();
    let receiver = Receiver::start("200 OK");
    let id = webhook(&t, &receiver.url(), &ORDERS);
    let mug = t.seed(|conn| Ok(product("Mug").price(1_234).insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 2).await;
    browser.order().await;
    let order: i64 = t.read(|conn| orders::table.select(orders::id).first(conn));
    t.change(|conn| mark_paid(conn, &edit(), &[order]));
    t.change(|conn| ship(conn, &edit(), &[order]));
    t.change(|conn| {
        let found = find_order(conn, order)?.unwrap();
        let all = everything(conn, &found)?.unwrap();
        request(conn, &edit(), order, &all).map_err(|error| Refused::whole(format!("{error:?}")))
    });
    deliver(&t, id, &receiver);
    let sent = receiver.take();
    let heard: Vec<_> = sent.iter().map(|message| message.what()).collect();
    let wanted = ["order.placed", "order.paid", "order.fulfilled", "order.refunded"];
    assert_eq!(heard, wanted.map(|topic| format!("{topic} orders.order:{order}")));
    let statuses: Vec<_> = sent
        .iter()
        .map(|message| {
            let data = message.json()["data"].clone();
            format!(
                "{} {}",
                data["payment_status"].as_str().unwrap(),
                data["fulfilment_status"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        statuses,
        ["pending unfulfilled", "complete unfulfilled", "complete shipped", "complete shipped"]
    );
    let (first, last) = (sent[0].json(), sent[3].json());
    let line = &first["data"]["lines"][0];
    assert_eq!(
        (&line["title"], &line["quantity"], &line["unit_price"]),
        (&"Mug".into(), &2.into(), &1234.into())
    );
    assert_eq!(last["data"]["refund"]["amount"], last["data"]["total"]);
    // Nothing about people, and nothing that opens the order.
    let token = t.read(|conn| find_order(conn, order)).unwrap().token;
    for message in &sent {
        for secret in ["ann@example.com", "Ann Lee", "High Street", token.as_str()] {
            assert!(!message.body.contains(secret), "{secret}: {}", message.body);
        }
    }
}

#[actix_web::test]
async fn a_cancelled_order_is_told_and_only_who_wants_a_topic_hears_of_it() {
    let t = TestApp::start();
    let (all, some) = (Receiver::start("200 OK"), Receiver::start("200 OK"));
    let everything = webhook(&t, &all.url(), &ORDERS);
    let cancelled = webhook(&t, &some.url(), &[Topic::OrderCancelled]);
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 1).await;
    browser.order().await;
    t.change(|conn| cancel(conn, &edit(), &[1]));
    deliver(&t, everything, &all);
    deliver(&t, cancelled, &some);
    assert_eq!(all.heard(), ["order.placed orders.order:1", "order.cancelled orders.order:1"]);
    assert_eq!(some.heard(), ["order.cancelled orders.order:1"]);
    // What is rolled back was never told.
    t.refusal(|conn| cancel(conn, &edit(), &[1]));
    assert_eq!(told(&t).len(), 2);
}

#[actix_web::test]
async fn an_order_for_nothing_is_placed_before_it_is_paid() {
    let t = TestApp::start();
    webhook(&t, NOWHERE, &ORDERS);
    let mug = t.seed(|conn| {
        code("GIFT").kind(PromotionKind::Amount, 100_000).insert(conn)?;
        Ok(product("Mug").insert(conn)?)
    });
    let browser = t.browser();
    browser.put(mug, 1).await;
    browser.post("/cart/code/", &[("code", "GIFT")]).await;
    browser.order().await;
    assert_eq!(topics(&t), ["order.placed", "order.paid"]);
}

#[test]
fn an_order_that_staff_enter_is_told_once_it_has_its_lines() {
    let t = TestApp::start();
    webhook(&t, NOWHERE, &ORDERS);
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let change = OrderChange {
        email: "ann@example.com".into(),
        payment_status: PaymentStatus::Complete,
        ..OrderChange::default()
    };
    let line = OrderLineChange { product_id: mug, quantity: 2, ..OrderLineChange::default() };
    let rows = Rows { added: vec![line], ..Rows::default() };
    let id = t.change(|conn| save(conn, &edit(), &t.app.config, None, &change));
    assert_eq!(topics(&t), Vec::<String>::new());
    let paid = OrderChange { payment_status: PaymentStatus::Pending, ..change };
    let other = t.change(|conn| {
        let id = save(conn, &edit(), &t.app.config, None, &paid)?;
        change_lines(conn, &edit(), id, &rows)?;
        Ok(id)
    });
    assert_eq!(told(&t), [("order.placed".to_owned(), format!("orders.order:{other}"))]);
    // The first one is paid for already: its lines come in the same transaction on staff pages.
    t.attempt(|conn| change_lines(conn, &edit(), id, &rows)).unwrap();
    assert_eq!(topics(&t), ["order.placed", "order.placed", "order.paid"]);
}

#[actix_web::test]
async fn an_order_that_is_paid_at_a_provider_is_placed_and_paid_when_the_provider_says_so() {
    let s = Shop::with_units(5);
    webhook(&s.t, NOWHERE, &ORDERS);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    assert_eq!(topics(&s.t), Vec::<String>::new());
    s.report("evt_1", &s.provider.pay()).await;
    off(|| s.work());
    assert_eq!(topics(&s.t), ["order.placed", "order.paid"]);
}
