//! Cookies: only for visitors who do something, and out of reach of everybody else.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::test::TestRequest;
use storefront::app::App;

use super::scene::{PASSWORD, ann, shop};
use crate::support::TestApp;
use crate::support::web::Answer;

fn cookies(answer: &Answer) -> Vec<Cookie<'static>> {
    let values = answer.headers.get_all("set-cookie");
    values.map(|value| Cookie::parse(value.to_str().unwrap().to_owned()).unwrap()).collect()
}

async fn sign_in(t: &TestApp, origin: &str) -> Answer {
    let fields = [("username", "ann"), ("password", PASSWORD)];
    let request =
        TestRequest::post().uri("/account/login/").insert_header(("origin", origin)).set_form(fields);
    t.call(request).await
}

#[actix_web::test]
async fn whoever_only_looks_gets_no_cookie() {
    let t = shop();
    for path in [
        "/",
        "/products/",
        "/products/mug/",
        "/collections/things/",
        "/products/?q=mug",
        "/cart/",
        "/checkout/",
        "/account/",
        "/account/login/",
        "/account/register/",
        "/account/password/reset/",
        "/account/wishes/",
        "/no-such-page/",
    ] {
        let browser = t.browser();
        let answer = browser.get(path).await;
        assert!(answer.status < 500 && cookies(&answer).is_empty(), "{path}");
    }
}

#[actix_web::test]
async fn cookies_are_for_this_shop_alone() {
    let t = shop();
    ann(&t);
    let answer = sign_in(&t, "http://127.0.0.1:8000").await;
    assert_eq!(answer.status, 303, "{}", answer.body());
    let cookies = cookies(&answer);
    assert!(cookies.iter().any(|cookie| cookie.name() == "session"));
    for cookie in cookies {
        assert_eq!(cookie.http_only(), Some(true), "{cookie}");
        assert_eq!(cookie.same_site(), Some(SameSite::Lax), "{cookie}");
        assert_eq!(cookie.domain(), None, "{cookie}");
        assert_ne!(cookie.secure(), Some(true), "{cookie}");
        assert!(!cookie.value().contains("ann"), "{cookie}");
    }
}

#[actix_web::test]
async fn behind_https_cookies_are_bound_to_the_host_and_go_nowhere_unencrypted() {
    let mut t = shop();
    let mut config = (*t.app.config).clone();
    config.base_url = "https://shop.example".to_owned();
    let clock = t.app.clock;
    t.app = App::open(config).unwrap();
    t.app.clock = clock;
    ann(&t);
    let answer = sign_in(&t, "https://shop.example").await;
    assert_eq!(answer.status, 303, "{}", answer.body());
    let cookies = cookies(&answer);
    assert!(cookies.iter().any(|cookie| cookie.name() == "__Host-session" && cookie.path() == Some("/")));
    for cookie in cookies {
        assert_eq!(cookie.secure(), Some(true), "{cookie}");
        assert_eq!(cookie.http_only(), Some(true), "{cookie}");
        assert_eq!(cookie.same_site(), Some(SameSite::Lax), "{cookie}");
        assert!(cookie.name().starts_with("__Host-") || cookie.name().starts_with("__Secure-"), "{cookie}");
    }
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
}

#[actix_web::test]
async fn signing_in_changes_the_key_so_that_a_planted_one_opens_nothing() {
    let t = shop();
    ann(&t);
    let browser = t.browser();
    browser.put(1, 1).await;
    let planted = browser.cookie("session").unwrap();
    let answer = browser.post("/account/login/", &[("username", "ann"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 303);
    assert_ne!(browser.cookie("session").unwrap(), planted);
    let thief = t.browser();
    thief.set_cookie("session", &planted);
    assert_eq!(thief.get("/account/").await.status, 303, "the planted key is not signed in");
}
