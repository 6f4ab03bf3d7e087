//! The debug toolbar of development builds.

use crate::support::TestApp;

#[actix_web::test]
async fn the_toolbar_shows_what_a_page_cost_only_when_it_is_on() {
    let mut t = TestApp::start();
    assert!(!t.get("/").await.body().contains("class=\"toolbar\""));

    let mut config = (*t.app.config).clone();
    config.debug_toolbar = true;
    t.app.config = config.into();
    let answer = t.get("/").await;
    assert!(answer.body().contains("class=\"toolbar\"") && answer.body().contains("SELECT"));
    assert!(answer.body().trim_end().ends_with("</html>"));
    assert_eq!(answer.header("etag"), "");
}

#[actix_web::test]
async fn statements_of_a_page_can_be_counted() {
    let t = TestApp::start();
    let (answer, first) = t.statements(t.get("/")).await;
    let (_, second) = t.statements(t.get("/")).await;
    assert_eq!(answer.status, 200);
    assert!(!first.is_empty());
    assert_eq!(first.len(), second.len());
}
