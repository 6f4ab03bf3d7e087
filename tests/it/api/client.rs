//! A program that uses the API, in this process.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use diesel::prelude::*;
use serde_json::Value;
use storefront::accounts::permissions;
use storefront::api::tokens::TokenKind;
use storefront::platform::db::Conn;
use storefront::schema::{permissions as known, user_permissions, users};

use crate::support::TestApp;
use crate::support::people::Person;
use crate::support::web::Answer;

/// Sends requests, as somebody or as nobody.
#[derive(Clone)]
pub struct Client<'a> {
    pub shop: &'a TestApp,
    headers: Vec<(&'static str, String)>,
}

impl TestApp {
    /// A program that nobody has let in.
    pub fn client(&self) -> Client<'_> {
        Client { shop: self, headers: Vec::new() }
    }

    /// A program with a token of this person.
    pub fn client_of(&self, person: Person) -> Client<'_> {
        let session = self
            .look(|conn| Ok(users::table.find(person.user_id).select(users::session_version).first(conn)?));
        let tokens = &self.app.api.tokens;
        let token = tokens.issue(TokenKind::Access, person.user_id, session, self.app.now()).unwrap();
        self.client().with("authorization", &format!("JWT {token}"))
    }
}

impl<'a> Client<'a> {
    /// The same with a header.
    pub fn with(&self, name: &'static str, value: &str) -> Client<'a> {
        let mut headers = self.headers.clone();
        headers.push((name, value.to_owned()));
        Client { shop: self.shop, headers }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = TestRequest::default().method(method).uri(&format!("/api{path}"));
        let request = match body {
            Some(body) => {
                request.insert_header(("content-type", "application/json")).set_payload(body.to_string())
            }
            None => request,
        };
        self.raw(request).await
    }

    /// Any request with the headers of this client.
    pub async fn raw(&self, request: TestRequest) -> Answer {
        let with = |request: TestRequest, (name, value): &(&'static str, String)| {
            request.insert_header((*name, value.as_str()))
        };
        self.shop.call(self.headers.iter().fold(request, with)).await
    }
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {} {:?}", self.status, self.body()))
    }

    /// Status and body, for comparing both at once.
    pub fn told(&self) -> (u16, Value) {
        (self.status, self.json())
    }
}

/// Gives somebody these permissions.
pub fn permit(conn: &mut Conn, person: Person, codenames: &[&str]) -> QueryResult<()> {
    for codename in codenames {
        let id: i64 = known::table.filter(known::codename.eq(codename)).select(known::id).first(conn)?;
        diesel::insert_into(user_permissions::table)
            .values((user_permissions::user_id.eq(person.user_id), user_permissions::permission_id.eq(id)))
            .execute(conn)?;
        assert!(permissions::has(conn, person.user_id, codename)?);
    }
    Ok(())
}
