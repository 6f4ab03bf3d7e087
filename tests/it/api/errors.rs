//! What is refused, and in which shape.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::json;

use crate::api::client::permit;
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::people::{customer, staff};

#[actix_web::test]
async fn what_nobody_may_do_is_said_after_who_may_not_be_there() {
    let t = TestApp::start();
    let (ann, sue) = t.seed(|conn| Ok((customer("Ann").insert(conn)?, staff("Sue").insert(conn)?)));
    let all = [t.client(), t.client_of(ann), t.client_of(sue)];
    let expected = [
        ("PUT", "/store/products/", [401, 403, 405]),
        ("PUT", "/store/orders/1/", [401, 405, 405]),
        ("PUT", "/store/carts/00000000-0000-4000-8000-000000000000/items/1/", [405, 405, 405]),
        ("DELETE", "/store/customers/", [401, 403, 405]),
        ("GET", "/store/carts/", [405, 405, 405]),
        ("PATCH", "/store/customers/me/", [401, 405, 405]),
        ("GET", "/auth/jwt/create/", [405, 405, 405]),
    ];
    for (method, path, statuses) in expected {
        for (client, status) in all.iter().zip(statuses) {
            let answer = client.send(method.parse().unwrap(), path, None).await;
            assert_eq!(answer.status, status, "{method} {path}: {}", answer.body());
            if status == 405 {
                assert_eq!(answer.json()["detail"], format!("Method \"{method}\" not allowed."));
            }
            assert!(!answer.header("allow").is_empty(), "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn every_error_is_json_and_says_what_it_is() {
    let t = TestApp::start();
    let api = t.client();
    for path in ["/nothing/", "/store/nothing/", "/store/products/1/nothing/", "/x.json"] {
        let answer = api.get(path).await;
        assert_eq!(answer.told(), (404, json!({"detail": "Not found."})), "{path}");
    }
    let answer = api.get("/store/orders/").await;
    assert_eq!(answer.told(), (401, json!({"detail": "Authentication credentials were not provided."})));
    assert_eq!(answer.header("www-authenticate"), "JWT realm=\"api\"");
    let sent = |kind: &str, body: &str| {
        let request = TestRequest::post().uri("/api/auth/jwt/create/");
        request.insert_header(("content-type", kind.to_owned())).set_payload(body.to_owned())
    };
    let answer = api.raw(sent("text/plain", "hello")).await;
    let detail = "Unsupported media type \"text/plain\" in request.";
    assert_eq!(answer.told(), (415, json!({"detail": detail})));
    for broken in ["{", "{\"a\": 1, \"a\": 2}", "nonsense", &"[".repeat(100_000)] {
        let answer = api.raw(sent("application/json", broken)).await;
        assert_eq!(answer.status, 400);
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with("JSON parse error - "), "{detail}");
    }
    let answer = api.raw(sent("application/json", "[1]")).await;
    let message = "Invalid data. Expected a dictionary, but got list.";
    assert_eq!(answer.told(), (400, json!({"non_field_errors": [message]})));
    let answer = api.raw(sent("application/json", &format!("\"{}\"", "x".repeat(20_000_000)))).await;
    assert_eq!(answer.status, 413);
    assert!(answer.json()["detail"].is_string());
}

#[actix_web::test]
async fn the_slash_may_be_missing_and_the_suffix_may_be_there() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let api = t.client();
    let answer = api.get("/store/products").await;
    assert_eq!((answer.status, answer.header("location")), (301, "/api/store/products/"));
    for path in ["/store/products.json", "/store/collections.json", "/store.json"] {
        assert_eq!(api.get(path).await.status, 200, "{path}");
    }
    assert_eq!(api.get(&format!("/store/products/{mug}.json")).await.json()["id"], mug);
    assert_eq!(api.post("/auth/jwt/verify", json!({})).await.status, 400);
}

#[actix_web::test]
async fn a_browser_sees_the_answer_as_a_page_without_anything_of_it_being_read_as_html() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("<script>alert(1)</script>").insert(conn)?));
    let answer = t.client().with("accept", "text/html").get(&format!("/store/products/{mug}/")).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(!answer.body().contains("<script>"), "{}", answer.body());
    assert!(answer.body().contains("alert(1)"));
}

#[actix_web::test]
async fn no_cookie_counts_and_other_sites_need_a_token_or_the_operators_word() {
    let mut t = TestApp::start();
    let sue = t.seed(|conn| staff("Sue").superuser().insert(conn).map_err(Into::into));
    // Signed in on the pages is not signed in here.
    let browser = t.browser();
    browser.sign_in(sue);
    let answer = browser.send(TestRequest::get().uri("/api/store/orders/")).await;
    assert_eq!(answer.status, 401);
    let foreign = t.client().with("origin", "https://app.example.com").with("sec-fetch-site", "cross-site");
    let answer = foreign.post("/store/carts/", json!({})).await;
    assert_eq!(answer.told(), (403, json!({"detail": "You do not have permission to perform this action."})));
    let answer = t.client_of(sue).with("origin", "https://app.example.com").get("/store/products/").await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
    let mut config = (*t.app.config).clone();
    config.cors_origins = vec!["https://app.example.com".to_owned()];
    t.app.config = config.into();
    let foreign = t.client().with("origin", "https://app.example.com").with("sec-fetch-site", "cross-site");
    let answer = foreign.post("/store/carts/", json!({})).await;
    assert_eq!(answer.status, 201, "{}", answer.body());
    assert_eq!(answer.header("access-control-allow-origin"), "https://app.example.com");
    let asked = TestRequest::default().method(Method::OPTIONS).uri("/api/store/carts/");
    let asked = asked.insert_header(("access-control-request-method", "POST"));
    let asked = asked.insert_header(("access-control-request-headers", "idempotency-key,content-type"));
    let answer = foreign.raw(asked).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("access-control-allow-methods").contains("POST"));
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    let other = t.client().with("origin", "https://evil.example.com");
    assert_eq!(other.post("/store/carts/", json!({})).await.status, 403);
}

#[actix_web::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let mut t = TestApp::start();
    let mut config = (*t.app.config).clone();
    config.rate_limit_api = 2;
    let api = storefront::api::site::Site::new(
        &config,
        t.app.api.identify,
        t.app.api.has_permission,
        t.app.api.note_key,
    );
    t.app.api = api.into();
    let ann = t.seed(|conn| customer("Ann").insert(conn).map_err(Into::into));
    for _ in 0..2 {
        assert_eq!(t.client().get("/store/").await.status, 200);
    }
    let answer = t.client().get("/store/").await;
    assert_eq!(answer.status, 429);
    assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
    // Somebody else is somebody else.
    assert_eq!(t.client_of(ann).get("/store/").await.status, 200);
}

#[actix_web::test]
async fn staff_may_only_what_they_were_given() {
    let t = TestApp::start();
    let (sue, mug) = t.seed(|conn| {
        let sue = staff("Sue").insert(conn)?;
        permit(conn, sue, &["catalog.change_product"])?;
        Ok((sue, product("Mug").insert(conn)?))
    });
    let api = t.client_of(sue);
    let path = format!("/store/products/{mug}/");
    assert_eq!(api.patch(&path, json!({"inventory": 3})).await.status, 200);
    assert_eq!(api.delete(&path).await.status, 403);
    assert_eq!(api.post("/store/products/", json!({})).await.status, 403);
    assert_eq!(api.get("/store/customers/").await.status, 403);
    // Orders of others are as if they were not there.
    assert_eq!(api.get("/store/orders/").await.told(), (200, json!([])));
}

#[actix_web::test]
async fn nothing_that_can_be_sent_breaks_it() {
    let t = TestApp::start();
    let sue = t.seed(|conn| {
        product("Mug").insert(conn)?;
        staff("Sue").superuser().insert(conn).map_err(Into::into)
    });
    let api = t.client_of(sue);
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(9_007_199_254_740_993_i64),
        json!(""),
        json!("\u{0}"),
        json!("x".repeat(70_000)),
        json!([]),
        json!({}),
        json!([{"a": [1]}]),
        json!("ﷺ\u{202e}"),
    ];
    let fields = [
        "title",
        "slug",
        "description",
        "unit_price",
        "inventory",
        "collection",
        "compare_at_price",
        "is_published",
        "options",
        "quantity",
        "product_id",
        "variant_id",
        "cart_id",
        "code",
        "name",
        "rating",
        "email",
        "shipping_address",
        "billing_address",
        "shipping_method",
        "payment_method",
        "payment_status",
        "phone",
        "birth_date",
        "membership",
        "user_id",
        "username",
        "password",
        "current_password",
        "new_password",
        "new_username",
        "token",
        "uid",
        "refresh",
        "id",
    ];
    let cart = api.post("/store/carts/", json!({})).await.json()["id"].as_str().unwrap().to_owned();
    let cart = format!("/store/carts/{cart}/");
    let writes = [
        ("POST", "/store/products/".to_owned()),
        ("PATCH", "/store/products/1/".into()),
        ("POST", "/store/products/bulk/".into()),
        ("POST", "/store/products/1/variants/".into()),
        ("POST", "/store/products/1/images/".into()),
        ("POST", "/store/products/1/reviews/".into()),
        ("POST", "/store/collections/".into()),
        ("POST", format!("{cart}items/")),
        ("PUT", format!("{cart}code/")),
        ("PUT", format!("{cart}checkout/")),
        ("POST", format!("{cart}order/")),
        ("POST", "/store/orders/".into()),
        ("PATCH", "/store/orders/1/".into()),
        ("POST", "/store/customers/".into()),
        ("PUT", "/store/customers/me/".into()),
        ("POST", "/auth/jwt/refresh/".into()),
        ("POST", "/auth/users/reset_password_confirm/".into()),
        ("PATCH", "/auth/users/me/".into()),
    ];
    for (method, path) in &writes {
        for value in &odd {
            let all: serde_json::Map<_, _> =
                fields.iter().map(|field| ((*field).to_owned(), value.clone())).collect();
            // A list of objects is what changes many.
            for body in [if path.ends_with("bulk/") { json!([all]) } else { json!(all) }, value.clone()] {
                let answer = api.send(method.parse().unwrap(), path, Some(body)).await;
                assert!(answer.status < 500, "{method} {path} {value}: {}", answer.body());
                answer.json();
            }
        }
    }
    for query in [
        "page=-1",
        "page=9e9",
        "page_size=x",
        "page_size=-3",
        "fields=,",
        "search=%00%22%27",
        "include=x",
        "unit_price__gt=1e400",
        "unit_price__lt=nan",
        "collection_id=-1",
        "ordering=,,-",
        "page=9223372036854775807",
        "search=%25_%5C",
        "fields=nothing",
    ] {
        let answer = api.get(&format!("/store/products/?{query}")).await;
        assert!(answer.status < 500, "{query}: {}", answer.body());
    }
    for path in [
        "/store/products/9223372036854775808/",
        "/store/products/-1/",
        "/store/carts/%2e%2e/",
        "/store/orders/x/",
        "/store/guest-orders/x/",
        "/auth/users/0/",
    ] {
        assert_eq!(api.get(path).await.status, 404, "{path}");
    }
}
