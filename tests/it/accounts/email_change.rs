//! Another e-mail address, which counts once it is confirmed.

use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::platform::clock::Clock;
use storefront::schema::users;

use super::{delivered, with_password};
use crate::support::browser::Browser;
use crate::support::people::Person;
use crate::support::web::Answer;
use crate::support::{TestApp, noon};

async fn change(browser: &Browser<'_>, email: &str) -> Answer {
    browser.post("/account/profile/", &[("first_name", "Ann"), ("email", email)]).await
}

fn email_of(t: &TestApp, person: Person) -> (String, String) {
    t.look(|conn| {
        Ok(users::table.find(person.user_id).select((users::email, users::email_key)).first(conn)?)
    })
}

#[actix_web::test]
async fn a_new_address_counts_once_its_owner_confirms_it() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    assert_eq!(change(&browser, "Lee@Example.com").await.status, 303);
    let page = browser.get("/account/profile/").await;
    assert!(page.body().contains("We have sent a mail to Lee@Example.com"), "{}", page.body());
    assert_eq!(email_of(&t, ann).0, "ann@example.com");

    t.browser().post("/account/password/reset/", &[("email", "ann@example.com")]).await;
    let mails = delivered(&t);
    assert_eq!(mails[0].to, "Lee@Example.com");
    let link = mails[0].link("/account/email/");
    let reset = mails[1].link("/account/password/reset/");
    let other = t.browser();
    assert!(other.get(&link).await.body().contains("Lee@Example.com"));
    assert_eq!(email_of(&t, ann).0, "ann@example.com", "following the link alone changes nothing");
    assert_eq!(other.post(&link, &[]).await.status, 303);
    assert_eq!(email_of(&t, ann), ("Lee@Example.com".into(), "lee@example.com".into()));

    assert_eq!(other.post(&link, &[]).await.status, 404, "it works once");
    assert_eq!(other.get(&reset).await.status, 404, "what was mailed to the old address is void");
    let mails = delivered(&t);
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "ann@example.com"));
    assert!(mails[0].subject.contains("was changed") && !mails[0].text.contains("Lee@Example.com"));
}

#[actix_web::test]
async fn only_the_mail_tells_that_an_address_is_taken() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    with_password(&t, "Bob");
    let browser = t.browser();
    browser.sign_in(ann);
    let mut told = Vec::new();
    for email in ["free@example.com", "bob@example.com"] {
        let answer = change(&browser, email).await;
        let page = browser.get("/account/profile/").await.body().replace(email, "…");
        told.push((answer.status, answer.header("location").to_owned(), page));
    }
    assert_eq!(told[0], told[1]);
    let mails = delivered(&t);
    assert_eq!(mails[1].to, "bob@example.com");
    assert!(
        mails[1].subject.contains("already has an account") && !mails[1].text.contains("/account/email/")
    );
    assert_eq!(email_of(&t, ann).0, "ann@example.com");
}

#[actix_web::test]
async fn a_link_is_void_after_three_days_and_when_somebody_else_was_faster() {
    let mut t = TestApp::start();
    let (ann, bob) = (with_password(&t, "Ann"), with_password(&t, "Bob"));
    for person in [ann, bob] {
        let browser = t.browser();
        browser.sign_in(person);
        change(&browser, "new@example.com").await;
    }
    let links: Vec<String> = delivered(&t).iter().map(|mail| mail.link("/account/email/")).collect();
    t.app.clock = Clock::Fixed(noon() + TimeDelta::days(3));
    assert_eq!(t.browser().post(&links[0], &[]).await.status, 404);
    t.app.clock = Clock::Fixed(noon());
    assert_eq!(t.browser().post(&links[1], &[]).await.status, 303);
    assert_eq!(t.browser().post(&links[0], &[]).await.status, 404);
    assert_eq!(
        (email_of(&t, ann).0.as_str(), email_of(&t, bob).0.as_str()),
        ("ann@example.com", "new@example.com")
    );
    delivered(&t);
}
