//! Changing the password while signed in.

use diesel::prelude::*;
use storefront::schema::{sessions, users};

use super::{OTHER_PASSWORD, PASSWORD, delivered, is_signed_in, log_in, with_password};
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::people::customer;
use crate::support::web::Answer;

async fn change(browser: &Browser<'_>, old: &str, first: &str, second: &str) -> Answer {
    let fields = [("old_password", old), ("new_password1", first), ("new_password2", second)];
    browser.post("/account/password/", &fields).await
}

#[actix_web::test]
async fn another_password_ends_every_other_session_and_this_one_goes_on_under_a_new_key() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let bob = t.seed(|conn| Ok(customer("Bob").insert(conn)?));
    let (here, elsewhere, bobs) = (t.browser(), t.browser(), t.browser());
    for browser in [&here, &elsewhere] {
        assert_eq!(log_in(browser, "ann", PASSWORD).await.status, 303);
    }
    bobs.sign_in(bob);
    let key = here.cookie("session");

    let answer = change(&here, PASSWORD, OTHER_PASSWORD, OTHER_PASSWORD).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/account/"));
    let page = here.get("/account/").await;
    assert!(page.status == 200 && page.body().contains("Your password was changed."));
    assert_ne!(here.cookie("session"), key);
    assert!(!is_signed_in(&elsewhere).await);
    assert!(is_signed_in(&bobs).await, "nobody else is concerned");
    let rows: i64 = t.look(|conn| {
        Ok(sessions::table.filter(sessions::user_id.eq(ann.user_id)).count().get_result(conn)?)
    });
    assert_eq!(rows, 1);
    let version: i32 =
        t.look(|conn| Ok(users::table.find(ann.user_id).select(users::session_version).first(conn)?));
    assert_eq!(version, 1);

    assert_eq!(log_in(&t.browser(), "ann", PASSWORD).await.status, 422);
    assert_eq!(log_in(&t.browser(), "ann", OTHER_PASSWORD).await.status, 303);
    let mails = delivered(&t);
    assert!(mails.len() == 1 && mails[0].subject.contains("was changed"), "{mails:?}");
}

#[actix_web::test]
async fn the_old_password_is_needed_and_wrong_ones_are_counted() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    for _ in 0..10 {
        let answer = change(&browser, "wrong", OTHER_PASSWORD, OTHER_PASSWORD).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body().contains("Your old password was entered incorrectly. Please enter it again."));
    }
    assert_eq!(change(&browser, PASSWORD, OTHER_PASSWORD, OTHER_PASSWORD).await.status, 429);
    assert!(delivered(&t).is_empty());
}

#[actix_web::test]
async fn a_new_password_keeps_the_rules() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    for (first, second, message) in [
        ("12345678", "12345678", "This password is too common. This password is entirely numeric."),
        ("ann@example.com", "ann@example.com", "The password is too similar to the email address."),
        (OTHER_PASSWORD, "different", "The two password fields didn’t match."),
        ("", "", "This field is required."),
    ] {
        let answer = change(&browser, PASSWORD, first, second).await;
        assert_eq!(answer.status, 422, "{first}");
        assert!(answer.body().contains(message), "{message}");
    }
    assert_eq!(change(&browser, "", OTHER_PASSWORD, OTHER_PASSWORD).await.status, 422);
}

#[actix_web::test]
async fn it_is_only_for_people_who_have_signed_in() {
    let t = TestApp::start();
    for path in [
        "/account/",
        "/account/password/",
        "/account/profile/",
        "/account/addresses/",
        "/account/addresses/add/",
        "/account/addresses/1/",
        "/account/sessions/",
    ] {
        let answer = t.get(path).await;
        assert_eq!(answer.status, 303, "{path}");
        assert_eq!(answer.header("location"), storefront::urls::login(path), "{path}");
    }
    for path in [
        "/account/password/",
        "/account/profile/",
        "/account/addresses/add/",
        "/account/addresses/1/",
        "/account/addresses/1/removal/",
        "/account/sessions/removal/",
        "/account/sessions/x/removal/",
    ] {
        let answer = t.browser().post(path, &[("old_password", "x")]).await;
        assert_eq!(answer.status, 303, "{path}");
        assert_eq!(answer.header("location"), storefront::urls::login("/account/"), "{path}");
    }
}
