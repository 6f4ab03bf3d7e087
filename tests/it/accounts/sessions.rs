//! Where somebody is signed in, and signing out there.

use actix_web::test::TestRequest;
use chrono::TimeDelta;
use diesel::prelude::*;
use scraper::{Html, Selector};
use storefront::platform::clock::{Clock, Time};
use storefront::schema::sessions;

use super::{PASSWORD, is_signed_in, log_in, with_password};
use crate::support::browser::Browser;
use crate::support::web::{Answer, texts};
use crate::support::{TestApp, noon};

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Signs Ann in with a browser that says what it is.
async fn log_in_as(browser: &Browser<'_>, agent: &str) {
    let request = TestRequest::post()
        .uri("/account/login/")
        .insert_header(("user-agent", agent))
        .set_form([("username", "ann"), ("password", PASSWORD)]);
    assert_eq!(browser.send(request).await.status, 303);
}

fn removals(answer: &Answer) -> Vec<String> {
    let page = Html::parse_document(answer.body());
    let forms = Selector::parse(".entry-list form").unwrap();
    page.select(&forms).map(|form| form.attr("action").unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn the_list_shows_each_browser_and_which_one_is_this() {
    let mut t = TestApp::start();
    with_password(&t, "Ann");
    log_in_as(&t.browser(), FIREFOX).await;
    t.app.clock = Clock::Fixed(noon() + TimeDelta::minutes(90));
    let here = t.browser();
    log_in_as(&here, "<b>curl/8.5.0").await;
    let list = here.get("/account/sessions/").await;
    assert_eq!(
        texts(&list, ".entry-list p"),
        [
            "curl (this browser) since 15 March 2026, 13:30 UTC last seen 15 March 2026, 13:30 UTC",
            "Firefox on Windows since 15 March 2026, 12:00 UTC last seen 15 March 2026, 12:00 UTC",
        ]
    );
    t.app.clock = Clock::Fixed(noon() + TimeDelta::minutes(91));
    let here = t.browser();
    log_in_as(&here, "").await;
    assert_eq!(texts(&here.get("/account/sessions/").await, ".entry-list p").len(), 3);
}

#[actix_web::test]
async fn when_a_session_was_last_seen_is_noted_by_the_hour() {
    let mut t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let cookie = {
        let browser = t.browser();
        browser.sign_in(ann);
        browser.cookie("session").unwrap()
    };
    for (minutes, seen) in [(59, 0), (61, 61), (90, 61), (122, 122)] {
        t.app.clock = Clock::Fixed(noon() + TimeDelta::minutes(minutes));
        let browser = t.browser();
        browser.set_cookie("session", &cookie);
        assert!(is_signed_in(&browser).await);
        let noted: Time = t.look(|conn| Ok(sessions::table.select(sessions::last_seen_at).first(conn)?));
        assert_eq!(noted, noon() + TimeDelta::minutes(seen), "{minutes}");
    }
    t.app.clock = Clock::Fixed(noon() + TimeDelta::days(14));
    let browser = t.browser();
    browser.set_cookie("session", &cookie);
    assert!(!is_signed_in(&browser).await, "after fourteen days it is over");
}

#[actix_web::test]
async fn one_session_can_be_ended_from_another() {
    let t = TestApp::start();
    with_password(&t, "Ann");
    let (here, there) = (t.browser(), t.browser());
    log_in_as(&there, FIREFOX).await;
    log_in_as(&here, "").await;
    let list = removals(&here.get("/account/sessions/").await);
    let own = here.get("/account/sessions/").await;
    let this = texts(&own, ".entry-list p").iter().position(|text| text.contains("(this browser)")).unwrap();
    assert_eq!(here.post(&list[1 - this], &[]).await.status, 303);
    assert!(!is_signed_in(&there).await && is_signed_in(&here).await);
    assert_eq!(here.post(&list[1 - this], &[]).await.status, 404, "it is gone");

    assert_eq!(here.post(&list[this], &[]).await.header("location"), "/");
    assert!(!is_signed_in(&here).await, "the own one as well");
}

#[actix_web::test]
async fn somebody_elses_session_does_not_exist() {
    let t = TestApp::start();
    with_password(&t, "Ann");
    with_password(&t, "Bob");
    let (ann, bob) = (t.browser(), t.browser());
    log_in(&ann, "ann", PASSWORD).await;
    log_in(&bob, "bob", PASSWORD).await;
    let anns = removals(&ann.get("/account/sessions/").await);
    assert_eq!(anns.len(), 1);
    assert_eq!(bob.post(&anns[0], &[]).await.status, 404);
    assert!(is_signed_in(&ann).await);
}

#[actix_web::test]
async fn signing_out_everywhere_leaves_this_browser_signed_in_under_a_new_key() {
    let t = TestApp::start();
    with_password(&t, "Ann");
    let (here, there) = (t.browser(), t.browser());
    for browser in [&here, &there] {
        log_in(browser, "ann", PASSWORD).await;
    }
    let key = here.cookie("session").unwrap();
    assert_eq!(here.post("/account/sessions/removal/", &[]).await.status, 303);
    let list = here.get("/account/sessions/").await;
    assert!(list.body().contains("You have been signed out everywhere else."));
    assert_eq!(removals(&list).len(), 1);
    assert!(!is_signed_in(&there).await);
    assert_ne!(here.cookie("session").unwrap(), key);
    here.set_cookie("session", &key);
    assert!(!is_signed_in(&here).await);
}
