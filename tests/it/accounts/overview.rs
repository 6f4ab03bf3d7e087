//! The account at a glance.

use super::with_password;
use crate::support::TestApp;

#[actix_web::test]
async fn the_account_leads_to_everything_that_belongs_to_it() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    let page = browser.get("/account/").await;
    for path in ["orders", "profile", "addresses", "wishes", "likes", "password", "sessions"] {
        assert!(page.body().contains(&format!("href=\"/account/{path}/\"")), "{path}");
    }
    assert!(page.body().contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(page.body().contains("ann@example.com"));
}

#[actix_web::test]
async fn the_number_of_statements_is_fixed() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    // BEGIN and COMMIT included; three of them read the session.
    for (path, expected) in [
        ("/account/", 11),
        ("/account/addresses/", 11),
        ("/account/profile/", 11),
        ("/account/sessions/", 13),
    ] {
        let (answer, statements) = t.statements(browser.get(path)).await;
        assert_eq!(answer.status, 200, "{path}");
        let list: Vec<&str> = statements.iter().map(|statement| statement.shape()).collect();
        assert_eq!(statements.len(), expected, "{path}:\n{}", list.join("\n"));
    }
}
