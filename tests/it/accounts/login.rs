//! Signing in and out.

use actix_web::test::TestRequest;
use diesel::prelude::*;
use storefront::accounts::hashers;
use storefront::platform::clock::Time;
use storefront::schema::{sessions, users};

use super::{PASSWORD, is_signed_in, log_in, stored_hash, with_password};
use crate::support::people::customer;
use crate::support::web::Answer;
use crate::support::{TestApp, noon};

const WRONG: &str =
    "Please enter a correct username and password. Note that both fields may be case-sensitive.";

#[actix_web::test]
async fn a_customer_signs_in_by_username_or_by_email_address() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    for login in ["ann", "ann@example.com", " ANN@Example.com "] {
        let browser = t.browser();
        let answer = log_in(&browser, login, PASSWORD).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/account/"), "{login}");
        assert!(browser.get("/account/").await.body().contains("Ann"), "{login}");
    }
    let last: Option<Time> =
        t.look(|conn| Ok(users::table.find(ann.user_id).select(users::last_login).first(conn)?));
    assert_eq!(last, Some(noon()));
}

/// Everything of an answer that could tell something, without what was typed and its request id.
pub(super) fn told(answer: &Answer, typed: &str) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| name.as_str() != "x-request-id")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    (answer.status, headers, answer.body().replace(&format!("value=\"{typed}\""), "value=\"\""))
}

#[actix_web::test]
async fn every_failure_is_answered_alike() {
    let t = TestApp::start();
    with_password(&t, "Ann");
    let closed = with_password(&t, "Bob");
    t.seed(|conn| {
        customer("Eve").insert(conn)?;
        diesel::update(users::table.find(closed.user_id)).set(users::is_active.eq(false)).execute(conn)?;
        Ok(())
    });
    let unknown = log_in(&t.browser(), "nobody", PASSWORD).await;
    assert_eq!(unknown.status, 422);
    assert!(unknown.body().contains(WRONG));
    assert!(unknown.body().contains("value=\"nobody\"") && !unknown.body().contains(PASSWORD));
    for (login, password) in [
        ("ann", "wrong"),
        ("ann", ""),
        ("ANN", PASSWORD),
        ("ann@example.com", "wrong"),
        ("bob", PASSWORD),
        ("eve", "!"),
        ("x@example.com", PASSWORD),
    ] {
        let password = if password.is_empty() { "another wrong one" } else { password };
        let answer = log_in(&t.browser(), login, password).await;
        assert_eq!(told(&answer, login), told(&unknown, "nobody"), "{login}");
    }
}

#[actix_web::test]
async fn empty_fields_are_named() {
    let t = TestApp::start();
    let answer = log_in(&t.browser(), " ", "").await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.body().matches("This field is required.").count(), 2);
}

#[actix_web::test]
async fn a_session_key_known_before_is_worth_nothing_after_signing_in() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let mallory = t.seed(|conn| Ok(customer("Mallory").insert(conn)?));
    let attacker = t.browser();
    attacker.sign_in(mallory);
    let planted = attacker.cookie("session").unwrap();

    let victim = t.browser();
    victim.set_cookie("session", &planted);
    assert_eq!(log_in(&victim, "ann", PASSWORD).await.status, 303);
    assert_ne!(victim.cookie("session").unwrap(), planted);
    assert!(is_signed_in(&victim).await);

    assert!(!is_signed_in(&attacker).await, "the planted key opens nothing");
    let owners: Vec<Option<i64>> = t.look(|conn| Ok(sessions::table.select(sessions::user_id).load(conn)?));
    assert_eq!(owners, [Some(ann.user_id)]);
}

#[actix_web::test]
async fn signing_in_leads_back_to_where_one_came_from() {
    let t = TestApp::start();
    with_password(&t, "Ann");
    let asked = t.get("/account/addresses/?x=1").await;
    assert_eq!(asked.status, 303);
    let form = asked.header("location").to_owned();
    assert_eq!(form, "/account/login/?next=%2Faccount%2Faddresses%2F%3Fx%3D1");
    assert!(t.get(&form).await.body().contains("name=\"next\" value=\"/account/addresses/?x=1\""));

    let browser = t.browser();
    let fields = [("username", "ann"), ("password", PASSWORD), ("next", "/account/addresses/?x=1")];
    let answer = browser.post("/account/login/", &fields).await;
    assert_eq!(answer.header("location"), "/account/addresses/?x=1");
    assert_eq!(browser.get("/account/login/?next=/cart/").await.header("location"), "/cart/");
}

#[actix_web::test]
async fn nothing_leads_to_another_site() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    for next in [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example/",
        "/\n/evil.example/",
        " //evil.example/",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "/ü",
        "evil.example",
    ] {
        let fields = [("username", "ann"), ("password", PASSWORD), ("next", next)];
        let answer = t.browser().post("/account/login/", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/account/"), "{next:?}");
        let browser = t.browser();
        browser.sign_in(ann);
        let encoded = storefront::urls::login(next);
        assert_eq!(browser.get(&encoded).await.header("location"), "/account/", "{next:?}");
        assert!(!t.get(&encoded).await.body().contains("name=\"next\""), "{next:?}");
    }
}

#[actix_web::test]
async fn a_hash_of_another_shop_is_renewed_at_the_first_sign_in() {
    let t = TestApp::start();
    let brought = "pbkdf2_sha256$1000$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=";
    t.seed(|conn| Ok(customer("Ann").password_hash(brought).insert(conn)?));
    assert_eq!(log_in(&t.browser(), "ann", "wrong").await.status, 422);
    assert_eq!(stored_hash(&t, "ann"), brought, "only the right password renews it");
    assert_eq!(log_in(&t.browser(), "ann", "lètmein").await.status, 303);
    let renewed = stored_hash(&t, "ann");
    assert!(hashers::is_current(&renewed), "{renewed}");
    assert_eq!(log_in(&t.browser(), "ann", "lètmein").await.status, 303);
    assert_eq!(stored_hash(&t, "ann"), renewed, "and not again");
}

#[actix_web::test]
async fn a_name_like_somebody_elses_address_locks_nobody_out() {
    let t = TestApp::start();
    with_password(&t, "Ann");
    t.seed(|conn| {
        let hash = hashers::hash("another-password-9").unwrap();
        let mallory = customer("Mallory").password_hash(&hash).insert(conn)?;
        let row = users::table.find(mallory.user_id);
        diesel::update(row).set(users::username.eq("ann@example.com")).execute(conn)?;
        Ok(())
    });
    for (password, name) in
        [(PASSWORD, "ann, ann@example.com"), ("another-password-9", "mallory@example.com")]
    {
        let browser = t.browser();
        assert_eq!(log_in(&browser, "ann@example.com", password).await.status, 303);
        let page = browser.get("/account/").await;
        let words: String = page.body().replace("<span dir=\"auto\">", "").replace("</span>", "");
        assert!(words.contains(name), "{name}");
    }
}

#[actix_web::test]
async fn signing_out_ends_the_session_and_needs_a_button() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    let cookie = browser.cookie("session").unwrap();
    let page = browser.get("/account/logout/").await;
    assert!(page.status == 200 && page.body().contains("method=\"post\" action=\"/account/logout/\""));
    assert!(is_signed_in(&browser).await);

    assert_eq!(browser.post("/account/logout/", &[]).await.status, 303);
    assert_eq!(browser.cookie("session"), None);
    browser.set_cookie("session", &cookie);
    assert!(!is_signed_in(&browser).await, "the old key opens nothing");
}

#[actix_web::test]
async fn another_site_cannot_sign_anybody_in_or_out() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    for header in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")] {
        for path in ["/account/login/", "/account/logout/", "/account/password/", "/account/profile/"] {
            let request = TestRequest::post().uri(path).insert_header(header).set_form([("a", "b")]);
            assert_eq!(browser.send(request).await.status, 403, "{path} {header:?}");
        }
    }
    assert!(is_signed_in(&browser).await);
}
