//! Stripe over HTTP: what is asked, what is understood, and whatever fails in between.

use std::collections::HashMap;

use chrono::TimeDelta;
use serde_json::{Value, json};
use storefront::config::Config;
use storefront::payments::provider::{
    NotAnEvent, PageState, Provider, ProviderError, ProviderRefundState, WantedLine, WantedPage, WantedRefund,
};
use storefront::payments::stripe::Stripe;
use storefront::platform::money::Money;

use crate::fake_stripe::{FakeStripe, SECRET_KEY, Trouble, WEBHOOK_SECRET};
use crate::support::noon;

const SHOP: &str = "https://shop.example";

/// The settings of a shop that takes payments at the stand-in.
pub fn settings(fake: &FakeStripe) -> impl Fn(&'static str) -> Option<String> + use<> {
    let base = fake.base.clone();
    move |name| match name {
        "STRIPE_SECRET_KEY" => Some(SECRET_KEY.to_owned()),
        "STRIPE_WEBHOOK_SECRET" => Some(WEBHOOK_SECRET.to_owned()),
        "STRIPE_API_BASE" => Some(base.clone()),
        _ => None,
    }
}

fn connect() -> (FakeStripe, Stripe) {
    let fake = FakeStripe::start(Some(noon().and_utc().timestamp()));
    let keys = Config::parse(settings(&fake)).unwrap().stripe.unwrap();
    let stripe = Stripe::new(&keys, SHOP).unwrap();
    (fake, stripe)
}

fn wanted() -> WantedPage {
    WantedPage {
        order_id: 7,
        order_number: "ABC123".into(),
        payment_id: 9,
        email: "ann@example.com".into(),
        amount: Money(2_500),
        currency: "USD".into(),
        lines: vec![
            WantedLine { title: "Mug & Co <b>".into(), quantity: 2, unit_amount: Money(1_000) },
            WantedLine { title: "Shipping".into(), quantity: 1, unit_amount: Money(500) },
        ],
        expires_at: noon() + TimeDelta::minutes(35),
        success_href: format!("{SHOP}/payment/completed/?order=t"),
        cancel_href: format!("{SHOP}/payment/canceled/?order=t"),
    }
}

#[test]
fn a_page_is_what_was_asked_for() {
    let (fake, stripe) = connect();
    let page = stripe.open_page(&wanted(), "page-9-1").unwrap();
    assert_eq!(page.state, PageState::Open);
    assert_eq!((page.amount, page.currency.as_deref()), (Some(Money(2_500)), Some("USD")));
    assert_eq!((page.order_id, page.payment_id), (Some(7), Some(9)));
    assert_eq!(page.expires_at, Some(wanted().expires_at));
    assert!(page.url.as_ref().unwrap().starts_with(&fake.base), "{page:?}");
    let session = fake.state().sessions[0].clone();
    assert_eq!(session["client_reference_id"], "7");
    assert_eq!(session["customer_email"], "ann@example.com");
    assert_eq!(session["metadata"], json!({ "shop": SHOP, "order_id": "7", "payment_id": "9" }));
    assert_eq!(stripe.find_page(&page.session).unwrap(), page);
}

#[test]
fn asking_again_gives_the_same_page_whatever_was_lost() {
    use Trouble::{Conflict, ErrorAfter, ErrorBefore, Garbage, LostAfter, LostBefore, TooMany};
    for trouble in [ErrorBefore, ErrorAfter, LostBefore, LostAfter, TooMany, Conflict] {
        let (fake, stripe) = connect();
        fake.will_fail("POST /v1/checkout/sessions", &[trouble]);
        let page = stripe.open_page(&wanted(), "page-9-1").unwrap();
        assert_eq!(stripe.open_page(&wanted(), "page-9-1").unwrap(), page, "{trouble:?}");
        assert_eq!(fake.state().sessions.len(), 1, "{trouble:?}");
    }
    let (fake, stripe) = connect();
    fake.will_fail("POST /v1/checkout/sessions", &[Garbage]);
    let error = stripe.open_page(&wanted(), "page-9-1").unwrap_err();
    assert!(error.is_open(), "{error}");
    assert_eq!(fake.state().sessions.len(), 1);
    // Broken off each time: the page is looked for, and only without one another key may be used.
    for (trouble, found) in [(ErrorAfter, true), (ErrorBefore, false)] {
        let (fake, stripe) = connect();
        fake.will_fail("POST /v1/checkout/sessions", &[trouble; 3]);
        match stripe.open_page(&wanted(), "page-9-1") {
            Ok(page) => assert!(found && page.state == PageState::Open, "{page:?}"),
            Err(ProviderError::Refused { .. }) => assert!(!found),
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_key_used_before_with_other_words_finds_the_page_that_was_opened() {
    let (fake, stripe) = connect();
    fake.state().most_per_part = 1;
    let page = stripe.open_page(&wanted(), "page-9-1").unwrap();
    for number in 0..3 {
        let other = WantedPage { payment_id: 100 + number, ..wanted() };
        stripe.open_page(&other, &format!("page-{number}")).unwrap();
    }
    let renamed = WantedPage { email: "new@example.com".into(), ..wanted() };
    assert_eq!(stripe.open_page(&renamed, "page-9-1").unwrap().session, page.session);
}

#[test]
fn what_stripe_refuses_is_refused_and_not_tried_again() {
    let (fake, stripe) = connect();
    for (wanted, words) in [
        (WantedPage { expires_at: noon() + TimeDelta::minutes(20), ..wanted() }, "between 30 minutes"),
        (WantedPage { success_href: "nowhere".into(), ..wanted() }, "success_url"),
        (
            WantedPage {
                lines: vec![WantedLine { title: "Cheap".into(), quantity: 1, unit_amount: Money(10) }],
                ..wanted()
            },
            "at least $0.50",
        ),
    ] {
        match stripe.open_page(&wanted, "page-x") {
            Err(ProviderError::Refused { message, .. }) => assert!(message.contains(words), "{message}"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(fake.state().calls.len(), 3);
    assert_eq!(stripe.find_page("cs_nobody"), Err(ProviderError::Unknown));
    // A name that could lead elsewhere never leaves the shop.
    for name in ["../refunds", "cs?x", "", "cs/expire"] {
        assert_eq!(stripe.find_page(name), Err(ProviderError::Unknown));
    }
    assert_eq!(fake.state().calls.len(), 4);
}

#[test]
fn a_page_is_closed_once_and_lists_come_in_parts() {
    let (fake, stripe) = connect();
    fake.state().most_per_part = 2;
    let mut sessions = Vec::new();
    for number in 0..5 {
        let wanted = WantedPage { payment_id: number, ..wanted() };
        sessions.push(stripe.open_page(&wanted, &format!("page-{number}")).unwrap().session);
    }
    assert_eq!(stripe.close_page(&sessions[0]).unwrap().state, PageState::Expired);
    fake.state().complete(&sessions[1], true);
    assert!(matches!(stripe.close_page(&sessions[1]), Err(ProviderError::Refused { .. })));
    let (mut seen, mut after) = (Vec::new(), None::<String>);
    loop {
        let part = stripe.list_pages(noon() - TimeDelta::hours(1), after.as_deref()).unwrap();
        after = part.entries.last().map(|page| page.session.clone());
        seen.extend(part.entries.into_iter().map(|page| page.session));
        if !part.has_more {
            break;
        }
    }
    sessions.reverse();
    assert_eq!(seen, sessions);
    assert!(stripe.list_pages(noon() + TimeDelta::hours(1), None).unwrap().entries.is_empty());
}

#[test]
fn every_state_of_a_page_is_understood() {
    let (fake, stripe) = connect();
    let id = stripe.open_page(&wanted(), "a").unwrap().session;
    fake.state().complete(&id, false);
    assert_eq!(stripe.find_page(&id).unwrap().state, PageState::Settling);
    fake.state().settle(&id, false);
    assert_eq!(stripe.find_page(&id).unwrap().state, PageState::Failed);
    fake.state().settle(&id, true);
    let paid = stripe.find_page(&id).unwrap();
    assert_eq!((paid.state, paid.reference.is_some()), (PageState::Paid, true));
    // A page of another shop with the same account, and one that is no single payment.
    let keys = Config::parse(settings(&fake)).unwrap().stripe.unwrap();
    let other = Stripe::new(&keys, "https://other.example").unwrap();
    assert_eq!(other.find_page(&id).unwrap().state, PageState::Other);
    fake.state().session(&id).unwrap()["mode"] = json!("subscription");
    assert_eq!(stripe.find_page(&id).unwrap().state, PageState::Other);
}

#[test]
fn money_goes_back_once_and_never_more_than_came() {
    let (fake, stripe) = connect();
    let id = stripe.open_page(&wanted(), "a").unwrap().session;
    fake.state().complete(&id, true);
    let reference = stripe.find_page(&id).unwrap().reference.unwrap();
    let wanted = WantedRefund {
        refund_id: 3,
        reference: reference.clone(),
        amount: Money(1_000),
        currency: "USD".into(),
    };
    fake.will_fail("POST /v1/refunds", &[Trouble::LostAfter]);
    let refund = stripe.refund(&wanted, "refund-3").unwrap();
    assert_eq!((refund.state, refund.refund_id), (ProviderRefundState::Succeeded, Some(3)));
    assert_eq!(stripe.list_refunds(&reference, None).unwrap().entries, [refund]);
    let too_much = WantedRefund { refund_id: 4, amount: Money(1_501), ..wanted };
    assert!(matches!(stripe.refund(&too_much, "refund-4"), Err(ProviderError::Refused { .. })));
    assert_eq!(fake.state().refunds.len(), 1);
}

#[test]
fn events_are_read_without_what_is_nobodys_business() {
    let (fake, stripe) = connect();
    let id = stripe.open_page(&wanted(), "a").unwrap().session;
    {
        let mut state = fake.state();
        state.complete(&id, true);
        let intent = state.session(&id).unwrap()["payment_intent"].as_str().unwrap().to_owned();
        state.give_back(&intent, 500, json!({ "refund_id": "3" }));
        state.happened("customer.created", json!({ "id": "cus_1", "email": "ann@example.com" }));
        state.happened(
            "charge.dispute.created",
            json!({ "id": "dp_1", "amount": 2500, "currency": "usd", "reason": "fraudulent", "payment_intent": intent }),
        );
    }
    let mut kinds = HashMap::new();
    for event in fake.take_events() {
        let body = event.to_string();
        let header = fake.signature(body.as_bytes());
        let read = stripe.read_event(Some(&header), body.as_bytes(), noon()).unwrap();
        let kept = serde_json::to_string(&read.news).unwrap();
        for secret in ["4242", "visa", "Cardholder", "ann@example.com"] {
            assert!(!kept.contains(secret), "{kept}");
        }
        kinds.insert(read.kind, serde_json::from_str::<Value>(&kept).unwrap()["about"].clone());
        assert_eq!(stripe.read_event(None, body.as_bytes(), noon()), Err(NotAnEvent::Unsigned));
        let late = noon() + TimeDelta::minutes(6);
        assert_eq!(stripe.read_event(Some(&header), body.as_bytes(), late), Err(NotAnEvent::Unsigned));
        let changed = body.replace("evt_", "evt-");
        assert_eq!(stripe.read_event(Some(&header), changed.as_bytes(), noon()), Err(NotAnEvent::Unsigned));
    }
    for (kind, about) in [
        ("checkout.session.completed", "page"),
        ("refund.created", "refund"),
        ("charge.refunded", "refunded"),
        ("charge.dispute.created", "disputed"),
        ("customer.created", "nothing"),
    ] {
        assert_eq!(kinds[kind], about, "{kind}");
    }
    for body in [
        "",
        "{}",
        "[]",
        r#"{"id":"evt_1","type":"checkout.session.completed","created":1,"data":{"object":7}}"#,
    ] {
        let header = fake.signature(body.as_bytes());
        assert_eq!(
            stripe.read_event(Some(&header), body.as_bytes(), noon()),
            Err(NotAnEvent::Unreadable),
            "{body}"
        );
    }
}

#[test]
fn a_wrong_key_is_said_without_the_key() {
    let (fake, _) = connect();
    let base = fake.base.clone();
    let config = Config::parse(move |name| match name {
        "STRIPE_SECRET_KEY" => Some("sk_test_wrongkey".to_owned()),
        "STRIPE_API_BASE" => Some(base.clone()),
        _ => None,
    });
    let config = config.unwrap();
    let stripe = Stripe::new(config.stripe.as_ref().unwrap(), SHOP).unwrap();
    let error = stripe.find_page("cs_1").unwrap_err();
    let said = format!("{error} {error:?} {stripe:?} {config:?}");
    assert!(error.to_string().contains("does not accept the key"), "{error}");
    assert!(!said.contains("wrongkey"), "{said}");
    // Nobody listens: said soon, and as something that may be asked again.
    drop(fake);
    assert!(stripe.find_page("cs_1").unwrap_err().is_open());
}

#[test]
fn settings_that_cannot_be_right_are_named_without_their_value() {
    for (name, value) in [
        ("STRIPE_SECRET_KEY", "pk_live_secret"),
        ("STRIPE_SECRET_KEY", "sk_live_with space"),
        ("STRIPE_WEBHOOK_SECRET", "secret"),
        ("STRIPE_API_BASE", "http://api.example.com"),
        ("STRIPE_API_BASE", "secret"),
        ("PAYMENT_HOLD", "30"),
        ("PAYMENT_HOLD", "1441"),
    ] {
        let error = Config::parse(|asked| (asked == name).then(|| value.to_owned())).unwrap_err();
        assert_eq!(error.name, name);
        assert!(!error.to_string().contains("secret") || name == "PAYMENT_HOLD", "{error}");
    }
}
