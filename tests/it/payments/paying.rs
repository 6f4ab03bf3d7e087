//! From the last step of the checkout to the provider's page, and what comes of it.

use chrono::TimeDelta;
use storefront::payments::provider::PageState;

use super::fake_provider::Trouble;
use super::shop::{Shop, said};
use crate::support::shopping::left;

#[actix_web::test]
async fn the_order_is_stored_with_its_stock_before_the_customer_leaves() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    let away = s.order_two(&browser).await;
    assert_eq!(away, "https://pay.example/cs_1");
    assert_eq!(s.status(), "P unpaid open");
    assert_eq!(s.t.look(|conn| Ok(left(conn, s.product)?)), 3);
    // Nothing is confirmed before it is paid.
    assert_eq!(s.mails(), Vec::<String>::new());
}

#[actix_web::test]
async fn the_report_of_the_provider_makes_the_order_paid_and_sends_the_mail() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    let page = s.provider.pay();
    s.report("evt_1", &page).await;
    let mails = s.mails();
    assert_eq!(s.status(), "C paid");
    // The confirmation and the invoice.
    assert_eq!(mails.len(), 2, "{mails:?}");
    assert_eq!(s.reference(), Some("pi_cs_1".to_owned()));
    let page = browser.get(&s.order_href()).await;
    assert!(page.body().contains("Paid, being prepared"), "{}", page.body());
    assert!(!page.body().contains("Pay $"), "{}", page.body());
}

#[actix_web::test]
async fn the_same_form_sent_again_leads_to_the_same_page() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    browser.put(s.product, 2).await;
    let last = browser.to_last_step().await;
    let first = s.send(&browser, &last).await;
    let again = s.send(&browser, &last).await;
    assert_eq!((first.status, first.header("location")), (303, "https://pay.example/cs_1"));
    assert_eq!((again.status, again.header("location")), (303, "https://pay.example/cs_1"));
    assert_eq!(s.provider.pages().len(), 1);
}

#[actix_web::test]
async fn paying_again_leads_to_the_open_page_without_asking_for_another() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    let again = browser.post(&format!("{}payment/", s.order_href()), &[]).await;
    assert_eq!((again.status, again.header("location")), (303, "https://pay.example/cs_1"));
    assert_eq!(s.provider.calls(), ["open_page"]);
}

#[actix_web::test]
async fn an_expired_page_gives_stock_and_order_back() {
    let mut s = Shop::with_units(5);
    let browser_of = |s: &Shop| s.order_href();
    {
        let browser = s.t.browser();
        s.order_two(&browser).await;
    }
    s.later(TimeDelta::minutes(36));
    let page = s.provider.page();
    assert_eq!(page.state, PageState::Expired);
    s.report("evt_1", &page).await;
    assert_eq!(s.mails().len(), 1);
    assert_eq!(s.status(), "F cancelled");
    assert_eq!(s.t.look(|conn| Ok(left(conn, s.product)?)), 5);
    let browser = s.t.browser();
    let again = browser.post(&format!("{}payment/", browser_of(&s)), &[]).await;
    assert_eq!(again.header("location"), s.order_href());
    assert!(said(&browser.get(&s.order_href()).await).contains("can no longer be paid"));
}

#[actix_web::test]
async fn a_payment_that_settles_later_keeps_the_hold_until_its_result() {
    for (result, status, units) in [(PageState::Paid, "C paid", 3), (PageState::Failed, "F failed", 5)] {
        let mut s = Shop::with_units(5);
        s.order_two(&s.t.browser()).await;
        let page = s.provider.become_of("cs_1", PageState::Settling);
        s.report("evt_1", &page).await;
        s.mails();
        assert_eq!(s.status(), "P unpaid settling");
        // Days later the hold is still there, and nobody can cancel.
        s.later(TimeDelta::days(3));
        s.reconcile().unwrap();
        assert_eq!((s.status().as_str(), s.units()), ("P unpaid settling", 3));
        let browser = s.t.browser();
        browser.post(&format!("{}cancellation/", s.order_href()), &[]).await;
        assert!(said(&browser.get(&s.order_href()).await).contains("while its payment is on its way"));
        let page = s.provider.become_of("cs_1", result);
        s.report("evt_2", &page).await;
        s.mails();
        assert_eq!((s.status().as_str(), s.units()), (status, units));
    }
}

#[actix_web::test]
async fn cancelling_closes_the_page_first() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    let answer = browser.post(&format!("{}cancellation/", s.order_href()), &[]).await;
    assert_eq!(answer.header("location"), s.order_href());
    assert_eq!(s.provider.page().state, PageState::Expired);
    assert_eq!((s.status().as_str(), s.units()), ("F cancelled", 5));
    assert!(said(&browser.get(&s.order_href()).await).contains("has been cancelled"));
}

#[actix_web::test]
async fn cancelling_can_put_everything_back_into_the_cart() {
    let s = Shop::with_units(2);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    let page = browser.get(&format!("/payment/canceled/?order={}", s.token())).await;
    assert!(page.body().contains("Your payment has not been processed"), "{}", page.body());
    let answer = browser.post(&format!("{}cancellation/", s.order_href()), &[("restore", "1")]).await;
    assert_eq!(answer.header("location"), "/cart/");
    assert!(browser.get("/cart/").await.body().contains("Mug"));
    assert_eq!(s.status(), "F cancelled");
}

#[actix_web::test]
async fn an_order_that_was_paid_at_the_last_moment_is_not_cancelled() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    s.provider.pay();
    let answer = browser.post(&format!("{}cancellation/", s.order_href()), &[]).await;
    let page = browser.get(answer.header("location")).await;
    assert!(page.body().contains("Your payment was successful"), "{}", page.body());
    assert_eq!((s.status().as_str(), s.units()), ("C paid", 3));
}

#[actix_web::test]
async fn a_page_that_cannot_be_closed_keeps_the_order_until_it_can() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    s.provider.will_fail("close_page", &[Trouble::Before]);
    let answer = browser.post(&format!("{}cancellation/", s.order_href()), &[]).await;
    let page = browser.get(answer.header("location")).await;
    assert!(page.body().contains("Your order is being cancelled"), "{}", page.body());
    assert_eq!((s.status().as_str(), s.units()), ("P unpaid open", 3));
    // Meanwhile nobody is led to the page that is being closed.
    let pay = browser.post(&format!("{}payment/", s.order_href()), &[]).await;
    assert_eq!(pay.header("location"), s.order_href());
    s.mails();
    assert_eq!((s.status().as_str(), s.units()), ("F cancelled", 5));
}

#[actix_web::test]
async fn what_is_being_paid_at_a_provider_is_not_edited() {
    use storefront::checkout::order_lines::{change_lines, list_lines};
    use storefront::platform::editing::Rows;

    let s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    let order = s.order_id();
    let (line, mut change) = s.t.look(|conn| Ok(list_lines(conn, order)?.remove(0)));
    change.quantity = 1;
    let rows = Rows { changed: vec![(line, change)], ..Rows::default() };
    let said = s.t.refusal(|conn| change_lines(conn, &crate::support::editing::edit(), order, &rows));
    assert!(format!("{said:?}").contains("being paid at a payment provider"), "{said:?}");
}

#[actix_web::test]
async fn staff_cannot_book_a_payment_of_a_provider() {
    use storefront::payments::payments::book;
    use storefront::platform::actor::Actor;

    let s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    let order = s.order_id();
    let booked = s.t.app.db.write_blocking(|conn| {
        book(conn, order, &Actor::system(), s.t.app.now())
            .map_err(storefront::platform::web::error::AppError::internal)
    });
    assert!(booked.is_err());
    assert_eq!(s.status(), "P unpaid open");
}

#[actix_web::test]
async fn a_shop_without_a_provider_does_not_offer_it() {
    let t = crate::support::TestApp::start();
    let browser = t.browser();
    let product = t.seed(|conn| Ok(crate::support::builders::product("Mug").insert(conn)?));
    browser.put(product, 1).await;
    let last = browser.to_last_step().await;
    assert!(!last.body().contains("value=\"stripe\""));
    let (token, seen) =
        (crate::support::shopping::field(&last, "token"), crate::support::shopping::field(&last, "seen"));
    let form = [("token", token.as_str()), ("seen", seen.as_str()), ("payment_method", "stripe")];
    assert_eq!(browser.post("/checkout/payment/", &form).await.status, 422);
    assert_eq!(t.browser().post("/payment/webhook/", &[]).await.status, 404);
}
