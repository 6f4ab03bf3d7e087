//! Mail over SMTP: what is said to the server, and what its refusals mean.

use std::sync::Arc;

use storefront::config::Config;
use storefront::platform::mail::{MailError, Mailer, Message, named};

use crate::support::TestApp;
use crate::support::smtp::MailServer;

fn shop(url: &str) -> TestApp {
    let mut t = TestApp::start();
    let mut config = Config::clone(&t.app.config);
    config.smtp_url = Some(url.parse().unwrap());
    config.base_url = "https://shop.example".into();
    config.mail_from = Some("Larkfold <post@shop.example>".parse().unwrap());
    t.app.mail = Mailer::open(&config);
    t.app.config = Arc::new(config);
    t
}

fn message() -> Message {
    Message {
        to: named("Zoë", "zoe@example.com"),
        subject: "Grüße".into(),
        text: "Hello\n.\nstill the text".into(),
        html: "<p>Hello</p>".into(),
        bcc: vec!["boss@example.com".into()],
        reply_to: Some("help@shop.example".into()),
        id: Some("7".into()),
        ..Message::default()
    }
}

#[test]
fn a_message_is_handed_over_whole() {
    let server = MailServer::start();
    let t = shop(&server.url.replace("smtp://", "smtp://shop:p%40ss@"));
    t.app.mail.send(&message()).unwrap();
    let dialogue = server.dialogue();
    assert!(dialogue.commands.iter().any(|line| line == "EHLO shop.example"), "{dialogue:?}");
    assert!(dialogue.commands.iter().any(|line| line.starts_with("AUTH PLAIN ")));
    for reader in ["zoe@example.com", "boss@example.com"] {
        assert!(dialogue.commands.iter().any(|line| line.starts_with(&format!("RCPT TO:<{reader}>"))));
    }
    let mail = &dialogue.messages[0];
    for header in ["Auto-Submitted: auto-generated", "Reply-To: help@shop.example", "Message-ID: <job-7."] {
        assert!(mail.contains(header), "{header}: {mail}");
    }
    assert!(!mail.to_lowercase().contains("boss@example.com"), "a hidden reader is hidden");
    let read = mail_parser::MessageParser::default().parse(mail.as_bytes()).unwrap();
    assert_eq!(read.subject(), Some("Grüße"));
    assert_eq!(read.to().unwrap().first().unwrap().name(), Some("Zoë"));
    assert!(read.date().is_some() && read.body_text(0).unwrap().contains("still the text"));
    assert!(read.body_html(0).unwrap().contains("<p>Hello</p>"));
}

#[test]
fn one_connection_serves_many_messages() {
    let server = MailServer::start();
    let t = shop(&server.url);
    for _ in 0..5 {
        t.app.mail.send(&message()).unwrap();
    }
    let dialogue = server.dialogue();
    assert_eq!((dialogue.messages.len(), dialogue.connections), (5, 1));
}

#[test]
fn refusals_for_good_and_for_now_are_told_apart_and_name_nobody() {
    let server = MailServer::start();
    let t = shop(&server.url);
    server.refuse(Some("550 <zoe@example.com> is unknown here"));
    let error = t.app.mail.send(&message()).unwrap_err();
    assert!(matches!(error, MailError::Refused(_)), "{error}");
    assert!(error.to_string().contains("550") && !error.to_string().contains("zoe@"), "{error}");
    server.refuse(Some("451 try again later"));
    let error = t.app.mail.send(&message()).unwrap_err();
    assert!(matches!(error, MailError::Server(_)) && error.to_string().contains("451"), "{error}");
    server.refuse(None);
    t.app.mail.send(&message()).unwrap();
    assert_eq!(server.dialogue().messages.len(), 1);
}

#[test]
fn a_server_that_is_away_is_an_error_of_the_moment() {
    let t = shop("smtp://127.0.0.1:1");
    assert!(matches!(t.app.mail.send(&message()).unwrap_err(), MailError::Server(_)));
    assert!(t.app.mail.test().is_err());
}

#[test]
fn a_header_cannot_be_smuggled_in() {
    let server = MailServer::start();
    let t = shop(&server.url);
    let evil = "Ann\r\nBcc: everyone@example.com";
    for broken in [
        Message { to: format!("{evil} <ann@example.com>"), ..message() },
        Message { to: "ann@example.com>\r\nRCPT TO:<everyone@example.com".into(), ..message() },
        Message { reply_to: Some(format!("ann@example.com\r\n{evil}")), ..message() },
    ] {
        assert!(matches!(t.app.mail.send(&broken), Err(MailError::Message(_))));
    }
    t.app
        .mail
        .send_as(evil, &Message { to: named(evil, "ann@example.com"), subject: evil.into(), ..message() })
        .unwrap();
    let dialogue = server.dialogue();
    assert!(!dialogue.commands.iter().any(|line| line.contains("everyone@")), "{dialogue:?}");
    assert!(!dialogue.messages[0].lines().any(|line| line.to_lowercase().starts_with("bcc")));
}

#[test]
fn a_server_elsewhere_that_does_not_encrypt_gets_nothing() {
    // The test server offers no STARTTLS; by this name it is not taken for a loopback address.
    let server = MailServer::start();
    let t = shop(&server.url.replace("127.0.0.1", "127.1"));
    assert!(t.app.mail.send(&message()).is_err());
    let dialogue = server.dialogue();
    assert!(dialogue.messages.is_empty() && !dialogue.commands.iter().any(|line| line.starts_with("AUTH")));
}
