//! Asking for an account and confirming it.

use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::platform::clock::Clock;
use storefront::schema::{customers, jobs, registrations, users};

use super::{PASSWORD, delivered, is_signed_in, log_in, with_password};
use crate::support::web::Answer;
use crate::support::{TestApp, noon};

async fn register(t: &TestApp, username: &str, email: &str) -> Answer {
    let fields = [
        ("username", username),
        ("email", email),
        ("first_name", "Carl"),
        ("last_name", "Gray"),
        ("password", PASSWORD),
        ("password2", PASSWORD),
    ];
    t.browser().post("/account/register/", &fields).await
}

fn usernames(t: &TestApp) -> Vec<String> {
    t.look(|conn| Ok(users::table.order(users::id).select(users::username).load(conn)?))
}

#[actix_web::test]
async fn an_account_is_made_by_the_button_behind_the_mailed_link() {
    let t = TestApp::start();
    let answer = register(&t, "carl", "Carl@Example.com").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/account/register/sent/"));
    assert!(t.get("/account/register/sent/").await.body().contains("We have sent you a mail."));
    assert!(usernames(&t).is_empty());

    let mails = delivered(&t);
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "Carl@Example.com"));
    assert!(mails[0].subject.starts_with("Confirm your account"), "{}", mails[0].subject);
    let link = mails[0].link("/account/register/");

    let browser = t.browser();
    let page = browser.get(&link).await;
    assert!(page.status == 200 && page.body().contains(&format!("action=\"{link}\"")));
    assert!(usernames(&t).is_empty(), "following the link alone makes nothing");

    let answer = browser.post(&link, &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/account/"));
    assert!(is_signed_in(&browser).await);
    assert_eq!(usernames(&t), ["carl"]);
    let made: (String, String, String, bool, i32) = t.look(|conn| {
        let columns =
            (users::email, users::email_key, users::last_name, users::is_staff, users::session_version);
        Ok(users::table.select(columns).first(conn)?)
    });
    assert_eq!(made, ("Carl@Example.com".into(), "carl@example.com".into(), "Gray".into(), false, 0));
    let records: i64 = t.look(|conn| Ok(customers::table.count().get_result(conn)?));
    assert_eq!(records, 1, "the customer record exists");

    let mails = delivered(&t);
    assert!(mails.len() == 1 && mails[0].subject.starts_with("Welcome to"), "{mails:?}");
    assert_eq!(log_in(&t.browser(), "carl", PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn the_link_works_once_and_for_two_days() {
    let mut t = TestApp::start();
    register(&t, "carl", "carl@example.com").await;
    register(&t, "dora", "dora@example.com").await;
    let links: Vec<String> = delivered(&t).iter().map(|mail| mail.link("/account/register/")).collect();
    assert_eq!(t.browser().post(&links[0], &[]).await.status, 303);
    for answer in [t.get(&links[0]).await, t.browser().post(&links[0], &[]).await] {
        assert_eq!(answer.status, 404);
        assert!(answer.body().contains("This link does not work any more"));
    }
    t.app.clock = Clock::Fixed(noon() + TimeDelta::days(2));
    assert_eq!(t.get(&links[1]).await.status, 404);
    assert_eq!(t.browser().post(&links[1], &[]).await.status, 404);
    assert_eq!(t.get("/account/register/made-up/").await.status, 404);
    assert_eq!(usernames(&t), ["carl"]);
    delivered(&t);
}

#[actix_web::test]
async fn only_the_mail_tells_whether_an_address_has_an_account() {
    let t = TestApp::start();
    with_password(&t, "Ann");
    let mut told = Vec::new();
    for (username, email) in [("carl", "carl@example.com"), ("dora", "ANN@example.com")] {
        let (answer, statements) = t.statements(register(&t, username, email)).await;
        let shapes: Vec<String> = statements.iter().map(|statement| statement.shape().to_owned()).collect();
        let mut headers: Vec<(String, String)> = answer
            .headers
            .iter()
            .filter(|(name, _)| name.as_str() != "x-request-id")
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        told.push((answer.status, headers, answer.bytes, shapes));
    }
    assert_eq!(told[0], told[1], "status, headers, body and statements are the same");
    let reserved: i64 = t.look(|conn| Ok(registrations::table.count().get_result(conn)?));
    assert_eq!(reserved, 2, "the name is taken in both cases");

    let mails = delivered(&t);
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[1].to, "ann@example.com");
    assert!(mails[1].subject.starts_with("You already have an account"), "{}", mails[1].subject);
    assert!(mails[1].text.contains("/account/password/reset/") && !mails[1].text.contains("/register/"));
    assert_eq!(usernames(&t), ["ann"]);
}

#[actix_web::test]
async fn a_taken_name_is_said_whoever_has_it() {
    let mut t = TestApp::start();
    with_password(&t, "Ann");
    register(&t, "carl", "carl@example.com").await;
    for name in ["ann", "carl"] {
        let answer = register(&t, name, "other@example.com").await;
        assert_eq!(answer.status, 422, "{name}");
        assert!(answer.body().contains("A user with that username already exists."), "{name}");
        assert!(answer.body().contains("value=\"other@example.com\""), "what was typed is kept");
    }
    assert_eq!(register(&t, "Carl", "other@example.com").await.status, 303, "as in Django, case matters");
    t.app.clock = Clock::Fixed(noon() + TimeDelta::days(2));
    assert_eq!(register(&t, "carl", "other@example.com").await.status, 303, "a reservation ends");
    assert_eq!(delivered(&t).len(), 1, "and no mail is sent for one that is over");
}

#[actix_web::test]
async fn the_first_of_two_who_confirm_one_address_gets_it() {
    let t = TestApp::start();
    register(&t, "carl", "carl@example.com").await;
    register(&t, "carla", "carl@example.com").await;
    let links: Vec<String> = delivered(&t).iter().map(|mail| mail.link("/account/register/")).collect();
    assert_eq!(t.browser().post(&links[1], &[]).await.status, 303);
    assert_eq!(t.browser().post(&links[0], &[]).await.status, 404);
    assert_eq!(usernames(&t), ["carla"]);
    delivered(&t);
}

#[actix_web::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let t = TestApp::start();
    let fields = [
        ("username", "carl gray!"),
        ("email", "carl@"),
        ("first_name", "Carl"),
        ("password", "carl@"),
        ("password2", "other"),
    ];
    let answer = t.browser().post("/account/register/", &fields).await;
    assert_eq!(answer.status, 422);
    for text in [
        "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.",
        "Enter a valid email address.",
        "This password is too short. It must contain at least 8 characters.",
        "The two password fields didn’t match.",
        "id=\"username-error\"",
        "aria-describedby=\"username-error username-hint\"",
        "value=\"carl gray!\"",
        "value=\"Carl\"",
    ] {
        assert!(answer.body().contains(text), "{text}: {}", answer.body());
    }
    assert!(!answer.body().contains("value=\"other\""), "passwords are not sent back");

    let answer = t.browser().post("/account/register/", &[]).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.body().matches("This field is required.").count(), 4);
    assert_eq!(usernames(&t).len(), 0);
}

#[actix_web::test]
async fn no_secret_stands_in_the_database() {
    let t = TestApp::start();
    register(&t, "carl", "carl@example.com").await;
    let link = delivered(&t)[0].link("/account/register/");
    let token = link.trim_end_matches('/').rsplit('/').next().unwrap().to_owned();
    let arguments: Vec<String> = t.look(|conn| Ok(jobs::table.select(jobs::arguments).load(conn)?));
    let stored: Vec<Option<String>> =
        t.look(|conn| Ok(registrations::table.select(registrations::token_hash).load(conn)?));
    assert!(!arguments.concat().contains(&token) && !arguments.concat().contains(PASSWORD));
    assert_eq!(stored.len(), 1);
    assert_ne!(stored[0].as_deref(), Some(token.as_str()));
}

#[actix_web::test]
async fn a_job_that_runs_twice_mails_the_same_link() {
    let t = TestApp::start();
    register(&t, "carl", "carl@example.com").await;
    let first = delivered(&t)[0].link("/account/register/");
    t.seed(|conn| {
        diesel::update(jobs::table).set(jobs::state.eq("queued")).execute(conn)?;
        Ok(())
    });
    assert_eq!(delivered(&t)[0].link("/account/register/"), first);
    assert_eq!(t.browser().post(&first, &[]).await.status, 303);
    delivered(&t);
}
