//! A visitor who keeps cookies, in this process.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use actix_web::cookie::{Cookie, CookieJar};
use actix_web::http::header;
use actix_web::test::TestRequest;
use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::platform::sessions::{cookie_key, cookie_name, id_of};
use storefront::schema::{sessions, users};

use super::people::Person;
use super::web::Answer;
use super::{TestApp, noon};

/// Sends what a browser would send: its cookies, and where a form comes from.
pub struct Browser<'a> {
    shop: &'a TestApp,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl TestApp {
    /// A visitor of their own, who has not been here before.
    pub fn browser(&self) -> Browser<'_> {
        Browser { shop: self, cookies: RefCell::default() }
    }
}

impl Browser<'_> {
    /// `GET path`; redirects are not followed.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(TestRequest::get().uri(path)).await
    }

    /// `POST path` with form fields, sent from a page of the shop.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(
            TestRequest::post().uri(path).insert_header(("sec-fetch-site", "same-origin")).set_form(fields),
        )
        .await
    }

    /// Sends any request with the cookies, and keeps those of the answer.
    pub async fn send(&self, request: TestRequest) -> Answer {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = match cookies.is_empty() {
            true => request,
            false => request.insert_header((header::COOKIE, cookies.join("; "))),
        };
        let answer = self.shop.call(request).await;
        for value in answer.headers.get_all(header::SET_COOKIE) {
            let cookie = Cookie::parse(value.to_str().unwrap().to_owned()).unwrap();
            let gone = cookie.value().is_empty() || cookie.max_age().is_some_and(|age| age.is_zero());
            match gone {
                true => self.cookies.borrow_mut().remove(cookie.name()),
                false => self.cookies.borrow_mut().insert(cookie.name().into(), cookie.value().into()),
            };
        }
        answer
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Sets a cookie, as an attacker might.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.into(), value.into());
    }

    /// Signs in without the form: a session that the login page would have made.
    pub fn sign_in(&self, person: Person) {
        let config = &self.shop.app.config;
        let key = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
        self.shop.seed(|conn| {
            let version: i32 =
                users::table.find(person.user_id).select(users::session_version).first(conn)?;
            let state = HashMap::from([
                ("user".to_owned(), person.user_id.to_string()),
                ("version".to_owned(), version.to_string()),
            ]);
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(id_of(&key)),
                    sessions::user_id.eq(person.user_id),
                    sessions::state.eq(serde_json::to_string(&state).unwrap()),
                    sessions::created_at.eq(noon()),
                    sessions::last_seen_at.eq(noon()),
                    sessions::expires_at.eq(noon() + TimeDelta::days(14)),
                ))
                .execute(conn)?;
            Ok(())
        });
        let mut jar = CookieJar::new();
        jar.signed_mut(&cookie_key(config)).add(Cookie::new(cookie_name(config), key));
        let signed = jar.get(cookie_name(config)).unwrap().value().to_owned();
        self.set_cookie(cookie_name(config), &signed);
    }
}
