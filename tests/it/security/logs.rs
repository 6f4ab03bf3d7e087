//! What the log says of a purchase, a sign-in and a forgotten password: nothing about the person.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use diesel::prelude::*;
use storefront::schema::orders;
use tracing_subscriber::fmt::MakeWriter;

use super::scene::{Kind, PASSWORD, shop, visitor};

#[derive(Clone, Default)]
struct Collected(Arc<Mutex<Vec<u8>>>);

impl Write for Collected {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Collected {
    type Writer = Collected;

    fn make_writer(&'a self) -> Collected {
        self.clone()
    }
}

#[actix_web::test]
async fn the_log_holds_no_secret_and_names_nobody() {
    let collected = Collected::default();
    // For the whole process: work is done in threads of its own as well.
    tracing_subscriber::fmt()
        .with_env_filter("storefront=trace")
        .with_ansi(false)
        .with_writer(collected.clone())
        .init();
    let mut t = shop();
    let mut config = (*t.app.config).clone();
    config.access_log = true;
    t.app.config = Arc::new(config);
    let ann = visitor(&t, Kind::Customer).await;
    let order = ann.value("order");
    ann.browser.get(&format!("/orders/{order}/")).await;
    ann.browser.get(&format!("/account/orders/{}/", ann.value("number"))).await;
    ann.browser.post(&format!("/orders/{order}/withdrawal/"), &[("name", "Ann Lee")]).await;
    let reset = format!("/account/password/reset/{}/", ann.value("reset"));
    let new = [("new_password1", "a-way-of-their-own-5"), ("new_password2", "a-way-of-their-own-5")];
    assert_eq!(t.browser().post(&reset, &new).await.status, 303);
    let other = t.browser();
    for password in ["a-way-of-their-own-6", "a-way-of-their-own-5"] {
        other.post("/account/login/", &[("username", "ann@example.com"), ("password", password)]).await;
    }
    other.get("/products/?q=ann@example.com").await;
    other.get("/account/password/reset/?email=ann@example.com").await;
    let session = other.cookie("session").unwrap();
    while storefront::worker::run_next(&t.app).unwrap() {}

    let log = String::from_utf8(collected.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains("/cart/items/") && log.contains("a background job"),
        "requests and jobs are logged: {log}"
    );
    let address: String = t.look(|conn| Ok(orders::table.select(orders::email).first(conn)?));
    let secrets = [
        PASSWORD,
        "a-way-of-their-own",
        &ann.value("reset"),
        &order,
        &ann.value("attempt"),
        &session,
        &address,
        "ann@",
        "Ann Lee",
        "High Street",
        "argon2",
        "session=",
    ];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
