//! Tokens: who they let in, and until when.

use actix_web::web::block;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use storefront::accounts::hashers;
use storefront::api::tokens::{TokenKind, Tokens};
use storefront::platform::clock::Clock;
use storefront::schema::users;

use crate::support::people::{Person, customer};
use crate::support::{TestApp, noon};

const PASSWORD: &str = "Blue-Kettle-4711";

async fn shop() -> (TestApp, Person) {
    let t = TestApp::start();
    let hash = block(|| hashers::hash(PASSWORD).unwrap()).await.unwrap();
    let ann = t.seed(|conn| customer("Ann").password_hash(&hash).insert(conn).map_err(Into::into));
    (t, ann)
}

async fn sign_in(t: &TestApp, name: &str, password: &str) -> (u16, Value) {
    t.client().post("/auth/jwt/create/", json!({"username": name, "password": password})).await.told()
}

fn refused(message: &str) -> Value {
    json!({"detail": "Given token not valid for any token type", "code": "token_not_valid",
        "messages": [{"token_class": "AccessToken", "token_type": "access", "message": message}]})
}

#[actix_web::test]
async fn a_user_name_and_its_password_give_tokens_and_nothing_else_does() {
    let (t, ann) = shop().await;
    let (status, tokens) = sign_in(&t, "ann", PASSWORD).await;
    assert_eq!(status, 200, "{tokens}");
    for scheme in ["JWT", "Bearer", "jwt"] {
        let header = format!("{scheme} {}", tokens["access"].as_str().unwrap());
        let me = t.client().with("authorization", &header).get("/auth/users/me/").await;
        assert_eq!(me.json()["id"], ann.user_id, "{scheme}");
    }
    let none = (401, json!({"detail": "No active account found with the given credentials"}));
    for (name, password) in
        [("ann", "wrong"), ("nobody", PASSWORD), ("ann@example.com", PASSWORD), ("Ann", PASSWORD)]
    {
        assert_eq!(sign_in(&t, name, password).await, none, "{name}");
    }
    assert_eq!(
        t.client().post("/auth/jwt/create/", json!({})).await.told(),
        (400, json!({"username": ["This field is required."], "password": ["This field is required."]}))
    );
    let refresh = json!({"refresh": tokens["refresh"]});
    let answer = t.client().post("/auth/jwt/refresh/", refresh).await;
    assert_eq!(answer.status, 200);
    let verify = json!({"token": answer.json()["access"]});
    assert_eq!(t.client().post("/auth/jwt/verify/", verify).await.told(), (200, json!({})));
}

#[actix_web::test]
async fn wrong_passwords_are_counted() {
    let (mut t, _) = shop().await;
    let mut config = (*t.app.config).clone();
    config.rate_limit_login = 3;
    t.app.config = config.into();
    for _ in 0..3 {
        assert_eq!(sign_in(&t, "ann", "wrong").await.0, 401);
    }
    let answer = t.client().post("/auth/jwt/create/", json!({"username": "ann", "password": PASSWORD})).await;
    assert_eq!(answer.status, 429);
    assert!(!answer.header("retry-after").is_empty());
}

#[actix_web::test]
async fn only_tokens_of_ours_count_and_only_for_what_they_are() {
    let (mut t, ann) = shop().await;
    let issue = |tokens: &Tokens, kind| tokens.issue(kind, ann.user_id, 0, noon()).unwrap();
    let session: i32 =
        t.look(|conn| Ok(users::table.find(ann.user_id).select(users::session_version).first(conn)?));
    let good = t.app.api.tokens.issue(TokenKind::Access, ann.user_id, session, noon()).unwrap();
    let mut parts = good.split('.');
    let (header, claims, signature) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    use base64::Engine;
    let base64 = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let none = base64.encode(r#"{"typ":"JWT","alg":"none"}"#);
    let other = base64.encode(r#"{"typ":"JWT","alg":"HS512"}"#);
    let raised = String::from_utf8(base64.decode(claims).unwrap())
        .unwrap()
        .replace(&format!("\"user_id\":\"{}\"", ann.user_id), "\"user_id\":\"1000\"");
    let mut foreign = (*t.app.config).clone();
    foreign.secret_key = Some("the key of another shop, 4711 0815 4711".to_owned());
    let bad = [
        "garbage".to_owned(),
        String::from("a.b.c"),
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{other}.{claims}.{signature}"),
        format!("{header}.{}.{signature}", base64.encode(raised)),
        format!("{header}.{claims}.{}", &signature[1..]),
        issue(&Tokens::new(&foreign), TokenKind::Access),
        "x".repeat(10_000),
    ];
    for token in bad {
        let api = t.client().with("authorization", &format!("JWT {token}"));
        // Public addresses as well.
        for path in ["/store/products/", "/auth/users/me/"] {
            assert_eq!(api.get(path).await.told(), (401, refused("Token is invalid")), "{token}");
        }
    }
    let refresh = issue(&t.app.api.tokens, TokenKind::Refresh);
    let api = t.client().with("authorization", &format!("JWT {refresh}"));
    assert_eq!(api.get("/store/").await.told(), (401, refused("Token has wrong type")));
    let used = t.client().post("/auth/jwt/refresh/", json!({"refresh": good})).await;
    assert_eq!(used.told(), (401, json!({"detail": "Token has wrong type", "code": "token_not_valid"})));
    t.app.clock = Clock::Fixed(noon() + TimeDelta::days(1));
    let api = t.client().with("authorization", &format!("JWT {good}"));
    assert_eq!(api.get("/store/").await.told(), (401, refused("Token is expired")));
}

#[actix_web::test]
async fn a_new_password_and_a_closed_account_end_every_token() {
    let (t, ann) = shop().await;
    let (_, tokens) = sign_in(&t, "ann", PASSWORD).await;
    let api = t.client().with("authorization", &format!("JWT {}", tokens["access"].as_str().unwrap()));
    let sent = json!({"current_password": PASSWORD, "new_password": "Green-Kettle-4711"});
    assert_eq!(api.post("/auth/users/set_password/", sent).await.status, 204);
    let changed = json!({"detail": "The user's password has been changed.", "code": "password_changed"});
    assert_eq!(api.get("/auth/users/me/").await.told(), (401, changed));
    let answer = t.client().post("/auth/jwt/refresh/", json!({"refresh": tokens["refresh"]})).await;
    assert_eq!((answer.status, &answer.json()["code"]), (401, &json!("no_active_account")));
    assert_eq!(t.client().post("/auth/jwt/verify/", json!({"token": tokens["access"]})).await.status, 401);
    let api = t.client_of(ann);
    assert_eq!(api.get("/auth/users/me/").await.status, 200);
    t.seed(|conn| {
        Ok(diesel::update(users::table.find(ann.user_id)).set(users::is_active.eq(false)).execute(conn)?)
    });
    let closed = json!({"detail": "User is inactive", "code": "user_inactive"});
    assert_eq!(api.get("/store/products/").await.told(), (401, closed));
    assert_eq!(sign_in(&t, "ann", "Green-Kettle-4711").await.0, 401);
}
