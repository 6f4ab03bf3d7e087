//! What a page knows of its visitor.

use diesel::prelude::*;
use storefront::schema::users;

use crate::support::TestApp;
use crate::support::people::customer;

#[actix_web::test]
async fn a_signed_in_visitor_is_named_and_nobody_else_sees_it() {
    let t = TestApp::start();
    let ann = t.seed(|conn| Ok(customer("Ann").insert(conn)?));
    let browser = t.browser();
    browser.sign_in(ann);
    assert!(browser.get("/").await.body().contains(">Ann<"));
    assert!(!t.get("/").await.body().contains(">Ann<"));
}

#[actix_web::test]
async fn a_session_of_another_version_counts_for_nothing() {
    let t = TestApp::start();
    let ann = t.seed(|conn| Ok(customer("Ann").insert(conn)?));
    let browser = t.browser();
    browser.sign_in(ann);
    t.seed(|conn| {
        diesel::update(users::table).set(users::session_version.eq(1)).execute(conn)?;
        Ok(())
    });
    assert!(!browser.get("/").await.body().contains(">Ann<"));
}

#[actix_web::test]
async fn a_made_up_or_altered_cookie_is_no_session() {
    let t = TestApp::start();
    let ann = t.seed(|conn| Ok(customer("Ann").insert(conn)?));
    let browser = t.browser();
    browser.sign_in(ann);
    let cookie = browser.cookie("session").unwrap();
    for altered in [format!("{cookie}x"), cookie[1..].to_owned(), "nonsense".to_owned()] {
        browser.set_cookie("session", &altered);
        let answer = browser.get("/").await;
        assert_eq!(answer.status, 200);
        assert!(!answer.body().contains(">Ann<"), "{altered}");
    }
}
