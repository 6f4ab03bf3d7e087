//! Signing in to the admin, out of it, and the password of somebody of the staff.

use std::sync::Arc;

use actix_web::test::TestRequest;
use diesel::prelude::*;
use storefront::schema::users;

use super::login::told;
use super::{OTHER_PASSWORD, PASSWORD, log_in, with_password};
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::people::Person;
use crate::support::web::Answer;

const WRONG: &str = "Please enter the correct username and password for a staff account. Note that both fields may be case-sensitive.";
const TO_PASSWORD: &str = "/admin/login/?next=%2Fadmin%2Fpassword%2F";

/// Somebody of the staff who can sign in with [`PASSWORD`].
fn staff(t: &TestApp, name: &str) -> Person {
    let person = with_password(t, name);
    t.seed(|conn| {
        let row = users::table.find(person.user_id);
        diesel::update(row).set(users::is_staff.eq(true)).execute(conn)?;
        Ok(())
    });
    person
}

async fn enter(browser: &Browser<'_>, username: &str, password: &str) -> Answer {
    browser.post("/admin/login/", &[("username", username), ("password", password)]).await
}

/// Whether the browser is signed in as staff.
async fn is_inside(browser: &Browser<'_>) -> bool {
    browser.get("/admin/password/").await.status == 200
}

#[actix_web::test]
async fn staff_sign_in_by_username_or_email_address_and_come_to_the_admin() {
    let t = TestApp::start();
    staff(&t, "Ann");
    for login in ["ann", " ANN@Example.com "] {
        let browser = t.browser();
        let page = browser.get("/admin/login/").await;
        assert!(page.status == 200 && page.body().contains("Storefront Admin"));
        assert_eq!(page.header("cache-control"), "no-store");
        let answer = enter(&browser, login, PASSWORD).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/admin/"), "{login}");
        assert!(is_inside(&browser).await);
        let again = browser.get("/admin/login/").await;
        assert_eq!((again.status, again.header("location")), (303, "/admin/"));
    }
}

#[actix_web::test]
async fn nobody_learns_whether_an_account_exists_or_belongs_to_the_staff() {
    let t = TestApp::start();
    staff(&t, "Ann");
    with_password(&t, "Bob");
    let closed = staff(&t, "Eve");
    t.seed(|conn| {
        diesel::update(users::table.find(closed.user_id)).set(users::is_active.eq(false)).execute(conn)?;
        Ok(())
    });
    let unknown = enter(&t.browser(), "nobody", PASSWORD).await;
    assert_eq!(unknown.status, 422);
    assert!(unknown.body().contains(WRONG) && !unknown.body().contains(PASSWORD));
    for (login, password) in [
        ("ann", "wrong"),
        ("bob", "wrong"),
        ("bob", PASSWORD),
        ("bob@example.com", PASSWORD),
        ("eve", PASSWORD),
    ] {
        let browser = t.browser();
        let answer = enter(&browser, login, password).await;
        assert_eq!(told(&answer, login), told(&unknown, "nobody"), "{login}");
        assert!(!is_inside(&browser).await, "{login}");
    }
    let last: Option<storefront::platform::clock::Time> = t.look(|conn| {
        Ok(users::table.filter(users::username.eq("bob")).select(users::last_login).first(conn)?)
    });
    assert_eq!(last, None, "nothing of a customer changes");
}

#[actix_web::test]
async fn somebody_without_a_password_of_the_staff_costs_as_many_attempts_as_nobody() {
    let mut t = TestApp::start();
    Arc::make_mut(&mut t.app.config).rate_limit_login = 2;
    with_password(&t, "Bob");
    for login in ["bob", "nobody"] {
        let mut told = Vec::new();
        for _ in 0..3 {
            let answer = enter(&t.browser(), login, PASSWORD).await;
            told.push((answer.status, answer.header("retry-after").to_owned()));
        }
        assert_eq!(told, [(422, "".into()), (422, "".into()), (429, "900".into())], "{login}");
    }
}

#[actix_web::test]
async fn attempts_at_the_shop_and_at_the_admin_count_together() {
    let mut t = TestApp::start();
    Arc::make_mut(&mut t.app.config).rate_limit_login = 2;
    staff(&t, "Ann");
    assert_eq!(log_in(&t.browser(), "ann", "wrong").await.status, 422);
    assert_eq!(enter(&t.browser(), "ann", "wrong").await.status, 422);
    let answer = enter(&t.browser(), "ann", PASSWORD).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "900"));
    assert!(answer.body().contains("Too many attempts. Please try again in 15 minutes."));
    assert_eq!(log_in(&t.browser(), "ann", PASSWORD).await.status, 429);
}

#[actix_web::test]
async fn signing_in_leads_on_within_this_site_only() {
    let t = TestApp::start();
    let ann = staff(&t, "Ann");
    let wanted = "/admin/catalog/product/?q=mug";
    let form = storefront::urls::admin_login(wanted);
    assert!(t.get(&form).await.body().contains("name=\"next\" value=\"/admin/catalog/product/?q=mug\""));
    for (next, expected) in [
        (wanted, wanted),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("/\\evil.example/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        ("/x\r\nSet-Cookie: a=b", "/admin/"),
    ] {
        let fields = [("username", "ann"), ("password", PASSWORD), ("next", next)];
        let answer = t.browser().post("/admin/login/", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, expected), "{next:?}");
        let browser = t.browser();
        browser.sign_in(ann);
        let led = browser.get(&storefront::urls::admin_login(next)).await;
        assert_eq!(led.header("location"), expected, "{next:?}");
    }
}

#[actix_web::test]
async fn a_customer_who_has_signed_in_stands_before_the_form_like_anybody() {
    let t = TestApp::start();
    let bob = with_password(&t, "Bob");
    let browser = t.browser();
    browser.sign_in(bob);
    let page = browser.get("/admin/login/").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.body(), t.get("/admin/login/").await.body());
    let answer = browser.get("/admin/password/").await;
    assert_eq!((answer.status, answer.header("location")), (303, TO_PASSWORD));
}

#[actix_web::test]
async fn empty_fields_are_named() {
    let t = TestApp::start();
    let answer = enter(&t.browser(), " ", "").await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.body().matches("This field is required.").count(), 2);
}

#[actix_web::test]
async fn logging_out_ends_the_session_and_needs_a_button() {
    let t = TestApp::start();
    let ann = staff(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    let cookie = browser.cookie("session").unwrap();
    let page = browser.get("/admin/logout/").await;
    assert!(page.status == 200 && page.body().contains("method=\"post\" action=\"/admin/logout/\""));
    assert!(is_inside(&browser).await);

    let answer = browser.post("/admin/logout/", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/login/"));
    browser.set_cookie("session", &cookie);
    assert!(!is_inside(&browser).await, "the old key opens nothing");
}

#[actix_web::test]
async fn staff_change_their_password_and_stay_signed_in_only_here() {
    let t = TestApp::start();
    staff(&t, "Ann");
    let (here, elsewhere) = (t.browser(), t.browser());
    for browser in [&here, &elsewhere] {
        assert_eq!(enter(browser, "ann", PASSWORD).await.status, 303);
    }
    let change = async |old, new| {
        let fields = [("old_password", old), ("new_password1", new), ("new_password2", new)];
        here.post("/admin/password/", &fields).await
    };
    let wrong = change("wrong", OTHER_PASSWORD).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body().contains("Your old password was entered incorrectly. Please enter it again."));
    assert!(!wrong.body().contains(OTHER_PASSWORD));

    let answer = change(PASSWORD, OTHER_PASSWORD).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/"));
    assert!(here.get("/admin/").await.body().contains("Your password was changed."));
    assert!(!is_inside(&elsewhere).await);
    assert_eq!(enter(&t.browser(), "ann", PASSWORD).await.status, 422);
    assert_eq!(enter(&t.browser(), "ann", OTHER_PASSWORD).await.status, 303);
    super::delivered(&t);
}

#[actix_web::test]
async fn another_site_cannot_sign_staff_in_or_out() {
    let t = TestApp::start();
    let ann = staff(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    for path in ["/admin/login/", "/admin/logout/", "/admin/password/"] {
        let request = TestRequest::post()
            .uri(path)
            .insert_header(("sec-fetch-site", "cross-site"))
            .set_form([("a", "b")]);
        assert_eq!(browser.send(request).await.status, 403, "{path}");
    }
    assert!(is_inside(&browser).await);
}
