//! What machines ask a running shop.

use diesel::connection::SimpleConnection;
use storefront::platform::web::error::AppError;

use crate::support::TestApp;

#[actix_web::test]
async fn a_shop_is_ready_only_with_the_schema_of_this_version() {
    let t = TestApp::start();
    assert_eq!(t.get("/healthz").await.body(), "ok");
    assert_eq!(t.get("/readyz").await.body(), "ok");

    t.seed(|conn| {
        Ok::<_, AppError>(
            conn.batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')")?,
        )
    });
    let answer = t.get("/readyz").await;
    assert_eq!(answer.status, 503);
    assert!(answer.body().contains("schema"));
    assert_eq!(t.get("/healthz").await.status, 200);
}

#[actix_web::test]
async fn figures_name_patterns_of_addresses_only() {
    let t = TestApp::start();
    t.get("/speculation-rules.json").await;
    t.get("/static/secret-name.css").await;
    t.get("/no-such-place/").await;
    let answer = t.get("/metrics").await;
    assert_eq!(answer.status, 200);
    let text = answer.body();
    for line in [
        r#"http_requests_total{method="GET",route="/speculation-rules.json",status="2xx"} 1"#,
        r#"http_requests_total{method="GET",route="/static/{path:.+}",status="4xx"} 1"#,
        r#"http_requests_total{method="GET",route="unmatched",status="4xx"} 1"#,
        "jobs_failed 0",
    ] {
        assert!(text.contains(line), "{line} is missing in\n{text}");
    }
    assert!(!text.contains("secret-name") && !text.contains("no-such-place"));
}
