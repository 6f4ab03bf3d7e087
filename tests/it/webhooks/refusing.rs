//! Nothing is sent to what only this machine can see, or where everybody on the way can read it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::prelude::*;
use storefront::schema::webhooks;
use storefront::webhooks::models::Topic;
use storefront::webhooks::webhook_editing::{WebhookEntry, save};
use storefront::worker::run_next;

use super::receiver::{Receiver, answer};
use super::{deliver, deliveries, off, states, webhook};
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::editing::edit;

/// What becomes of a message to this address when a worker sends it.
fn sent_to(address: &str) -> (String, String) {
    let t = TestApp::start();
    webhook(&t, address, &[Topic::StockChanged]);
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    off(|| while run_next(&t.app).unwrap() {});
    let delivery = deliveries(&t).remove(0);
    (delivery.state, delivery.error)
}

#[test]
fn an_address_inside_is_refused_as_a_number_and_as_a_name() {
    let receiver = Receiver::start("200 OK");
    for (address, why) in [
        (receiver.url(), "127.0.0.1 is not a public address"),
        (format!("https://127.0.0.1:{}/", receiver.port()), "127.0.0.1 is not a public address"),
        (format!("https://[::1]:{}/", receiver.port()), "::1 is not a public address"),
        ("https://169.254.169.254/latest/".to_owned(), "169.254.169.254 is not a public address"),
        ("https://10.0.0.1/".to_owned(), "10.0.0.1 is not a public address"),
        (format!("https://localhost:{}/", receiver.port()), "localhost is not a public address"),
        ("http://1.1.1.1/".to_owned(), "the address must begin with https://"),
    ] {
        assert_eq!(sent_to(&address), ("failed".into(), format!("Not sent: {why}.")), "{address}");
    }
    assert_eq!(receiver.heard(), Vec::<String>::new());
}

#[test]
fn a_redirect_is_not_followed() {
    let t = TestApp::start();
    let (receiver, inside) = (Receiver::start("200 OK"), Receiver::start("200 OK"));
    let location = format!("Location: {}\r\n", inside.url());
    receiver.answers(move |_| answer("307 Temporary Redirect", &location, ""));
    let id = webhook(&t, &receiver.url(), &[Topic::StockChanged]);
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    deliver(&t, id, &receiver);
    assert_eq!((receiver.heard().len(), inside.heard().len()), (1, 0));
    let delivery = deliveries(&t).remove(0);
    assert_eq!((delivery.state.as_str(), delivery.status), ("failed", Some(307)));
}

#[test]
fn an_endless_answer_is_read_no_further_than_it_is_of_use() {
    let t = TestApp::start();
    let receiver = Receiver::start("200 OK");
    let was_asked = Arc::new(AtomicBool::new(false));
    let asked = was_asked.clone();
    receiver.answers(move |_| {
        asked.store(true, Ordering::SeqCst);
        answer("500 Oops", "", &"no ".repeat(1_000_000))
    });
    let id = webhook(&t, &receiver.url(), &[Topic::StockChanged]);
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    deliver(&t, id, &receiver);
    assert!(was_asked.load(Ordering::SeqCst));
    let error = deliveries(&t).remove(0).error;
    assert!(error.len() < 300 && error.starts_with("The target answered 500"), "{error}");
    assert_eq!(states(&t), ["failed"]);
}

#[test]
fn an_address_to_which_nothing_could_be_sent_is_refused_when_it_is_entered() {
    let t = TestApp::start();
    let enter = |address: &str| {
        let entry = WebhookEntry::new("Warehouse".into(), address.into(), &[Topic::OrderPaid], true);
        t.refusal(|conn| save(conn, &edit(), None, &entry))
    };
    for address in [
        "",
        "warehouse",
        "http://example.com/",
        "ftp://example.com/",
        "https://user:pw@example.com/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::ffff:10.0.0.1]/",
    ] {
        assert_eq!(enter(address).0, "address", "{address}");
    }
    assert_eq!(enter(&format!("https://example.com/{}", "x".repeat(2_000))).0, "address");
    let untold = WebhookEntry::new("Warehouse".into(), "https://example.com/".into(), &[], true);
    assert_eq!(t.refusal(|conn| save(conn, &edit(), None, &untold)).0, "order_placed");
    let count: i64 = t.read(|conn| webhooks::table.count().get_result(conn));
    assert_eq!(count, 0);
}
