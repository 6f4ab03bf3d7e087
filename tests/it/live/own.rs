//! What is only one visitor's in a page that is kept for all.

use std::io::Read;

use actix_web::test::TestRequest;
use futures_util::future::join_all;

use super::shop;
use crate::support::browser::Browser;
use crate::support::people::customer;
use crate::support::web::{Answer, attributes, texts};

fn count(answer: &Answer) -> String {
    texts(answer, "[data-cart-count]").first().cloned().unwrap_or_default()
}

async fn add(browser: &Browser<'_>, quantity: &str) {
    let answer = browser.post("/cart/items/", &[("product", "1"), ("quantity", quantity)]).await;
    assert_eq!(answer.status, 303);
}

#[actix_web::test]
async fn the_count_in_the_header_is_that_of_this_moment_on_every_kept_page() {
    let t = shop();
    let browser = t.browser();
    add(&browser, "2").await;
    let pages = ["/", "/products/", "/collections/", "/collections/mugs/", "/products/bowl/"];
    // What was just done is said once, on the first of them.
    for path in pages {
        assert_eq!(count(&browser.get(path).await), "2 in the cart", "{path}");
        assert_eq!(count(&browser.get(path).await), "2 in the cart", "{path} again");
    }
    // On another device, as far as this session knows.
    t.sql("UPDATE cart_items SET quantity = 7");
    for path in pages {
        assert_eq!(count(&browser.get(path).await), "7 in the cart", "{path}");
    }
    for path in pages {
        assert_eq!(count(&t.get(path).await), "", "{path} of somebody else");
    }
}

#[actix_web::test]
async fn the_name_is_there_as_long_as_the_session_counts() {
    let t = shop();
    let ada = t.seed(|conn| Ok(customer("ada").insert(conn)?));
    let browser = t.browser();
    browser.sign_in(ada);
    t.get("/products/").await;
    let name = async || texts(&browser.get("/products/").await, ".visitor__text").remove(0);
    let first = name().await;
    assert_ne!(first, "Account");
    t.sql("UPDATE users SET first_name = 'Countess', last_name = 'Lovelace' WHERE username = 'ada'");
    assert_eq!(name().await, "Countess Lovelace");
    t.sql("UPDATE users SET session_version = session_version + 1");
    assert_eq!(name().await, "Account");
    assert!(!t.get("/products/").await.body().contains("Lovelace"));
}

#[actix_web::test]
async fn what_was_just_done_is_said_once_and_to_nobody_else() {
    let t = shop();
    t.get("/products/").await;
    let browser = t.browser();
    add(&browser, "1").await;
    let said = texts(&browser.get("/products/").await, ".flash");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(texts(&browser.get("/products/").await, ".flash").is_empty());
    assert!(texts(&t.get("/products/").await, ".flash").is_empty());
}

#[actix_web::test]
async fn a_product_page_shows_what_this_visitor_keeps_and_has_seen() {
    let t = shop();
    let ada = t.seed(|conn| Ok(customer("ada").insert(conn)?));
    let browser = t.browser();
    browser.sign_in(ada);
    browser.get("/products/bowl/").await;
    browser.get("/products/harbour-mug/").await;
    assert_eq!(browser.post("/products/harbour-mug/likes/", &[]).await.status, 303);
    browser.get("/cart/").await;
    for when in ["first", "again"] {
        let page = browser.get("/products/harbour-mug/").await;
        assert_eq!(attributes(&page, ".keep__button", "aria-pressed"), ["true", "false"], "{when}");
        assert_eq!(texts(&page, "#recently-viewed ~ * .product-card__title"), ["Bowl"], "{when}");
        assert!(texts(&page, ".review-form__note").iter().any(|note| note.contains("You sign as")), "{when}");
    }
    let other = t.get("/products/harbour-mug/").await;
    assert_eq!(attributes(&other, ".keep__button", "aria-pressed"), ["false", "false"]);
    assert!(!other.body().contains("You sign as") && !other.body().contains("recently-viewed"));
}

#[actix_web::test]
async fn the_same_page_comes_plain_and_compressed_with_a_tag_of_its_own() {
    let t = shop();
    let browser = t.browser();
    add(&browser, "3").await;
    let plain = browser.get("/products/").await;
    let plain = if texts(&plain, ".flash").is_empty() { plain } else { browser.get("/products/").await };
    let request = TestRequest::get().uri("/products/").insert_header(("accept-encoding", "gzip, br"));
    let gzip = browser.send(request).await;
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*gzip.bytes).read_to_string(&mut text).unwrap();
    assert_eq!(text, plain.body());
    assert_eq!(count(&plain), "3 in the cart");
    let tag = plain.header("etag").to_owned();
    assert_ne!(tag, t.get("/products/").await.header("etag"));
    let request = TestRequest::get().uri("/products/").insert_header(("if-none-match", tag.as_str()));
    assert_eq!(browser.send(request).await.status, 304);
    t.sql("UPDATE cart_items SET quantity = 4");
    let request = TestRequest::get().uri("/products/").insert_header(("if-none-match", tag.as_str()));
    assert_eq!(browser.send(request).await.status, 200);
}

#[actix_web::test]
async fn a_stolen_place_of_a_cookie_is_nobodys() {
    let t = shop();
    let browser = t.browser();
    add(&browser, "3").await;
    browser.get("/products/").await;
    let name = storefront::platform::sessions::cookie_name(&t.app.config);
    let stranger = t.browser();
    let mut cookie = browser.cookie(name).unwrap();
    cookie.replace_range(..1, if cookie.starts_with('A') { "B" } else { "A" });
    stranger.set_cookie(name, &cookie);
    let page = stranger.get("/products/").await;
    assert_eq!((page.status, count(&page).as_str()), (200, ""));
}

#[actix_web::test]
async fn visitors_who_wait_for_a_page_have_it_made_once() {
    let t = shop();
    let browser = t.browser();
    add(&browser, "2").await;
    browser.get("/products/").await;
    t.sql("UPDATE products SET title = 'Tall Mug' WHERE id = 1");
    let (answers, statements) = t.statements(join_all((0..32).map(|_| browser.get("/products/")))).await;
    // The counts beside the list are read by whoever makes it.
    let made = statements.iter().filter(|statement| statement.sql.contains("catalog_counts")).count();
    t.sql("UPDATE products SET title = 'Wide Mug' WHERE id = 1");
    let (_, alone) = t.statements(browser.get("/products/")).await;
    let once = alone.iter().filter(|statement| statement.sql.contains("catalog_counts")).count();
    assert_eq!((made, once > 0), (once, true));
    for answer in answers {
        assert!(answer.body().contains("Tall Mug"));
        assert_eq!(count(&answer), "2 in the cart");
    }
}
