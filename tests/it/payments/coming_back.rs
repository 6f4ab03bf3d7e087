//! Coming back from the provider's page: the pages say what is true.

use storefront::payments::provider::PageState;

use super::fake_provider::Trouble;
use super::shop::Shop;

#[actix_web::test]
async fn coming_back_before_the_report_asks_the_provider() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    s.provider.pay();
    let page = browser.get(&format!("/payment/completed/?order={}", s.token())).await;
    assert!(page.body().contains("Your payment was successful"), "{}", page.body());
    assert_eq!(s.status(), "C paid");
}

#[actix_web::test]
async fn an_address_that_claims_success_does_not_make_it_so() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    for _ in 0..3 {
        let page = browser.get(&format!("/payment/completed/?order={}", s.token())).await;
        assert!(page.body().contains("Your payment has not been processed"), "{}", page.body());
    }
    assert_eq!(s.status(), "P unpaid open");
    // However often the page is loaded, the provider is asked once in a while.
    let asked = s.provider.calls().into_iter().filter(|call| *call == "find_page").count();
    assert_eq!(asked, 1);
}

#[actix_web::test]
async fn an_address_that_claims_failure_does_not_make_it_so() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    let page = s.provider.pay();
    s.report("evt_1", &page).await;
    s.work();
    let page = browser.get(&format!("/payment/canceled/?order={}", s.token())).await;
    assert!(page.body().contains("Your payment was successful"), "{}", page.body());
}

#[actix_web::test]
async fn money_on_its_way_and_a_silent_provider_are_said_as_they_are() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    s.provider.become_of("cs_1", PageState::Settling);
    s.provider.will_fail("find_page", &[Trouble::Before]);
    let completed = format!("/payment/completed/?order={}", s.token());
    let page = browser.get(&completed).await;
    assert!(page.body().contains("Your payment has not been processed"), "{}", page.body());
    let page = s.provider.page();
    s.report("evt_1", &page).await;
    s.work();
    let page = browser.get(&completed).await;
    assert!(page.body().contains("Your payment is on its way"), "{}", page.body());
}

#[actix_web::test]
async fn without_an_order_there_is_no_such_page() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    let nobody = uuid::Uuid::new_v4();
    for path in [
        "/payment/completed/".to_owned(),
        "/payment/canceled/?order=x".to_owned(),
        format!("/payment/completed/?order={nobody}"),
    ] {
        assert_eq!(browser.get(&path).await.status, 404, "{path}");
    }
}
