//! Accounts: their pages, their rules, their mails.

mod addresses;
mod commands;
mod email_change;
mod escaping;
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
mod throttling;

use std::path::PathBuf;

use actix_web::test::TestRequest;
use diesel::prelude::*;
use storefront::accounts::hashers;
use storefront::schema::{jobs, users};
use storefront::worker::run_next;

use crate::support::TestApp;
use crate::support::browser::Browser;
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

/// A mail as its reader sees it.
#[derive(Debug, Clone)]
struct Mail {
    to: String,
    subject: String,
    text: String,
}

impl Mail {
    /// The path of the first link below `folder`.
    fn link(&self, folder: &str) -> String {
        let start = format!("http://127.0.0.1:8000{folder}");
        let found = self.text.split_whitespace().find(|word| word.starts_with(&start));
        let link = found.unwrap_or_else(|| panic!("no link to {folder} in {}", self.text));
        link.trim_start_matches("http://127.0.0.1:8000").to_owned()
    }
}

/// Runs every waiting job and returns the mails that were sent since this was asked last.
fn delivered(t: &TestApp) -> Vec<Mail> {
    while run_next(&t.app).unwrap() {}
    let open: Vec<(String, Option<String>)> = t.look(|conn| {
        Ok(jobs::table.filter(jobs::state.ne("done")).select((jobs::kind, jobs::error)).load(conn)?)
    });
    assert!(open.is_empty(), "{open:?}");
    let mut files: Vec<(u64, PathBuf)> = std::fs::read_dir(t.app.config.var.join("mail"))
        .map(|folder| folder.map(|entry| entry.unwrap().path()).collect::<Vec<_>>())
        .unwrap_or_default()
        .into_iter()
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().parse().unwrap(), path))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|(_, path)| {
            let mail = parse(&std::fs::read_to_string(&path).unwrap());
            std::fs::remove_file(path).unwrap();
            mail
        })
        .collect()
}

/// Enough of a mail's format for what the shop writes.
fn parse(raw: &str) -> Mail {
    let unfolded = raw.replace("\r\n ", " ");
    let header = |name: &str| {
        let line = unfolded.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.trim_start_matches(name).trim().to_owned()
    };
    let text = raw.split("text/plain").nth(1).unwrap_or_default().split("text/html").next().unwrap();
    let text = text.replace("=\r\n", "").replace("=3D", "=");
    Mail { to: header("To:"), subject: header("Subject:"), text }
}
