//! How often something may be tried, and that strangers never lock anybody out.

use std::sync::Arc;

use chrono::TimeDelta;
use futures_util::future::join_all;
use storefront::platform::clock::Clock;

use super::{PASSWORD, delivered, log_in, post_from, with_password};
use crate::support::{TestApp, noon};

/// A shop with `login` failures per account and address, and `mail` requests per address.
fn limited(login: u32, mail: u32) -> TestApp {
    let mut t = TestApp::start();
    let config = Arc::make_mut(&mut t.app.config);
    config.rate_limit_login = login;
    config.rate_limit_mail = mail;
    t
}

const WRONG: [(&str, &str); 2] = [("username", "ann"), ("password", "wrong")];
const RIGHT: [(&str, &str); 2] = [("username", "ann"), ("password", PASSWORD)];

#[actix_web::test]
async fn after_ten_failures_one_has_to_wait_a_quarter_of_an_hour() {
    let mut t = TestApp::start();
    with_password(&t, "Ann");
    for _ in 0..10 {
        assert_eq!(log_in(&t.browser(), "ann", "wrong").await.status, 422);
    }
    let answer = log_in(&t.browser(), "ann", PASSWORD).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "900"));
    assert!(answer.body().contains("Too many attempts. Please try again in 15 minutes."));
    assert!(answer.body().contains("value=\"ann\""), "what was typed is kept");

    t.app.clock = Clock::Fixed(noon() + TimeDelta::minutes(14));
    let answer = log_in(&t.browser(), "ann", PASSWORD).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "60"));
    t.app.clock = Clock::Fixed(noon() + TimeDelta::minutes(15));
    assert_eq!(log_in(&t.browser(), "ann", PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn an_account_that_does_not_exist_is_throttled_just_the_same() {
    let t = limited(2, 20);
    with_password(&t, "Ann");
    for login in ["ann", "nobody"] {
        let mut told = Vec::new();
        for _ in 0..3 {
            let answer = log_in(&t.browser(), login, "wrong").await;
            told.push((answer.status, answer.header("retry-after").to_owned()));
        }
        assert_eq!(told, [(422, "".into()), (422, "".into()), (429, "900".into())], "{login}");
    }
}

#[actix_web::test]
async fn signing_in_does_not_count() {
    let t = limited(2, 20);
    with_password(&t, "Ann");
    for _ in 0..6 {
        assert_eq!(log_in(&t.browser(), "ann", PASSWORD).await.status, 303);
    }
    for _ in 0..2 {
        assert_eq!(log_in(&t.browser(), "ann", "wrong").await.status, 422);
    }
    assert_eq!(log_in(&t.browser(), "ann", "wrong").await.status, 429);
}

#[actix_web::test]
async fn a_stranger_does_not_lock_out_a_browser_that_has_signed_in_before() {
    let t = limited(1, 20);
    with_password(&t, "Ann");
    let own = t.browser();
    assert_eq!(post_from(&own, "192.0.2.1", "/account/login/", &RIGHT).await.status, 303);
    own.post("/account/logout/", &[]).await;

    // From the same address, as behind the router of an office, and from many others.
    for host in 1..=12 {
        post_from(&t.browser(), &format!("192.0.2.{host}"), "/account/login/", &WRONG).await;
        post_from(&t.browser(), "192.0.2.1", "/account/login/", &[("username", "bob"), ("password", "x")])
            .await;
    }
    let new = t.browser();
    assert_eq!(post_from(&new, "192.0.2.1", "/account/login/", &RIGHT).await.status, 429);
    assert_eq!(post_from(&new, "198.51.100.9", "/account/login/", &RIGHT).await.status, 429);
    assert_eq!(post_from(&own, "192.0.2.1", "/account/login/", &RIGHT).await.status, 303);

    let thief = t.browser();
    thief.set_cookie("device", &own.cookie("device").unwrap());
    assert_eq!(post_from(&thief, "192.0.2.1", "/account/login/", &WRONG).await.status, 422);
    assert_eq!(post_from(&thief, "192.0.2.1", "/account/login/", &WRONG).await.status, 429);
}

#[actix_web::test]
async fn the_device_cookie_of_one_account_is_nothing_for_another() {
    let t = limited(1, 20);
    with_password(&t, "Ann");
    with_password(&t, "Mallory");
    let mallory = t.browser();
    assert_eq!(log_in(&mallory, "mallory", PASSWORD).await.status, 303);
    assert_eq!(log_in(&mallory, "ann", "wrong").await.status, 422);
    assert_eq!(log_in(&mallory, "ann", PASSWORD).await.status, 429);
}

#[actix_web::test]
async fn an_address_that_tries_many_accounts_is_stopped() {
    let t = limited(1, 20);
    let mut statuses = Vec::new();
    for number in 0..11 {
        let address = format!("[2001:db8:1:2::{number}]");
        let fields = [("username", format!("user{number}")), ("password", "x".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        statuses.push(post_from(&t.browser(), &address, "/account/login/", &fields).await.status);
    }
    assert_eq!(statuses, [vec![422; 10], vec![429]].concat(), "a /64 is one subscriber");
    let elsewhere = post_from(&t.browser(), "[2001:db8:1:3::1]", "/account/login/", &WRONG).await;
    assert_eq!(elsewhere.status, 422);
}

#[actix_web::test]
async fn attempts_sent_at_once_do_not_slip_through_together() {
    let t = limited(3, 20);
    with_password(&t, "Ann");
    let browsers: Vec<_> = (0..12).map(|_| t.browser()).collect();
    let answers = join_all(browsers.iter().map(|browser| log_in(browser, "ann", "wrong"))).await;
    let tried = answers.iter().filter(|answer| answer.status == 422).count();
    let stopped = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((tried, stopped), (3, 9));
}

fn reset(email: &str) -> [(&str, &str); 1] {
    [("email", email)]
}

#[actix_web::test]
async fn an_address_may_ask_for_so_many_mails_and_what_was_typed_stays() {
    let t = limited(10, 2);
    let browser = t.browser();
    for number in 0..2 {
        let email = format!("ann{number}@example.com");
        assert_eq!(browser.post("/account/password/reset/", &reset(&email)).await.status, 303);
    }
    let answer = browser.post("/account/password/reset/", &reset("ann3@example.com")).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "3600"));
    assert!(answer.body().contains("value=\"ann3@example.com\""));
    let fields = [
        ("username", "carl"),
        ("email", "carl@example.com"),
        ("password", PASSWORD),
        ("password2", PASSWORD),
    ];
    let answer = browser.post("/account/register/", &fields).await;
    assert_eq!(answer.status, 429);
    assert!(answer.body().contains("value=\"carl\"") && answer.body().contains("value=\"carl@example.com\""));
    delivered(&t);
}

#[actix_web::test]
async fn nobody_is_flooded_with_mails_and_the_answer_stays_the_same() {
    let t = TestApp::start();
    with_password(&t, "Ann");
    for number in 0..8 {
        let address = format!("192.0.2.{number}");
        let fields = [("email", if number % 2 == 0 { "ann@example.com" } else { "ANN@example.com" })];
        let answer = post_from(&t.browser(), &address, "/account/password/reset/", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/account/password/reset/sent/"));
    }
    assert_eq!(delivered(&t).len(), 5);
}

#[actix_web::test]
async fn no_limit_is_no_limit() {
    let t = limited(0, 0);
    with_password(&t, "Ann");
    for _ in 0..30 {
        assert_eq!(log_in(&t.browser(), "ann", "wrong").await.status, 422);
        assert_eq!(t.browser().post("/account/password/reset/", &reset("x@example.com")).await.status, 303);
    }
    delivered(&t);
}
