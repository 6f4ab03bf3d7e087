//! Accounts: their pages, their rules, their mails.

mod addresses;
mod api_key_pages;
mod api_keys;
mod commands;
mod customer_editing;
mod email_change;
mod escaping;
pub mod grants;
mod joining;
mod login;
mod overview;
mod password_change;
mod password_reset;
mod permissions;
mod profile;
mod redis;
mod registration;
mod sessions;
mod staff_sign_in;
mod throttling;
mod user_editing;

use actix_web::test::TestRequest;
use diesel::prelude::*;
use storefront::accounts::hashers;
use storefront::schema::users;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::mails::{Mail, delivered};
use crate::support::people::{Person, customer};
use crate::support::web::Answer;

/// A password that keeps all rules.
const PASSWORD: &str = "by-the-sea-1849";
const OTHER_PASSWORD: &str = "many-a-year-ago-7";

/// A customer who can sign in with [`PASSWORD`].
fn with_password(t: &TestApp, name: &str) -> Person {
    t.seed(|conn| Ok(customer(name).password_hash(&hashers::hash(PASSWORD).unwrap()).insert(conn)?))
}

fn stored_hash(t: &TestApp, username: &str) -> String {
    t.look(|conn| {
        Ok(users::table.filter(users::username.eq(username)).select(users::password_hash).first(conn)?)
    })
}

async fn log_in(browser: &Browser<'_>, username: &str, password: &str) -> Answer {
    browser.post("/account/login/", &[("username", username), ("password", password)]).await
}

/// Whether the browser is signed in, as every page of the shop would see it.
async fn is_signed_in(browser: &Browser<'_>) -> bool {
    browser.get("/account/").await.status == 200
}

/// `POST path` from an address of the network.
async fn post_from(browser: &Browser<'_>, address: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let request = TestRequest::post()
        .uri(path)
        .peer_addr(format!("{address}:4711").parse().unwrap())
        .insert_header(("sec-fetch-site", "same-origin"))
        .set_form(fields);
    browser.send(request).await
}
