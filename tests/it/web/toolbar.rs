//! The debug toolbar of development builds.

use storefront::platform::live::store::Pages;

use crate::support::TestApp;

#[actix_web::test]
async fn the_toolbar_shows_what_a_page_cost_only_when_it_is_on() {
    let mut t = TestApp::start();
    assert!(!t.get("/").await.body().contains("class=\"toolbar\""));

    let mut config = (*t.app.config).clone();
    config.debug_toolbar = true;
    t.app.config = config.into();
    t.app.pages = Pages::default();
    let answer = t.get("/").await;
    assert!(answer.body().contains("class=\"toolbar\"") && answer.body().contains("SELECT"));
    assert!(answer.body().trim_end().ends_with("</html>"));
    assert_eq!(answer.header("etag"), "");
}

#[actix_web::test]
async fn statements_of_a_page_can_be_counted() {
    let t = TestApp::start();
    let (answer, first) = t.statements(t.get("/account/login/")).await;
    let (_, second) = t.statements(t.get("/account/login/")).await;
    assert_eq!(answer.status, 200);
    assert!(!first.is_empty());
    assert_eq!(first.len(), second.len());
}

#[actix_web::test]
async fn the_toolbar_and_a_header_say_why_a_page_was_made() {
    let mut t = TestApp::start();
    let mut config = (*t.app.config).clone();
    config.debug_toolbar = true;
    t.app.config = config.into();
    for how in ["rendered: it was not kept", "reused: nothing that it shows has changed"] {
        let answer = t.get("/products/").await;
        assert_eq!(answer.header("x-page"), how);
        assert!(answer.body().contains(how));
    }
    t.sql("INSERT INTO settings (name, value, updated_at) VALUES ('shop_name', 'Larkfold', '2026-03-01 00:00:00')");
    assert_eq!(t.get("/products/").await.header("x-page"), "rendered: settings has changed");
}
