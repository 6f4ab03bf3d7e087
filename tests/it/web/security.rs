//! Headers of every answer, and requests that are refused at the door.

use actix_web::test::TestRequest;

use crate::support::TestApp;

#[actix_web::test]
async fn every_answer_carries_the_security_headers() {
    let t = TestApp::start();
    for path in ["/speculation-rules.json", "/no-such-page/", "/static/missing"] {
        let answer = t.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}");
    }
}

#[actix_web::test]
async fn a_forged_request_is_refused_before_any_address_is_looked_up() {
    let t = TestApp::start();
    let forged = || TestRequest::post().uri("/cart/items/");
    assert_eq!(t.call(forged().insert_header(("sec-fetch-site", "cross-site"))).await.status, 403);
    assert_eq!(t.call(forged().insert_header(("origin", "null"))).await.status, 403);
    assert_eq!(t.call(TestRequest::get().uri("/").insert_header(("host", "evil.example"))).await.status, 400);
}

#[actix_web::test]
async fn speculation_rules_leave_out_what_is_personal() {
    let t = TestApp::start();
    let answer = t.get("/speculation-rules.json").await;
    assert_eq!(answer.header("content-type"), "application/speculationrules+json");
    let rules: serde_json::Value = serde_json::from_str(answer.body()).unwrap();
    let refused = rules["prefetch"][0]["where"]["and"][1]["not"]["href_matches"].to_string();
    for folder in ["cart", "checkout", "account", "admin", "orders"] {
        assert!(refused.contains(&format!("/{folder}/*")), "{folder}");
    }
}
