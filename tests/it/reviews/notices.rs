//! The mail that tells the shop about a review.

use storefront::platform::queue;
use storefront::platform::settings;
use storefront::worker::run_next;

use super::hold_reviews;
use crate::support::builders::product;
use crate::support::{TestApp, noon};

fn shop(contact: &str) -> TestApp {
    let t = TestApp::start();
    t.seed(|conn| {
        product("Mug").insert(conn)?;
        Ok(settings::save(conn, "contact", contact, noon())?)
    });
    t
}

/// The messages that were sent, as text.
fn sent(t: &TestApp) -> Vec<String> {
    while run_next(&t.app).unwrap() {}
    assert_eq!(t.look(|conn| Ok(queue::count_waiting_and_failed(conn)?)), (0, 0));
    let folder = t.app.config.var.join("mail");
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[actix_web::test]
async fn the_shop_is_told_about_a_review_with_everything_escaped() {
    let t = shop("owner@example.com");
    hold_reviews(&t);
    t.post("/products/mug/reviews/", &[("name", "<b>Ann</b>"), ("rating", "4"), ("description", "Tea <3")])
        .await;
    let messages = sent(&t);
    assert_eq!(messages.len(), 1);
    let mail = &messages[0];
    assert!(mail.contains("To: owner@example.com"), "{mail}");
    assert!(mail.contains("Subject: New review of Mug"), "{mail}");
    assert!(mail.contains("<b>Ann</b> wrote about Mug and gave it 4 out of 5"), "the text part: {mail}");
    assert!(mail.contains("Nobody sees it until you approve it"), "{mail}");
    assert!(mail.contains("&#60;b&#62;Ann&#60;/b&#62;"), "the HTML part: {mail}");
    assert!(mail.contains("/products/mug/"), "{mail}");
}

#[actix_web::test]
async fn a_shop_without_a_contact_and_a_review_that_is_gone_send_nothing() {
    let t = shop("");
    t.post("/products/mug/reviews/", &[("name", "Ann"), ("description", "Tea")]).await;
    assert!(sent(&t).is_empty());
    let t = shop("owner@example.com");
    t.post("/products/mug/reviews/", &[("name", "Ann"), ("description", "Tea")]).await;
    t.seed(|conn| {
        diesel::RunQueryDsl::execute(diesel::delete(storefront::schema::reviews::table), conn)?;
        Ok(())
    });
    assert!(sent(&t).is_empty());
}
