//! Sessions in Redis, with a server of this test's own where one is installed.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use storefront::cli::doctor::{Finding, examine};
use storefront::platform::sessions::check_redis;
use storefront::schema::sessions;

use super::{OTHER_PASSWORD, PASSWORD, delivered, is_signed_in, log_in, with_password};
use crate::support::TestApp;

/// A server that ends with the test.
struct Redis {
    child: Child,
    url: String,
}

impl Redis {
    /// `None`, with a note, where the program is not installed.
    fn start() -> Option<Redis> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let started = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(child) = started else {
            println!("note: redis-server is not installed, so nothing is tested here");
            return None;
        };
        let redis = Redis { child, url: format!("redis://127.0.0.1:{port}/0") };
        let begun = Instant::now();
        while check_redis(&redis.url).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "the server does not answer");
            std::thread::yield_now();
        }
        Some(redis)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn on(redis: &Redis) -> TestApp {
    let mut t = TestApp::start();
    Arc::make_mut(&mut t.app.config).redis_url = Some(redis.url.clone());
    t
}

#[actix_web::test]
async fn sessions_live_in_redis_and_end_there() {
    let Some(redis) = Redis::start() else { return };
    let t = on(&redis);
    with_password(&t, "Ann");
    let (here, there, last) = (t.browser(), t.browser(), t.browser());
    for browser in [&here, &there, &last] {
        assert_eq!(log_in(browser, "ann", PASSWORD).await.status, 303);
        assert!(is_signed_in(browser).await);
    }
    let rows: i64 = t.look(|conn| Ok(sessions::table.count().get_result(conn)?));
    assert_eq!(rows, 0, "none is in the database");

    let list = here.get("/account/sessions/").await;
    assert_eq!(list.body().matches("last seen").count(), 3);
    assert_eq!(list.body().matches("(this browser)").count(), 1);

    assert_eq!(last.post("/account/logout/", &[]).await.status, 303);
    assert_eq!(here.get("/account/sessions/").await.body().matches("last seen").count(), 2);

    let fields =
        [("old_password", PASSWORD), ("new_password1", OTHER_PASSWORD), ("new_password2", OTHER_PASSWORD)];
    let key = here.cookie("session").unwrap();
    assert_eq!(here.post("/account/password/", &fields).await.status, 303);
    assert!(is_signed_in(&here).await && !is_signed_in(&there).await);
    assert_ne!(here.cookie("session").unwrap(), key);
    assert_eq!(here.get("/account/sessions/").await.body().matches("last seen").count(), 1);
    delivered(&t);
}

#[actix_web::test]
async fn one_session_can_be_ended_in_redis_by_its_owner_only() {
    let Some(redis) = Redis::start() else { return };
    let t = on(&redis);
    with_password(&t, "Ann");
    with_password(&t, "Bob");
    let (ann, bob) = (t.browser(), t.browser());
    log_in(&ann, "ann", PASSWORD).await;
    log_in(&bob, "bob", PASSWORD).await;
    let list = ann.get("/account/sessions/").await;
    let start = list.body().find("action=\"/account/sessions/").unwrap() + 8;
    let path = list.body()[start..].split('"').next().unwrap().to_owned();
    assert_eq!(bob.post(&path, &[]).await.status, 404);
    assert!(is_signed_in(&ann).await);
    assert_eq!(ann.post(&path, &[]).await.status, 303);
    assert!(!is_signed_in(&ann).await && is_signed_in(&bob).await);
}

#[actix_web::test]
async fn a_server_that_cannot_be_reached_is_said_in_words() {
    let mut t = TestApp::start();
    let config = Arc::make_mut(&mut t.app.config);
    config.redis_url = Some("redis://:hunter2@127.0.0.1:1/0".to_owned());
    let told = examine(config).into_iter().find_map(|finding| match finding {
        Finding::Error(text) if text.contains("Redis") => Some(text),
        _ => None,
    });
    let told = told.unwrap();
    assert!(told.contains("REDIS_URL") && !told.contains("hunter2"), "{told}");

    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    assert_eq!(browser.get("/").await.status, 200, "a visitor without a session needs no session store");
    browser.sign_in(ann);
    let answer = browser.get("/").await;
    assert!(answer.status >= 500 && !answer.body().contains("hunter2"));
}
