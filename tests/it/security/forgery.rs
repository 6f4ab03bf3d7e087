//! What another site makes a browser send.

use actix_web::test::TestRequest;

use super::addresses::{ADDRESSES, STAFF};
use super::scene::{Visitor, customer_with_order, guest_with_cart, shop};
use crate::support::TestApp;

const FORGERIES: &[&[(&str, &str)]] = &[
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:8000")],
    &[("origin", "https://evil.example")],
    &[("origin", "http://127.0.0.1:8001")],
    &[("origin", "http://127.0.0.1:8000.evil.example")],
    &[("origin", "null")],
    &[("origin", "")],
];

/// Nothing is asked of the database, so nothing in it changes: not even the session is looked up.
async fn is_refused_everywhere(t: &TestApp, visitor: &Visitor<'_>) {
    for address in ADDRESSES.iter().chain(STAFF) {
        for forgery in FORGERIES {
            let mut request =
                TestRequest::post().uri(&visitor.path(address)).set_form(visitor.fields(address));
            for header in *forgery {
                request = request.insert_header(*header);
            }
            let (answer, statements) = t.statements(visitor.browser.send(request)).await;
            assert_eq!(answer.status, 403, "{} {forgery:?}", address.pattern);
            assert_eq!(answer.header("set-cookie"), "", "{} {forgery:?}", address.pattern);
            assert!(statements.is_empty(), "{} {forgery:?}: {statements:?}", address.pattern);
        }
    }
}

#[actix_web::test]
async fn another_site_changes_nothing_for_a_guest() {
    let t = shop();
    is_refused_everywhere(&t, &guest_with_cart(&t).await).await;
}

#[actix_web::test]
async fn another_site_changes_nothing_for_a_customer() {
    let t = shop();
    is_refused_everywhere(&t, &customer_with_order(&t).await).await;
}

#[actix_web::test]
async fn what_is_refused_when_forged_is_taken_from_the_shop_itself() {
    let t = shop();
    let visitor = customer_with_order(&t).await;
    for pattern in
        ["/products/{slug}/likes/", "/cart/code/", "/account/profile/", "/orders/{token}/cancellation/"]
    {
        let address = ADDRESSES.iter().find(|address| address.pattern == pattern).unwrap();
        let request = TestRequest::post()
            .uri(&visitor.path(address))
            .insert_header(("origin", "http://127.0.0.1:8000"))
            .insert_header(("sec-fetch-site", "same-origin"))
            .set_form(visitor.fields(address));
        let answer = visitor.browser.send(request).await;
        assert_eq!(answer.status, 303, "{pattern}: {}", answer.body());
    }
}

#[actix_web::test]
async fn a_link_changes_nothing_and_is_told_what_the_address_takes() {
    let t = shop();
    let visitor = customer_with_order(&t).await;
    for address in ADDRESSES.iter().filter(|address| !address.is_page) {
        for request in [TestRequest::get(), TestRequest::delete()] {
            let answer = visitor.browser.send(request.uri(&visitor.path(address))).await;
            assert_eq!((answer.status, answer.header("allow")), (405, "POST"), "{}", address.pattern);
        }
    }
}
