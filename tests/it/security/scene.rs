//! A shop with visitors who can use every form of it.

use std::collections::HashMap;

use diesel::prelude::*;
use storefront::accounts::hashers;
use storefront::schema::{addresses, cart_items, orders};

use super::addresses::Address;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::builders::product;
use crate::support::mails::delivered;
use crate::support::people::{Person, customer};
use crate::support::shopping::{code, field};
use crate::support::web::attributes;

/// Ann's password.
pub const PASSWORD: &str = "by-the-sea-1849";

/// The kinds of visitors that a form can have.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Somebody who has done nothing yet.
    Guest,
    /// A guest in the last step of the checkout.
    GuestWithCart,
    /// Ann, signed in, with an order, an address and another cart.
    Customer,
}

/// A visitor, and what the placeholders of [`Address`] mean for them.
pub struct Visitor<'a> {
    pub browser: Browser<'a>,
    known: HashMap<&'static str, String>,
}

/// A shop that sells a mug, where nobody is ever told to wait.
pub fn shop() -> TestApp {
    let mut t = TestApp::start();
    let mut config = (*t.app.config).clone();
    // Nothing is counted, so that every value reaches what it is meant for.
    config.rate_limit_login = 1_000_000;
    config.rate_limit_mail = 1_000_000;
    t.app.config = std::sync::Arc::new(config);
    t.seed(|conn| {
        product("Mug").inventory(100_000).insert(conn)?;
        code("TEN").insert(conn)?;
        Ok(())
    });
    t
}

/// Ann, who can sign in with [`PASSWORD`].
pub fn ann(t: &TestApp) -> Person {
    t.seed(|conn| Ok(customer("Ann").password_hash(&hashers::hash(PASSWORD).unwrap()).insert(conn)?))
}

/// A visitor of a kind.
pub async fn visitor(t: &TestApp, kind: Kind) -> Visitor<'_> {
    match kind {
        Kind::Guest => guest(t),
        Kind::GuestWithCart => guest_with_cart(t).await,
        Kind::Customer => customer_with_order(t).await,
    }
}

/// Somebody who has done nothing yet.
fn guest(t: &TestApp) -> Visitor<'_> {
    let known = HashMap::from([("product", "1".to_owned()), ("password", PASSWORD.to_owned())]);
    Visitor { browser: t.browser(), known }
}

/// A guest in the last step of the checkout.
pub async fn guest_with_cart(t: &TestApp) -> Visitor<'_> {
    let mut visitor = guest(t);
    visitor.fill_cart(t).await;
    visitor
}

/// Ann, signed in, with an order, an address, a link for a new password, and another cart in the
/// last step of the checkout.
pub async fn customer_with_order(t: &TestApp) -> Visitor<'_> {
    let person = ann(t);
    let mut visitor = guest(t);
    visitor.browser.post("/account/password/reset/", &[("email", "ann@example.com")]).await;
    let link = delivered(t)[0].link("/account/password/reset/");
    visitor.known.insert("reset", link.split('/').nth(4).unwrap().to_owned());
    visitor.browser.sign_in(person);
    visitor.browser.put(1, 1).await;
    let order = visitor.browser.order().await;
    visitor.known.insert("order", order.split('/').nth(2).unwrap().to_owned());
    let number = t.look(|conn| Ok(orders::table.select(orders::number).first(conn)?));
    visitor.known.insert("number", number);
    let postal = [
        ("name", "Ann"),
        ("street", "1 High Street"),
        ("city", "Springfield"),
        ("zip", "12345"),
        ("country", "US"),
    ];
    assert_eq!(visitor.browser.post("/account/addresses/add/", &postal).await.status, 303);
    let address: i64 = t.look(|conn| Ok(addresses::table.select(addresses::id).first(conn)?));
    visitor.known.insert("address", address.to_string());
    let sessions = visitor.browser.get("/account/sessions/").await;
    let ends = attributes(&sessions, "form[action*=\"/account/sessions/\"]", "action");
    let session = ends.iter().find_map(|path| path.split('/').nth(3).filter(|id| *id != "removal"));
    visitor.known.insert("session", session.unwrap().to_owned());
    visitor.fill_cart(t).await;
    visitor
}

impl Visitor<'_> {
    async fn fill_cart(&mut self, t: &TestApp) {
        self.browser.put(1, 1).await;
        let last = self.browser.to_last_step().await;
        self.known.insert("attempt", field(&last, "token"));
        self.known.insert("seen", field(&last, "seen"));
        self.known.insert("method", field(&self.browser.get("/checkout/shipping/").await, "method"));
        let line: i64 = t.look(|conn| {
            Ok(cart_items::table.order(cart_items::id.desc()).select(cart_items::id).first(conn)?)
        });
        self.known.insert("line", line.to_string());
    }

    /// What stands in place of a placeholder; something that does not exist when it is not known.
    pub fn value(&self, name: &str) -> String {
        self.known.get(name).cloned().unwrap_or_else(|| "1".repeat(9))
    }

    /// The path of an address, with this visitor's own things in it.
    pub fn path(&self, address: &Address) -> String {
        let pattern = address.pattern.replace(":[0-9]{1,18}", "");
        if pattern.starts_with("/admin/") {
            return pattern.replace("{domain}", "catalog").replace("{model}", "product").replace("{id}", "1");
        }
        let own = match pattern.as_str() {
            path if path.starts_with("/cart/") => "line",
            path if path.starts_with("/account/addresses/") => "address",
            path if path.starts_with("/account/sessions/") => "session",
            path if path.starts_with("/account/password/reset/") => "reset",
            path if path.starts_with("/orders/") => "order",
            _ => "nothing",
        };
        pattern
            .replace("{slug}", "mug")
            .replace("{id}", &self.value(own))
            .replace("{token}", &self.value(own))
    }

    /// The fields of an address, filled in with what it takes.
    pub fn fields(&self, address: &Address) -> Vec<(&'static str, String)> {
        let filled = |value: &str| match value.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => self.value(name),
            None => value.to_owned(),
        };
        address.fields.iter().map(|(name, value)| (*name, filled(value))).collect()
    }
}
