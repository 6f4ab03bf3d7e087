//! A new password for somebody who forgot the old one.

use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::platform::clock::Clock;
use storefront::schema::{account_tokens, users};

use super::{Mail, OTHER_PASSWORD, PASSWORD, delivered, is_signed_in, log_in, with_password};
use crate::support::browser::Browser;
use crate::support::web::Answer;
use crate::support::{TestApp, noon};

const BAD_LINK: &str = "The password reset link was invalid, possibly because it has already been used. Please request a new password reset.";
const NEW: [(&str, &str); 2] = [("new_password1", OTHER_PASSWORD), ("new_password2", OTHER_PASSWORD)];

async fn ask(t: &TestApp, email: &str) -> Answer {
    t.browser().post("/account/password/reset/", &[("email", email)]).await
}

/// Asks for a link and returns its path.
async fn link(t: &TestApp, email: &str) -> String {
    ask(t, email).await;
    let mails: Vec<Mail> = delivered(t);
    assert_eq!(mails.len(), 1, "{mails:?}");
    mails[0].link("/account/password/reset/")
}

async fn is_dead(browser: &Browser<'_>, link: &str) -> bool {
    let (shown, sent) = (browser.get(link).await, browser.post(link, &NEW).await);
    [shown, sent].iter().all(|answer| answer.status == 404 && answer.body().contains(BAD_LINK))
}

#[actix_web::test]
async fn the_mailed_link_sets_a_password_once_and_ends_every_session() {
    let t = TestApp::start();
    with_password(&t, "Ann");
    let elsewhere = t.browser();
    log_in(&elsewhere, "ann", PASSWORD).await;
    let link = link(&t, "ANN@example.com").await;

    let browser = t.browser();
    let page = browser.get(&link).await;
    assert!(page.status == 200 && page.body().contains(&format!("action=\"{link}\"")));
    assert!(page.header("referrer-policy").starts_with("strict-origin"), "the address stays here");
    let answer = browser.post(&link, &NEW).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/account/login/"));
    let form = browser.get("/account/login/").await;
    assert!(form.body().contains("Your password has been set. You may go ahead and log in now."));
    assert!(!is_signed_in(&browser).await, "signing in is a step of its own");

    assert!(!is_signed_in(&elsewhere).await);
    assert!(is_dead(&t.browser(), &link).await);
    assert_eq!(log_in(&t.browser(), "ann", PASSWORD).await.status, 422);
    assert_eq!(log_in(&browser, "ann", OTHER_PASSWORD).await.status, 303);
    assert!(delivered(&t)[0].subject.contains("was changed"));
}

#[actix_web::test]
async fn a_visitor_does_not_learn_which_addresses_have_an_account() {
    let t = TestApp::start();
    with_password(&t, "Ann");
    let mut told = Vec::new();
    for email in ["ann@example.com", "nobody@example.com"] {
        let (answer, statements) = t.statements(ask(&t, email)).await;
        let shapes: Vec<String> = statements.iter().map(|statement| statement.shape().to_owned()).collect();
        told.push((answer.status, answer.header("location").to_owned(), answer.bytes, shapes));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0].1, "/account/password/reset/sent/");
    let page = t.get("/account/password/reset/sent/").await;
    assert!(page.body().contains("We’ve emailed you instructions for setting your password"));
    let mails = delivered(&t);
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "ann@example.com"));
    assert!(mails[0].text.contains("Someone asked for password reset for email ann@example.com."));
}

#[actix_web::test]
async fn a_link_is_void_after_three_days_after_any_change_and_for_a_closed_account() {
    let mut t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let first = link(&t, "ann@example.com").await;
    let second = link(&t, "ann@example.com").await;
    assert_ne!(first, second);

    t.seed(|conn| {
        diesel::update(users::table).set(users::is_active.eq(false)).execute(conn)?;
        Ok(())
    });
    assert!(is_dead(&t.browser(), &first).await);
    t.seed(|conn| {
        diesel::update(users::table).set(users::is_active.eq(true)).execute(conn)?;
        Ok(())
    });
    t.app.clock = Clock::Fixed(noon() + TimeDelta::days(3));
    assert!(is_dead(&t.browser(), &first).await);
    t.app.clock = Clock::Fixed(noon());
    assert_eq!(t.get(&first).await.status, 200);

    let browser = t.browser();
    browser.sign_in(ann);
    let fields = [("old_password", PASSWORD), NEW[0], NEW[1]];
    assert_eq!(browser.post("/account/password/", &fields).await.status, 303);
    assert!(is_dead(&t.browser(), &first).await && is_dead(&t.browser(), &second).await);
    assert!(is_dead(&t.browser(), "/account/password/reset/made-up/").await);
    let left: i64 = t.look(|conn| Ok(account_tokens::table.count().get_result(conn)?));
    assert_eq!(left, 0);
    delivered(&t);
}

#[actix_web::test]
async fn a_bad_password_does_not_use_the_link_up() {
    let t = TestApp::start();
    with_password(&t, "Ann");
    let link = link(&t, "ann@example.com").await;
    let answer = t.browser().post(&link, &[("new_password1", "short"), ("new_password2", "short")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body().contains("This password is too short."));
    assert_eq!(t.browser().post(&link, &NEW).await.status, 303);
    delivered(&t);
}

#[actix_web::test]
async fn what_is_no_address_is_said() {
    let t = TestApp::start();
    for email in ["", "ann", "ann@example.com\r\nBcc: bob@example.com", "ann@example.com, bob@example.com"] {
        assert_eq!(ask(&t, email).await.status, 422, "{email:?}");
    }
    assert!(delivered(&t).is_empty());
}
