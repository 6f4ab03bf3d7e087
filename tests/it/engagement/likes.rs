//! Likes: the button, the list, and the count on the product.

use diesel::prelude::*;
use storefront::catalog::{COLLECTION, PRODUCT, products as catalog};
use storefront::engagement::likes::{like, recount, unlike};
use storefront::events;
use storefront::platform::db::write_transaction;
use storefront::schema::{liked_items, products, users};

use super::{hide, like_count, pressed, texts};
use crate::support::at_once::at_once;
use crate::support::builders::{product, things};
use crate::support::people::{Person, customer};
use crate::support::{TestApp, noon};

const LIKES: &str = "/products/mug/likes/";
const REMOVAL: &str = "/products/mug/likes/removal/";

fn shop() -> (TestApp, i64, Person) {
    let t = TestApp::start();
    let (mug, ann) = t.seed(|conn| Ok((product("Mug").insert(conn)?, customer("Ann").insert(conn)?)));
    (t, mug, ann)
}

fn stored(t: &TestApp) -> i64 {
    t.look(|conn| Ok(liked_items::table.count().get_result(conn)?))
}

#[actix_web::test]
async fn a_customer_likes_a_product_once_however_often_they_press() {
    let (t, mug, ann) = shop();
    let browser = t.browser();
    browser.sign_in(ann);
    for _ in 0..2 {
        let answer = browser.post(LIKES, &[]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/products/mug/#keep"));
    }
    assert_eq!((like_count(&t, mug), stored(&t)), (1, 1));
    let page = browser.get("/products/mug/").await;
    assert_eq!(pressed(&page), ["true", "false"]);
    assert_eq!(texts(&page, ".keep__count"), ["1 person likes this"]);
    for _ in 0..2 {
        assert_eq!(browser.post(REMOVAL, &[]).await.status, 303);
    }
    assert_eq!((like_count(&t, mug), stored(&t)), (0, 0));
}

#[actix_web::test]
async fn a_guest_is_led_to_the_sign_in_form_and_back() {
    let (t, mug, _) = shop();
    for path in [LIKES, REMOVAL] {
        let answer = t.browser().post(path, &[]).await;
        let login = "/account/login/?next=%2Fproducts%2Fmug%2F";
        assert_eq!((answer.status, answer.header("location")), (303, login));
    }
    assert_eq!((like_count(&t, mug), stored(&t)), (0, 0));
}

#[actix_web::test]
async fn what_shoppers_do_not_see_cannot_be_liked_but_let_go() {
    let (t, mug, ann) = shop();
    let browser = t.browser();
    browser.sign_in(ann);
    browser.post(LIKES, &[]).await;
    hide(&t, mug);
    assert_eq!(browser.post(LIKES, &[]).await.status, 404);
    assert_eq!(browser.post("/products/a%0d%0ab/likes/", &[]).await.status, 404);
    assert_eq!(browser.post(REMOVAL, &[]).await.status, 303);
    assert_eq!((like_count(&t, mug), stored(&t)), (0, 0));
}

#[actix_web::test]
async fn the_list_shows_the_newest_first_without_what_is_gone_twenty_to_a_page() {
    let (t, mug, ann) = shop();
    t.seed(|conn| {
        for number in 0..21 {
            let id = product(&format!("Bowl {number}")).insert(conn)?;
            like(conn, ann.user_id, PRODUCT, id, noon())?;
        }
        like(conn, ann.user_id, PRODUCT, mug, noon())?;
        let box_ = things(conn)?;
        like(conn, ann.user_id, COLLECTION, box_, noon())?;
        Ok(())
    });
    hide(&t, mug);
    let browser = t.browser();
    browser.sign_in(ann);
    let list = browser.get("/account/likes/").await;
    assert_eq!(list.status, 200);
    assert_eq!(texts(&list, "h1"), ["Products you like"]);
    let titles = texts(&list, ".product-card__title");
    assert_eq!((titles.len(), titles[0].as_str()), (20, "Bowl 20"));
    assert_eq!(texts(&list, ".results__total"), ["21 products"]);
    assert!(list.body().contains(r#"<meta name="robots" content="noindex">"#));
    for query in ["?page=2", "?page=9", "?page=99999999999999999999"] {
        let last = browser.get(&format!("/account/likes/{query}")).await;
        assert_eq!(texts(&last, ".product-card__title"), ["Bowl 0"], "{query}");
    }
    assert_eq!(texts(&browser.get("/account/likes/?page=x").await, ".product-card__title"), titles);
}

#[actix_web::test]
async fn the_list_is_its_customers_own() {
    let (t, mug, ann) = shop();
    t.seed(|conn| like(conn, ann.user_id, PRODUCT, mug, noon()));
    let guest = t.get("/account/likes/").await;
    assert_eq!(guest.header("location"), "/account/login/?next=%2Faccount%2Flikes%2F");
    let bob = t.seed(|conn| Ok(customer("Bob").insert(conn)?));
    let browser = t.browser();
    browser.sign_in(bob);
    let list = browser.get("/account/likes/").await;
    assert_eq!((list.status, texts(&list, ".product-card")), (200, Vec::<String>::new()));
    assert!(texts(&list, ".empty")[0].starts_with("Nothing yet."));
    assert_eq!(pressed(&browser.get("/products/mug/").await), ["false", "false"]);
}

#[test]
fn one_customer_who_likes_many_times_at_once_counts_once() {
    let (t, mug, ann) = shop();
    let new = at_once(8, |_| t.seed(|conn| like(conn, ann.user_id, PRODUCT, mug, noon())));
    assert_eq!(new.into_iter().filter(|is_new| *is_new).count(), 1);
    assert_eq!((like_count(&t, mug), stored(&t)), (1, 1));
    let gone = at_once(8, |_| t.seed(|conn| Ok(unlike(conn, ann.user_id, PRODUCT, mug)?)));
    assert_eq!(gone.into_iter().filter(|was_there| *was_there).count(), 1);
    assert_eq!((like_count(&t, mug), stored(&t)), (0, 0));
}

#[test]
fn many_customers_who_like_at_once_count_exactly() {
    let (t, mug, _) = shop();
    let people: Vec<Person> = t.seed(|conn| {
        Ok((0..16).map(|number| customer(&format!("P{number}")).insert(conn)).collect::<QueryResult<_>>()?)
    });
    at_once(16, |number| t.seed(|conn| like(conn, people[number].user_id, PRODUCT, mug, noon())));
    assert_eq!((like_count(&t, mug), stored(&t)), (16, 16));
    // Half of them change their minds while all of them press again.
    at_once(16, |number| {
        t.seed(|conn| match number % 2 {
            0 => Ok(unlike(conn, people[number].user_id, PRODUCT, mug)?),
            _ => like(conn, people[number].user_id, PRODUCT, mug, noon()),
        })
    });
    assert_eq!((i64::from(like_count(&t, mug)), like_count(&t, mug)), (stored(&t), 8));
}

/// The proof that the two tests above can fail: the same without the guards.
#[test]
fn counting_without_the_guards_goes_wrong() {
    let (t, mug, ann) = shop();
    // Adding whether or not a row was written.
    at_once(8, |_| {
        t.seed(|conn| {
            storefront::engagement::queries::insert_like(conn, ann.user_id, PRODUCT, mug, noon())?;
            Ok(storefront::engagement::queries::add_to_like_count(conn, mug, 1)?)
        })
    });
    assert_eq!((like_count(&t, mug), stored(&t)), (8, 1));
    // Reading the number and writing it in two statements; SQLite has one writer at a time.
    let Ok(server) = std::env::var("TEST_DATABASE_URL") else { return };
    assert!(server.starts_with("postgres"));
    let both_have_read = std::sync::Barrier::new(2);
    at_once(2, |_| {
        let mut conn = t.app.config.database.connect().unwrap();
        write_transaction(&mut conn, |conn| {
            let count: i32 = products::table.find(mug).select(products::like_count).first(conn)?;
            both_have_read.wait();
            diesel::update(products::table.find(mug)).set(products::like_count.eq(count + 1)).execute(conn)
        })
        .unwrap();
    });
    assert_eq!(like_count(&t, mug), 9, "one of two is lost");
}

#[test]
fn a_user_who_is_deleted_leaves_the_counts_right() {
    let (t, mug, ann) = shop();
    t.seed(|conn| {
        let bob = customer("Bob").insert(conn)?;
        like(conn, ann.user_id, PRODUCT, mug, noon())?;
        like(conn, bob.user_id, PRODUCT, mug, noon())?;
        events::user_deleted(conn, ann.user_id, noon())?;
        diesel::delete(users::table.find(ann.user_id)).execute(conn)?;
        Ok(())
    });
    assert_eq!((like_count(&t, mug), stored(&t)), (1, 1));
}

#[test]
fn a_product_that_is_deleted_leaves_no_likes() {
    let (t, mug, ann) = shop();
    t.seed(|conn| {
        let bowl = product("Bowl").insert(conn)?;
        like(conn, ann.user_id, PRODUCT, mug, noon())?;
        like(conn, ann.user_id, PRODUCT, bowl, noon())?;
        like(conn, ann.user_id, COLLECTION, mug, noon())?;
        catalog::delete(conn, &[mug], noon())?;
        Ok(())
    });
    assert_eq!(stored(&t), 2, "what has the same key elsewhere is something else");
    assert!(
        t.look(|conn| Ok(products::table.find(mug).select(products::id).first::<i64>(conn).optional()?))
            .is_none()
    );
    let error = t.app.db.write_blocking(|conn| like(conn, ann.user_id, PRODUCT, mug, noon()));
    assert!(error.is_err(), "nothing is left to be liked");
    assert_eq!(stored(&t), 2);
}

#[test]
fn a_recount_mends_what_was_written_past_the_rules() {
    let (t, mug, ann) = shop();
    let bowl = t.seed(|conn| {
        let bowl = product("Bowl").insert(conn)?;
        like(conn, ann.user_id, PRODUCT, mug, noon())?;
        diesel::update(products::table).set(products::like_count.eq(7)).execute(conn)?;
        recount(conn, &[mug, bowl])?;
        Ok(bowl)
    });
    assert_eq!((like_count(&t, mug), like_count(&t, bowl)), (1, 0));
}
