//! Events of the provider: genuine, once, in any order.

use storefront::checkout::paying::news::handle;
use storefront::payments::provider::{News, PageState, PaymentPage};
use storefront::platform::money::Money;

use super::fake_provider::FakeProvider;
use super::shop::Shop;
use crate::support::at_once::at_once;

#[actix_web::test]
async fn what_is_not_signed_or_not_readable_is_refused_and_leaves_nothing() {
    let s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    let body = FakeProvider::event("evt_1", &s.provider.pay());
    for (signature, body) in [
        (None, body.clone()),
        (Some("forged"), body),
        (Some("genuine"), b"{".to_vec()),
        (Some("genuine"), Vec::new()),
    ] {
        assert_eq!(s.post_event(signature, body).await.status, 400);
    }
    assert_eq!((s.events(), s.status().as_str()), (vec![], "P unpaid open"));
}

#[actix_web::test]
async fn an_event_sent_again_is_thanked_for_and_heeded_once() {
    let s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    let page = s.provider.pay();
    for _ in 0..3 {
        s.report("evt_1", &page).await;
    }
    s.report("evt_2", &page).await;
    assert_eq!(s.mails().len(), 2);
    assert_eq!((s.events(), s.status().as_str()), (vec!["done".into(), "done".into()], "C paid"));
}

#[actix_web::test]
async fn an_event_heeded_by_many_workers_at_once_is_heeded_once() {
    let s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    let page = s.provider.pay();
    s.report("evt_1", &page).await;
    s.report("evt_2", &page).await;
    let done = at_once(8, |number| handle(&s.t.app, 1 + i64::from(number % 2 == 0), false).is_ok());
    assert!(done.into_iter().all(|done| done));
    assert_eq!((s.status().as_str(), s.differences()), ("C paid", Vec::<String>::new()));
    assert_eq!(s.mails().len(), 2);
}

#[actix_web::test]
async fn what_was_said_earlier_does_not_undo_what_came_later() {
    let s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    let settling = s.provider.become_of("cs_1", PageState::Settling);
    let paid = s.provider.become_of("cs_1", PageState::Paid);
    s.report("evt_2", &paid).await;
    s.mails();
    s.report("evt_1", &settling).await;
    s.mails();
    assert_eq!((s.status().as_str(), s.differences()), ("C paid", Vec::<String>::new()));
}

#[actix_web::test]
async fn a_wrong_amount_or_currency_is_flagged_and_never_paid() {
    for wrong in ["amount", "currency", "missing"] {
        let s = Shop::with_units(5);
        s.order_two(&s.t.browser()).await;
        let mut page = s.provider.pay();
        match wrong {
            "amount" => page.amount = Some(Money(1)),
            "currency" => page.currency = Some("EUR".into()),
            _ => page.amount = None,
        }
        s.report("evt_1", &page).await;
        s.mails();
        assert_eq!(s.events(), ["flagged"]);
        assert_eq!(
            (s.status().as_str(), s.differences()),
            ("P unpaid open", vec!["wrong_amount".to_owned()])
        );
    }
}

#[actix_web::test]
async fn an_event_of_an_unheeded_kind_is_kept_and_ignored() {
    let s = Shop::with_units(5);
    let body = FakeProvider::news("evt_1", "customer.created", &News::Nothing);
    assert_eq!(s.post_event(Some("genuine"), body).await.status, 200);
    s.mails();
    assert_eq!(s.events(), ["ignored"]);
}

#[actix_web::test]
async fn an_event_about_an_unknown_order_is_parked_and_in_the_end_shown_to_staff() {
    let s = Shop::with_units(5);
    let page = stranger("cs_elsewhere");
    s.report("evt_1", &page).await;
    s.work();
    assert_eq!((s.events(), s.differences()), (vec!["parked".into()], vec![]));
    handle(&s.t.app, 1, true).unwrap();
    assert_eq!((s.events(), s.differences()), (vec!["flagged".into()], vec!["unknown".into()]));
}

#[actix_web::test]
async fn an_event_that_came_before_its_order_is_heeded_when_looked_at_again() {
    let s = Shop::with_units(5);
    // The shop was killed between opening the page and noting its name; the event is faster.
    s.order_two(&s.t.browser()).await;
    let mut page = s.provider.pay();
    let known = page.payment_id.replace(4_711);
    page.session = "cs_not_noted".into();
    s.report("evt_1", &page).await;
    s.work();
    assert_eq!(s.events(), ["parked"]);
    page.payment_id = known;
    s.report("evt_2", &page).await;
    handle(&s.t.app, 2, false).unwrap();
    assert_eq!(s.status(), "C paid");
}

#[actix_web::test]
async fn a_payment_that_comes_after_the_cancellation_is_kept_and_flagged() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    browser.post(&format!("{}cancellation/", s.order_href()), &[]).await;
    assert_eq!(s.status(), "F cancelled");
    let mut page = s.provider.page();
    (page.state, page.reference) = (PageState::Paid, Some("pi_1".into()));
    s.report("evt_1", &page).await;
    s.mails();
    assert_eq!((s.status().as_str(), s.units()), ("F paid", 5));
    assert_eq!(s.differences(), ["paid_after_cancellation"]);
}

#[actix_web::test]
async fn expiry_and_payment_at_the_same_moment_end_as_the_provider_says() {
    let s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    let paid = s.provider.pay();
    let mut expired = paid.clone();
    (expired.state, expired.reference) = (PageState::Expired, None);
    // A provider says only one of them; should it say both, staff are told.
    for (id, page) in [("evt_1", &paid), ("evt_2", &expired)] {
        s.report(id, page).await;
    }
    at_once(2, |number| handle(&s.t.app, i64::try_from(number).unwrap() + 1, false).unwrap());
    let differences = s.differences();
    assert_eq!(differences.len(), 1, "{differences:?}");
    assert!(matches!(s.status().as_str(), "C paid" | "F paid"), "{}", s.status());
}

#[actix_web::test]
async fn a_dispute_is_shown_to_staff() {
    let s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    let page = s.provider.pay();
    s.report("evt_1", &page).await;
    s.mails();
    let news = News::Disputed {
        reference: "pi_cs_1".into(),
        amount: Money(2_468),
        currency: "USD".into(),
        reason: "fraudulent".into(),
    };
    let body = FakeProvider::news("evt_2", "charge.dispute.created", &news);
    assert_eq!(s.post_event(Some("genuine"), body).await.status, 200);
    s.work();
    assert_eq!((s.status().as_str(), s.differences()), ("C paid", vec!["disputed".to_owned()]));
}

/// A page that was paid and that no order of the shop knows.
pub fn stranger(session: &str) -> PaymentPage {
    PaymentPage {
        session: session.into(),
        url: None,
        state: PageState::Paid,
        amount: Some(Money(100)),
        currency: Some("USD".into()),
        order_id: Some(99),
        payment_id: Some(99),
        reference: Some("pi_x".into()),
        expires_at: None,
    }
}
