//! `/dev/mail/`: there for a developer, absent for everybody else.

use std::sync::Arc;

use storefront::config::Config;
use storefront::platform::mail::{AttachedFile, Mailer, Message, named};

use crate::support::TestApp;

fn shop(change: impl FnOnce(&mut Config)) -> TestApp {
    let mut t = TestApp::start();
    let mut config = Config::clone(&t.app.config);
    config.mail_pages = true;
    change(&mut config);
    t.app.mail = Mailer::open(&config);
    t.app.config = Arc::new(config);
    t
}

fn message() -> Message {
    Message {
        to: named("שרה כהן", "sara@example.com"),
        subject: "Your order <1001> is on its way".into(),
        text: "Follow it: https://shop.example/orders/1/?a=1&b=2.\n\nBye".into(),
        html: "<!doctype html><style>h1{color:red}</style><h1>On its way</h1><script>alert(1)</script>"
            .into(),
        reply_to: Some("help@example.com".into()),
        bcc: vec!["boss@example.com".into()],
        files: vec![AttachedFile {
            name: "Rechnung №7.pdf".into(),
            content_type: "application/pdf".into(),
            bytes: b"%PDF".to_vec(),
        }],
        id: Some("41".into()),
    }
}

#[actix_web::test]
async fn a_developer_reads_what_would_have_been_sent() {
    let t = shop(|_| {});
    assert!(t.get("/dev/mail/").await.body().contains("Nothing has been sent yet."));
    t.app.mail.send_as("Larkfold", &message()).unwrap();
    let list = t.get("/dev/mail/").await;
    assert_eq!(list.status, 200);
    assert!(list.body().contains("Your order &#60;1001&#62; is on its way"), "{}", list.body());
    assert!(list.body().contains("href=\"/dev/mail/41/\"") && list.body().contains("noindex"));

    let mail = t.get("/dev/mail/41/").await;
    for part in [
        "שרה כהן",
        "sara@example.com",
        "Larkfold",
        "help@example.com",
        "boss@example.com",
        "Rechnung №7.pdf",
        "href=\"https://shop.example/orders/1/?a=1&#38;b=2\"",
    ] {
        assert!(mail.body().contains(part), "{part}: {}", mail.body());
    }

    let html = t.get("/dev/mail/41/html/").await;
    assert!(html.body().contains("<h1>On its way</h1>"));
    let policy = html.header("content-security-policy");
    assert!(policy.starts_with("sandbox; default-src 'none'") && !policy.contains("script"), "{policy}");
}

#[actix_web::test]
async fn a_second_attempt_is_not_a_second_mail() {
    let t = shop(|_| {});
    t.app.mail.send(&message()).unwrap();
    t.app.mail.send(&message()).unwrap();
    assert_eq!(t.app.mail.outbox().unwrap().list(10).len(), 1);
}

#[actix_web::test]
async fn nobody_else_sees_the_mails() {
    for t in [
        shop(|config| config.base_url = "https://shop.example".into()),
        shop(|config| config.base_url = "http://192.0.2.7".into()),
        shop(|config| config.mail_pages = false),
        shop(|config| config.smtp_url = Some("smtp://localhost:1".parse().unwrap())),
    ] {
        if t.app.config.smtp_url.is_none() {
            t.app.mail.send(&message()).unwrap();
        }
        for path in ["/dev/mail/", "/dev/mail/41/", "/dev/mail/41/html/"] {
            assert_eq!(t.get(path).await.status, 404, "{path}");
        }
    }
}

#[actix_web::test]
async fn only_mails_are_shown() {
    let t = shop(|_| {});
    t.app.mail.send(&message()).unwrap();
    std::fs::write(t.app.config.var.join("secret.eml"), "Subject: secret").unwrap();
    for name in ["none", "..%2Fsecret", "%2e%2e%2fsecret", "41.eml", "%00"] {
        assert_eq!(t.get(&format!("/dev/mail/{name}/")).await.status, 404, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_of_the_shop_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let t = shop(|_| {});
    t.app.mail.send(&message()).unwrap();
    let file = std::fs::metadata(t.app.config.var.join("mail/41.eml")).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}
