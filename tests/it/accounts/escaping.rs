//! What strangers type stays text, in pages and in mails.

use diesel::prelude::*;
use storefront::schema::users;

use super::{PASSWORD, delivered, with_password};
use crate::support::TestApp;

const SCRIPT: &str = "<script>alert(1)</script>";

#[actix_web::test]
async fn a_script_in_a_name_is_text_everywhere() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    let fields =
        [("first_name", SCRIPT), ("last_name", SCRIPT), ("email", "ann@example.com"), ("phone", SCRIPT)];
    assert_eq!(browser.post("/account/profile/", &fields).await.status, 303);
    let address = [
        ("name", SCRIPT),
        ("street", SCRIPT),
        ("line2", SCRIPT),
        ("city", SCRIPT),
        ("zip", "<b>"),
        ("region", SCRIPT),
        ("country", "DE"),
    ];
    assert_eq!(browser.post("/account/addresses/add/", &address).await.status, 303);
    for path in ["/", "/account/", "/account/profile/", "/account/addresses/", "/account/addresses/1/"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body().contains("alert(1)") && !page.body().contains(SCRIPT), "{path}");
    }
    for (path, fields) in [
        ("/account/login/", vec![("username", SCRIPT), ("password", "x"), ("next", SCRIPT)]),
        ("/account/register/", vec![("username", SCRIPT), ("email", SCRIPT), ("first_name", SCRIPT)]),
        ("/account/password/reset/", vec![("email", SCRIPT)]),
    ] {
        let page = t.browser().post(path, &fields).await;
        assert_eq!(page.status, 422, "{path}");
        assert!(page.body().contains("alert(1)") && !page.body().contains(SCRIPT), "{path}");
    }
}

#[actix_web::test]
async fn nothing_typed_becomes_a_header_of_a_mail() {
    let t = TestApp::start();
    let injected = "x\r\nBcc: everyone@example.com";
    for (field, value) in [
        ("username", injected),
        ("first_name", injected),
        ("last_name", "x\nSubject: y"),
        ("email", "carl@example.com\r\nBcc: everyone@example.com"),
        ("email", "carl@example.com,everyone@example.com"),
        ("email", "Carl <carl@example.com>"),
    ] {
        let mut fields = vec![
            ("username", "carl"),
            ("email", "carl@example.com"),
            ("password", PASSWORD),
            ("password2", PASSWORD),
        ];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        assert_eq!(t.browser().post("/account/register/", &fields).await.status, 422, "{field} {value:?}");
    }
    assert!(delivered(&t).is_empty());
}

#[actix_web::test]
async fn a_script_in_a_name_is_text_in_the_mail() {
    let t = TestApp::start();
    with_password(&t, "Ann");
    t.seed(|conn| {
        diesel::update(users::table).set(users::username.eq(SCRIPT)).execute(conn)?;
        Ok(())
    });
    t.browser().post("/account/password/reset/", &[("email", "ann@example.com")]).await;
    while storefront::worker::run_next(&t.app).unwrap() {}
    let file = std::fs::read_dir(t.app.config.var.join("mail")).unwrap().next().unwrap().unwrap().path();
    let mail = std::fs::read_to_string(file).unwrap().replace("=\r\n", "");
    let html = mail.split("text/html").nth(1).unwrap();
    assert!(html.contains("alert(1)") && !html.contains("<script"), "{html}");
}
