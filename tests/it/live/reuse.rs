//! Pages given again: when, to whom, and never when they are old.

use std::io::Read;

use actix_web::test::TestRequest;
use futures_util::future::join_all;
use storefront::platform::clock::Clock;
use storefront::platform::db::Statement;

use super::shop;
use crate::support::TestApp;
use crate::support::shopping::promotion;
use crate::support::web::{Answer, texts};

impl TestApp {
    async fn cost(&self, path: &str) -> (Answer, Vec<Statement>) {
        self.statements(self.get(path)).await
    }
}

const PAGES: &[&str] = &[
    "/",
    "/products/",
    "/products/?q=mug",
    "/products/harbour-mug/",
    "/collections/",
    "/collections/mugs/",
    "/pages/imprint/",
    "/sitemap.xml",
    "/api/store/products/",
    "/api/store/products/1/",
    "/api/store/products/1/images/",
    "/api/store/products/1/variants/",
    "/api/store/collections/",
    "/api/store/collections/1/",
];

#[actix_web::test]
async fn a_page_is_made_once_and_the_same_bytes_are_given_again() {
    let t = shop();
    for path in PAGES {
        let (first, made) = t.cost(path).await;
        let (second, reused) = t.cost(path).await;
        assert_eq!((first.status, second.status), (200, 200), "{path}");
        // Lists that are sent in parts have no kept form.
        assert!(!made.is_empty(), "{path}");
        assert!(reused.is_empty(), "{path} ran {} statements again", reused.len());
        assert_eq!(first.bytes, second.bytes, "{path}");
        assert_eq!(first.header("etag"), second.header("etag"), "{path}");
        assert_eq!(first.header("content-type"), second.header("content-type"), "{path}");
        assert_eq!(first.header("vary"), second.header("vary"), "{path}");
        assert_eq!(first.header("allow"), second.header("allow"), "{path}");
    }
}

#[actix_web::test]
async fn whatever_changes_what_a_page_shows_is_seen_by_the_next_request() {
    let t = shop();
    let changes = [
        ("/", "UPDATE products SET title = 'Tall Mug' WHERE id = 1", "Tall Mug"),
        ("/products/", "UPDATE products SET title = 'Wide Mug' WHERE id = 1", "Wide Mug"),
        ("/products/?q=mug", "UPDATE products SET current_price = 1234 WHERE id = 1", "$12.34"),
        ("/products/harbour-mug/", "UPDATE products SET description = 'Of clay.' WHERE id = 1", "Of clay."),
        ("/products/harbour-mug/", "UPDATE products SET like_count = 3 WHERE id = 1", "3 people like this"),
        ("/products/harbour-mug/", "UPDATE products SET inventory = 3 WHERE id = 1", "Only 3 left"),
        (
            "/products/harbour-mug/",
            "INSERT INTO reviews (product_id, name, description, date, approved) \
             VALUES (1, 'Ada', 'Holds tea.', '2026-03-01', TRUE)",
            "Holds tea.",
        ),
        ("/collections/", "UPDATE collections SET title = 'Cups' WHERE id = 1", "Cups"),
        (
            "/collections/mugs/",
            "UPDATE collections SET description = 'Fired twice.' WHERE id = 1",
            "Fired twice.",
        ),
        ("/pages/imprint/", "UPDATE pages SET body = 'We moved.' WHERE slug = 'imprint'", "We moved."),
        ("/products/", "UPDATE pages SET title = 'About us' WHERE slug = 'imprint'", "About us"),
        (
            "/",
            "INSERT INTO settings (name, value, updated_at) VALUES ('shop_name', 'Larkfold', '2026-03-01 00:00:00')",
            "Larkfold",
        ),
        ("/sitemap.xml", "UPDATE products SET slug = 'tall-mug' WHERE id = 1", "/products/tall-mug/"),
        ("/api/store/products/", "UPDATE products SET inventory = 41 WHERE id = 2", "\"inventory\":41"),
        ("/api/store/products/2/", "UPDATE products SET inventory = 40 WHERE id = 2", "\"inventory\":40"),
        ("/api/store/collections/1/", "UPDATE collections SET title = 'Bowls' WHERE id = 1", "Bowls"),
    ];
    for (path, change, shown) in changes {
        let before = t.get(path).await;
        assert_eq!(before.status, 200, "{path}");
        assert!(!before.body().contains(shown), "{path} shows {shown} before");
        t.sql(change);
        let after = t.get(path).await;
        assert!(after.body().contains(shown), "{path} does not show {shown} after {change}");
        assert_ne!(before.header("etag"), after.header("etag"), "{path}");
    }
}

#[actix_web::test]
async fn a_sale_from_plenty_leaves_the_pages_and_changes_the_exact_numbers() {
    let t = shop();
    for path in PAGES {
        t.get(path).await;
    }
    t.sql("UPDATE products SET inventory = inventory - 3 WHERE id = 1");
    for path in ["/", "/products/", "/products/harbour-mug/", "/collections/mugs/"] {
        assert!(t.cost(path).await.1.is_empty(), "{path}");
    }
    assert!(t.get("/api/store/products/1/").await.body().contains("\"inventory\":47"));
}

#[actix_web::test]
async fn a_cart_a_session_and_a_log_entry_leave_every_page() {
    let t = shop();
    for path in PAGES {
        t.get(path).await;
    }
    let browser = t.browser();
    assert_eq!(browser.post("/cart/items/", &[("product", "1"), ("quantity", "2")]).await.status, 303);
    for path in PAGES {
        assert!(t.cost(path).await.1.is_empty(), "{path}");
    }
}

#[actix_web::test]
async fn parameters_that_change_nothing_make_no_other_page() {
    let t = shop();
    for (path, same) in [
        ("/", "/?utm_source=letter"),
        ("/products/", "/products/?utm_source=letter&fbclid=1"),
        ("/products/?q=mug", "/products/?utm_source=letter&q=mug"),
        ("/products/harbour-mug/", "/products/harbour-mug/?page=2"),
    ] {
        let first = t.get(path).await;
        let (second, statements) = t.cost(same).await;
        assert!(statements.is_empty(), "{same}");
        assert_eq!(first.bytes, second.bytes, "{same}");
    }
    let mugs = t.get("/products/?q=mug").await;
    assert_ne!(mugs.bytes, t.get("/products/?q=bowl").await.bytes);
}

#[actix_web::test]
async fn one_request_makes_a_page_however_many_wait_for_it() {
    let t = shop();
    let alone = t.cost("/products/").await.1.len();
    t.sql("UPDATE products SET title = 'Tall Mug' WHERE id = 1");
    let (answers, statements) = t.statements(join_all((0..32).map(|_| t.get("/products/")))).await;
    assert_eq!(statements.len(), alone);
    for answer in answers {
        assert!(answer.body().contains("Tall Mug"));
    }
}

#[actix_web::test]
async fn a_page_ends_when_a_promotion_of_its_product_begins_or_ends() {
    let mut t = shop();
    let noon = t.app.now();
    let hour = chrono::TimeDelta::hours(1);
    t.seed(|conn| {
        let mut sale = promotion(5_000, &[1]);
        sale.change.starts_at = Some(noon + hour);
        sale.change.ends_at = Some(noon + hour * 2);
        sale.insert(conn)?;
        Ok(())
    });
    let path = "/products/harbour-mug/";
    assert!(!t.get(path).await.body().contains("50% off"));
    t.app.clock = Clock::Fixed(noon + hour);
    assert!(t.get(path).await.body().contains("50% off"));
    t.app.clock = Clock::Fixed(noon + hour * 2);
    assert!(!t.get(path).await.body().contains("50% off"));
}

#[actix_web::test]
async fn every_encoding_is_the_same_page_with_a_tag_of_its_own() {
    let t = shop();
    let plain = t.get("/products/").await;
    let asked = async |encoding: &str, tag: &str| {
        let request = TestRequest::get().uri("/products/").insert_header(("accept-encoding", encoding));
        t.call(if tag.is_empty() { request } else { request.insert_header(("if-none-match", tag)) }).await
    };
    let brotli = asked("gzip, br", "").await;
    let gzip = asked("gzip", "").await;
    assert_eq!((brotli.header("content-encoding"), gzip.header("content-encoding")), ("br", "gzip"));
    let mut text = String::new();
    brotli::Decompressor::new(&*brotli.bytes, 4096).read_to_string(&mut text).unwrap();
    assert_eq!(text, plain.body());
    text.clear();
    flate2::read::GzDecoder::new(&*gzip.bytes).read_to_string(&mut text).unwrap();
    assert_eq!(text, plain.body());
    let tags = [plain.header("etag"), brotli.header("etag"), gzip.header("etag")];
    assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2]);
    assert_eq!(asked("gzip, br", tags[1]).await.status, 304);
    assert_eq!(asked("gzip", tags[1]).await.status, 200);
    assert_eq!(asked("gzip", tags[2]).await.status, 304);
    t.sql("UPDATE products SET title = 'Tall Mug' WHERE id = 1");
    assert_eq!(asked("gzip", tags[2]).await.status, 200);
}

#[actix_web::test]
async fn without_a_version_nothing_old_is_shown() {
    let t = shop();
    t.get("/products/").await;
    t.get("/api/store/products/").await;
    t.sql("UPDATE products SET title = 'Tall Mug' WHERE id = 1");
    t.sql("DELETE FROM versions");
    assert_eq!(t.get("/products/").await.status, 503);
    let fresh = t.get("/api/store/products/").await;
    assert!(fresh.body().contains("Tall Mug") && !fresh.body().contains("Harbour Mug"));
    t.sql("INSERT INTO versions (slot) VALUES (0)");
    assert_eq!(texts(&t.get("/products/").await, ".product-card__title").len(), 2);
}

#[actix_web::test]
async fn an_answer_to_a_program_is_kept_for_the_address_it_was_asked_at() {
    let t = shop();
    let at = async |host: &str, accept: &str| {
        let request = TestRequest::get().uri("/api/store/products/?page_size=1");
        t.call(request.insert_header(("host", host)).insert_header(("accept", accept))).await
    };
    let one = at("localhost:8000", "*/*").await;
    assert_eq!(one.bytes, at("localhost:8000", "*/*").await.bytes);
    assert!(at("localhost:8000", "text/html").await.header("content-type").starts_with("text/html"));
    let other = at("127.0.0.1:8000", "*/*").await;
    assert_eq!(other.header("content-type"), "application/json");
    // The address of the next page is at the host that was asked.
    assert!(one.body().contains("http://localhost:8000/api/"), "{}", one.body());
    assert!(other.body().contains("http://127.0.0.1:8000/api/"), "{}", other.body());
}

#[actix_web::test]
async fn a_kept_answer_counts_for_the_limit_of_its_sender() {
    let mut t = shop();
    let mut config = (*t.app.config).clone();
    config.rate_limit_api = 3;
    t.app = storefront::app::App::open(config).unwrap();
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(t.get("/api/store/products/").await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
}
