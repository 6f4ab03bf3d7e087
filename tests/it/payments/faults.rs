//! Whatever fails between shop and provider: afterwards order, stock, payment and provider agree.
//!
//! A provider that acts and whose answer is lost is also what a shop sees that was killed while it
//! asked.

use chrono::TimeDelta;
use storefront::payments::provider::PageState;

use super::fake_provider::Trouble;
use super::shop::{Shop, said};

const BEFORE: [Trouble; 1] = [Trouble::Before];
const AFTER: [Trouble; 1] = [Trouble::After];

#[actix_web::test]
async fn a_page_that_cannot_be_opened_leaves_the_order_to_be_paid_again() {
    for trouble in [BEFORE, AFTER] {
        let s = Shop::with_units(5);
        let browser = s.t.browser();
        s.provider.will_fail("open_page", &trouble);
        let led_to = s.order_two(&browser).await;
        assert_eq!(led_to, s.order_href());
        let page = browser.get(&led_to).await;
        assert!(said(&page).contains("Your order is kept"), "{}", page.body());
        assert!(page.body().contains("Pay $"), "{}", page.body());
        assert_eq!((s.status().as_str(), s.units()), ("P unpaid open", 3));
        let again = browser.post(&format!("{led_to}payment/"), &[]).await;
        assert_eq!(again.header("location"), "https://pay.example/cs_1");
        // Asked for under the same key: there is one page, and it is paid once.
        let page = s.provider.pay();
        s.report("evt_1", &page).await;
        s.work();
        assert_eq!((s.status().as_str(), s.differences()), ("C paid", vec![]));
    }
}

#[actix_web::test]
async fn a_page_asked_for_again_much_later_gets_a_new_end() {
    let mut s = Shop::with_units(5);
    s.provider.will_fail("open_page", &BEFORE);
    s.order_two(&s.t.browser()).await;
    s.later(TimeDelta::minutes(20));
    let browser = s.t.browser();
    let again = browser.post(&format!("{}payment/", s.order_href()), &[]).await;
    assert_eq!(again.header("location"), "https://pay.example/cs_1");
    assert_eq!(s.provider.page().expires_at, Some(s.t.app.now() + TimeDelta::minutes(35)));
}

#[actix_web::test]
async fn a_page_that_nobody_came_to_gives_the_order_back_when_it_would_have_ended() {
    for trouble in [BEFORE, AFTER] {
        let mut s = Shop::with_units(5);
        s.provider.will_fail("open_page", &trouble);
        s.order_two(&s.t.browser()).await;
        s.later(TimeDelta::minutes(10));
        s.reconcile().unwrap();
        assert_eq!((s.status().as_str(), s.units()), ("P unpaid open", 3));
        s.later(TimeDelta::minutes(30));
        // Even then only the provider's word ends the hold.
        s.provider.will_fail("open_page", &BEFORE);
        assert!(s.reconcile().is_err());
        assert_eq!((s.status().as_str(), s.units()), ("P unpaid open", 3));
        s.reconcile().unwrap();
        assert_eq!((s.status().as_str(), s.units(), s.differences()), ("F cancelled", 5, vec![]));
    }
}

#[actix_web::test]
async fn a_page_paid_although_its_name_was_never_noted_makes_the_order_paid() {
    for found_by in ["event", "asking"] {
        let mut s = Shop::with_units(5);
        s.provider.will_fail("open_page", &AFTER);
        s.order_two(&s.t.browser()).await;
        let page = s.provider.pay();
        match found_by {
            "event" => {
                s.report("evt_1", &page).await;
                s.work();
            }
            _ => {
                s.later(TimeDelta::minutes(10));
                s.reconcile().unwrap();
            }
        }
        assert_eq!((s.status().as_str(), s.differences()), ("C paid", vec![]), "{found_by}");
    }
}

#[actix_web::test]
async fn paid_without_a_report_and_without_coming_back_is_found_by_asking() {
    let mut s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    s.provider.pay();
    s.later(TimeDelta::minutes(6));
    s.provider.will_fail("find_page", &BEFORE);
    s.provider.will_fail("list_pages", &BEFORE);
    assert!(s.reconcile().is_err());
    assert_eq!(s.status(), "P unpaid open");
    s.reconcile().unwrap();
    assert_eq!(s.status(), "C paid");
    assert_eq!(s.mails().len(), 2);
}

#[actix_web::test]
async fn a_closing_whose_answer_is_lost_is_done_by_the_job() {
    for trouble in [BEFORE, AFTER] {
        let s = Shop::with_units(5);
        let browser = s.t.browser();
        s.order_two(&browser).await;
        s.provider.will_fail("close_page", &trouble);
        browser.post(&format!("{}cancellation/", s.order_href()), &[]).await;
        assert_eq!((s.status().as_str(), s.units()), ("P unpaid open", 3));
        s.work();
        assert_eq!((s.status().as_str(), s.units(), s.differences()), ("F cancelled", 5, vec![]));
        assert_eq!(s.provider.page().state, PageState::Expired);
    }
}

#[actix_web::test]
async fn cancelling_an_order_whose_page_was_never_noted_finds_and_closes_it() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.provider.will_fail("open_page", &AFTER);
    s.order_two(&browser).await;
    browser.post(&format!("{}cancellation/", s.order_href()), &[]).await;
    assert_eq!(s.provider.page().state, PageState::Expired);
    assert_eq!((s.status().as_str(), s.units()), ("F cancelled", 5));
}

#[actix_web::test]
async fn cancelled_at_once_from_many_places_gives_stock_back_once() {
    use crate::support::at_once::at_once;
    use storefront::checkout::paying::closing::close;

    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    s.provider.will_fail("close_page", &BEFORE);
    browser.post(&format!("{}cancellation/", s.order_href()), &[]).await;
    let closed = at_once(8, |_| close(&s.t.app, 1).is_ok());
    assert!(closed.into_iter().all(|done| done));
    assert_eq!((s.status().as_str(), s.units()), ("F cancelled", 5));
}
