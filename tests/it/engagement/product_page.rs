//! The product page as different visitors get it: what is personal, what is not, and what it costs.

use chrono::TimeDelta;
use storefront::catalog::PRODUCT;
use storefront::engagement::likes::like;
use storefront::engagement::viewed::note;
use storefront::engagement::wishes::add;

use super::pressed;
use crate::support::browser::Browser;
use crate::support::builders::product;
use crate::support::people::customer;
use crate::support::{TestApp, noon};

/// Statements of a product page without tags and variants, for everybody.
const SHARED: usize = 19;

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
    // BEGIN and COMMIT included; a session is read (3), and stored when it changes (3).
    assert_eq!(count(None, 2).await, SHARED);
    assert_eq!(count(Some(&guest), 2).await, SHARED + 3 + 3);
    assert_eq!(count(Some(&guest), 2).await, SHARED + 3, "nothing is new");
    // Account, cart, buttons, own review, shelf (5); a view is noted (4).
    assert_eq!(count(Some(&customer), 2).await, SHARED + 3 + 5 + 4);
    assert_eq!(count(Some(&customer), 2).await, SHARED + 3 + 5, "nothing is new");
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
    assert_eq!(count(None, 2).await, SHARED, "with much kept");
    assert_eq!(count(Some(&guest), 2).await, SHARED + 3 + 3, "with much kept");
    assert_eq!(count(Some(&customer), 2).await, SHARED + 3 + 5 + 4, "with much kept");
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
