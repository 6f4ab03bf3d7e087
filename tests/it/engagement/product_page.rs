//! The product page as different visitors get it: what is personal, what is not, and what it costs.

use chrono::TimeDelta;
use storefront::catalog::PRODUCT;
use storefront::engagement::likes::like;
use storefront::engagement::viewed::note;
use storefront::engagement::wishes::add;
use storefront::platform::db::DatabaseUrl;

use super::pressed;
use crate::support::browser::Browser;
use crate::support::builders::product;
use crate::support::people::customer;
use crate::support::{TestApp, noon};

#[actix_web::test]
async fn visitors_without_a_session_get_the_same_bytes_whatever_others_do() {
    let t = TestApp::start();
    let (mug, bowl, ann) = t.seed(|conn| {
        Ok((product("Mug").insert(conn)?, product("Bowl").insert(conn)?, customer("Ann").insert(conn)?))
    });
    let before = t.get("/products/mug/").await;
    t.seed(|conn| {
        add(conn, ann.user_id, mug, noon())?;
        note(conn, ann.user_id, bowl, noon())?;
        Ok(())
    });
    let browser = t.browser();
    browser.sign_in(ann);
    let own = browser.get("/products/mug/").await;
    assert_ne!(own.bytes, before.bytes, "there is something personal to see");
    let cookie = browser.cookie("session").unwrap();
    let stranger = t.browser();
    stranger.set_cookie("session", &format!("{cookie}x"));
    for page in [t.get("/products/mug/").await, stranger.get("/products/mug/").await] {
        assert_eq!(page.bytes, before.bytes);
        assert_eq!(page.header("set-cookie"), "");
    }
}

#[actix_web::test]
async fn a_page_costs_a_fixed_number_of_statements_whoever_looks() {
    let t = TestApp::start();
    let (ids, ann) = t.seed(|conn| {
        let ids: Vec<i64> = (0..30)
            .map(|number| product(&format!("P {number}")).insert(conn))
            .collect::<diesel::QueryResult<_>>()?;
        Ok((ids, customer("Ann").insert(conn)?))
    });
    let (guest, customer) = (t.browser(), t.browser());
    customer.sign_in(ann);
    guest.post("/products/p-1/wishes/", &[]).await;
    let count = async |browser: Option<&Browser<'_>>, number: usize| {
        let path = format!("/products/p-{number}/");
        let (answer, statements) = match browser {
            Some(browser) => t.statements(browser.get(&path)).await,
            None => t.statements(t.get(&path)).await,
        };
        assert_eq!(answer.status, 200);
        statements.len()
    };
    // Made and given again for anybody; then, given again, with a view to note and without.
    let counts = async || {
        t.sql(
            "UPDATE products SET description = description || '.', title = title || '.' WHERE slug = 'p-2'",
        );
        let mut counts = vec![count(None, 2).await, count(None, 2).await];
        for browser in [&guest, &customer] {
            count(Some(browser), 3).await;
            // Seen in the same minute, they would have no order.
            t.sql("DELETE FROM viewed_items");
            counts.extend([count(Some(browser), 2).await, count(Some(browser), 2).await]);
        }
        counts
    };
    // BEGIN and COMMIT included. Reading a session (3) and storing it (3), the shared page's versions, what
    // the visitor keeps and has seen with its cards, noting the view.
    let expected = match t.app.config.database {
        DatabaseUrl::Sqlite(_) => [20, 0, 23, 8, 33, 13],
        DatabaseUrl::Postgres(_) => [20, 0, 15, 9, 20, 14],
    };
    assert_eq!(counts().await, expected);
    t.seed(|conn| {
        for (id, minute) in ids.iter().zip(1..20) {
            like(conn, ann.user_id, PRODUCT, *id, noon())?;
            add(conn, ann.user_id, *id, noon())?;
            note(conn, ann.user_id, *id, noon() - TimeDelta::minutes(minute))?;
        }
        Ok(note(conn, ann.user_id, ids[5], noon() + TimeDelta::minutes(1))?)
    });
    for number in 10..15 {
        guest.get(&format!("/products/p-{number}/")).await;
    }
    assert_eq!(counts().await, expected, "with much kept");
    assert_eq!(pressed(&customer.get("/products/p-2/").await), ["true", "true"]);
}

#[actix_web::test]
async fn the_lists_run_a_fixed_number_of_statements() {
    let t = TestApp::start();
    let ann = t.seed(|conn| Ok(customer("Ann").insert(conn)?));
    let (guest, customer) = (t.browser(), t.browser());
    customer.sign_in(ann);
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    guest.post("/products/mug/wishes/", &[]).await;
    let check = async |when: &str| {
        for (browser, path, expected) in [
            (&customer, "/account/likes/", 15),
            (&customer, "/account/wishes/", 15),
            (&guest, "/account/wishes/", 12),
        ] {
            let (answer, statements) = t.statements(browser.get(path)).await;
            assert_eq!((answer.status, statements.len()), (200, expected), "{path} {when}");
        }
    };
    check("with hardly anything").await;
    t.seed(|conn| {
        for number in 0..25 {
            let id = product(&format!("Bowl {number}")).insert(conn)?;
            like(conn, ann.user_id, PRODUCT, id, noon())?;
            add(conn, ann.user_id, id, noon())?;
        }
        Ok(())
    });
    for number in 0..25 {
        guest.post(&format!("/products/bowl-{number}/wishes/"), &[]).await;
    }
    check("with a page and more").await;
}
