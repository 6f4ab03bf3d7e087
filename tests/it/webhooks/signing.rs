//! Signatures against answers that were computed elsewhere, and over real messages.

use storefront::webhooks::models::Topic;
use storefront::webhooks::secrets::Secret;
use storefront::webhooks::webhook_editing::find_secret;

use super::receiver::Receiver;
use super::{deliver, webhook};
use crate::support::builders::product;
use crate::support::{TestApp, noon};

#[test]
fn a_signature_is_the_one_that_others_compute() {
    // The example of Standard Webhooks' own libraries.
    let secret = Secret::stored("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into());
    assert_eq!(
        secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#).as_deref(),
        Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    );
    // Computed with Python's hmac module.
    let secret = Secret::stored("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".into());
    assert_eq!(
        secret.sign("msg_1", 1_773_576_000, r#"{"title":"Täßchen"}"#).as_deref(),
        Some("v1,IiI+/B9JykoOSs+A8ykABTGc5khcnEinQDLnwuTywtU=")
    );
    for broken in ["", "whsec_", "AAEC", "whsec_%%%"] {
        let signed = Secret::stored(broken.into()).sign("msg_1", 0, "{}");
        assert!(signed.is_none() || broken == "whsec_", "{broken}");
    }
}

#[test]
fn a_secret_is_long_never_the_same_and_never_printed() {
    let (one, other) = (Secret::make(), Secret::make());
    assert_ne!(one.reveal(), other.reveal());
    assert_eq!(one.reveal().len(), "whsec_".len() + 44);
    assert!(one.sign("msg_1", 0, "{}").is_some());
    assert_eq!(one.end().len(), 4);
    assert!(one.reveal().trim_end_matches('=').ends_with(&one.end()));
    assert_eq!(format!("{one:?}"), "…");
}

#[test]
fn a_message_is_signed_with_its_id_and_time_and_is_the_same_each_time() {
    let t = TestApp::start();
    let receiver = Receiver::start("500 Oops");
    let id = webhook(&t, &receiver.url(), &[Topic::StockChanged]);
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let mut t = t;
    deliver(&t, id, &receiver);
    super::later(&mut t, chrono::TimeDelta::seconds(10));
    receiver.says("204 No Content");
    deliver(&t, id, &receiver);
    let sent = receiver.take();
    assert_eq!(sent.len(), 2, "{sent:?}");
    let secret = t.read(|conn| find_secret(conn, id)).unwrap();
    for (message, seconds) in sent.iter().zip([0, 10]) {
        let (id, time) = (message.header("webhook-id"), message.header("webhook-timestamp"));
        assert_eq!(time, (noon().and_utc().timestamp() + seconds).to_string());
        let signature = secret.sign(id, time.parse().unwrap(), &message.body).unwrap();
        assert_eq!(message.header("webhook-signature"), signature);
        assert_eq!(message.header("content-type"), "application/json");
        assert_eq!(message.json()["id"], id);
    }
    assert_eq!(
        (sent[0].body.as_str(), sent[0].header("webhook-id")),
        (sent[1].body.as_str(), sent[1].header("webhook-id"))
    );
    assert_eq!(sent[0].json()["created_at"], "2026-03-15T12:00:00.000000Z");
    assert_eq!(
        sent[0].json()["data"],
        serde_json::json!({"product_id": mug, "slug": "mug", "title": "Mug", "inventory": 10, "is_available": true})
    );
}
