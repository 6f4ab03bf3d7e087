//! The whole way against a stand-in for Stripe: placed, paid with Stripe's cards for tests, reported,
//! given back.

use chrono::TimeDelta;
use reqwest::StatusCode;
use storefront::app::App;
use storefront::checkout::paying::reconciliation;
use storefront::checkout::refunds::requesting::{everything, request};
use storefront::config::Config;
use storefront::orders::queries::find_order;
use storefront::platform::clock::Clock;
use storefront::platform::db::write_transaction;

use super::shop::Shop;
use super::stripe::settings;
use crate::fake_stripe::{FakeStripe, Trouble};
use crate::support::editing::edit;
use crate::support::noon;

/// A shop whose provider is the stand-in.
fn shop() -> (Shop, FakeStripe) {
    let fake = FakeStripe::start(Some(noon().and_utc().timestamp()));
    let mut s = Shop::with_units(5);
    let stripe = Config::parse(settings(&fake)).unwrap().stripe;
    let config = Config { stripe, ..(*s.t.app.config).clone() };
    s.t.app = App { clock: Clock::Fixed(noon()), ..App::open(config).unwrap() };
    (s, fake)
}

/// What the customer enters on the page; status and text of the answer.
fn enter(href: &str, card: &str) -> (StatusCode, String) {
    let client = reqwest::blocking::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let form = format!("card={card}");
    let sent =
        client.post(href).header("content-type", "application/x-www-form-urlencoded").body(form).send();
    let answer = sent.unwrap();
    (answer.status(), answer.text().unwrap())
}

fn pay(href: &str, card: &str) -> (StatusCode, String) {
    let (href, card) = (href.to_owned(), card.to_owned());
    std::thread::spawn(move || enter(&href, &card)).join().unwrap()
}

/// Sends what happened, as often as asked.
async fn deliver(s: &Shop, fake: &FakeStripe, times: usize) {
    for event in fake.take_events() {
        let body = event.to_string().into_bytes();
        for _ in 0..times {
            let header = fake.signature(&body);
            let answer = s.post_event(Some(&header), body.clone()).await;
            assert_eq!(answer.status, 200, "{event}");
        }
    }
    off(|| s.work());
}

/// Does what blocks where nobody waits for it.
pub fn off<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}

#[actix_web::test]
async fn a_card_is_declined_then_confirmed_by_the_bank_and_charged_once() {
    let (s, fake) = shop();
    let browser = s.t.browser();
    let href = s.order_two(&browser).await;
    assert!(href.starts_with(&fake.base), "{href}");
    assert!(pay(&href, "4000 0000 0000 0002").1.contains("declined"));
    deliver(&s, &fake, 1).await;
    assert_eq!(s.status(), "P unpaid open");
    assert!(pay(&href, "4000002500003155").1.contains("Your bank asks you"));
    assert_eq!(pay(&href, "confirmed").0, StatusCode::SEE_OTHER);
    deliver(&s, &fake, 3).await;
    assert_eq!((s.status().as_str(), s.differences()), ("C paid", vec![]));
    assert!(s.reference().unwrap().starts_with("pi_"));
    // Nothing more can be paid there.
    assert_eq!(pay(&href, "4242424242424242").0, StatusCode::GONE);
}

#[actix_web::test]
async fn money_that_comes_days_later_or_never() {
    for (came, status, units) in [(true, "C paid", 3), (false, "F failed", 5)] {
        let (s, fake) = shop();
        let href = s.order_two(&s.t.browser()).await;
        pay(&href, "later");
        deliver(&s, &fake, 1).await;
        assert_eq!(s.status(), "P unpaid settling");
        let id = href.rsplit('/').next().unwrap().to_owned();
        fake.state().settle(&id, came);
        deliver(&s, &fake, 1).await;
        assert_eq!((s.status().as_str(), s.units()), (status, units));
    }
}

#[actix_web::test]
async fn without_any_report_asking_finds_what_was_paid_and_what_expired() {
    for is_paid in [true, false] {
        let (mut s, fake) = shop();
        let href = s.order_two(&s.t.browser()).await;
        if is_paid {
            pay(&href, "4242424242424242");
        }
        fake.later(36 * 60);
        s.t.app.clock = Clock::Fixed(noon() + TimeDelta::minutes(36));
        fake.will_fail("GET /v1/checkout/sessions", &[Trouble::ErrorBefore, Trouble::LostBefore]);
        off(|| reconciliation::run(&s.t.app).unwrap());
        let expected = if is_paid { ("C paid", 3) } else { ("F cancelled", 5) };
        assert_eq!((s.status().as_str(), s.units()), expected);
        // The report that comes after all changes nothing.
        deliver(&s, &fake, 1).await;
        assert_eq!((s.status().as_str(), s.units(), s.differences()), (expected.0, expected.1, vec![]));
    }
}

#[actix_web::test]
async fn given_back_reported_and_failed_at_the_bank() {
    let (s, fake) = shop();
    let href = s.order_two(&s.t.browser()).await;
    pay(&href, "4242424242424242");
    deliver(&s, &fake, 1).await;
    fake.state().refunds_begin = "pending";
    let order = s.order_id();
    let mut conn = s.t.app.config.database.connect().unwrap();
    write_transaction(&mut conn, |conn| {
        let found = find_order(conn, order)?.unwrap();
        let all = everything(conn, &found)?.unwrap();
        request(conn, &edit(), order, &all)
    })
    .unwrap();
    off(|| s.work());
    let states = |s: &Shop| -> Vec<String> {
        use diesel::prelude::*;
        use storefront::schema::refunds;
        s.t.look(|conn| Ok(refunds::table.select(refunds::state).load(conn)?))
    };
    assert_eq!(states(&s), ["settling"]);
    deliver(&s, &fake, 2).await;
    assert_eq!((states(&s), s.differences()), (vec!["settling".to_owned()], vec![]));
    let id = fake.state().refunds[0]["id"].as_str().unwrap().to_owned();
    fake.state().fail_refund(&id);
    deliver(&s, &fake, 2).await;
    assert_eq!((states(&s), s.differences()), (vec!["failed".to_owned()], vec!["refund_failed".to_owned()]));
}

#[actix_web::test]
async fn the_policy_of_every_page_lets_forms_lead_to_the_provider() {
    let (s, fake) = shop();
    let page = s.t.browser().get("/cart/").await;
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.contains(&format!("form-action 'self' {};", fake.base)), "{policy}");
}
