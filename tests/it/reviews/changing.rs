//! A customer's one review of a product: writing again, deleting, other people's.

use diesel::prelude::*;
use storefront::platform::settings::ShopSettings;
use storefront::reviews::forms::NewReview;
use storefront::schema::reviews;

use super::{attributes, hold_reviews, rating, stored, texts};
use crate::support::at_once::at_once;
use crate::support::builders::product;
use crate::support::people::{Person, customer};
use crate::support::{TestApp, noon};

const REVIEWS: &str = "/products/mug/reviews/";
const REMOVAL: &str = "/products/mug/reviews/removal/";

/// A mug that Ann gave two stars.
async fn shop() -> (TestApp, Person) {
    let t = TestApp::start();
    let ann = t.seed(|conn| {
        product("Mug").insert(conn)?;
        Ok(customer("Ann").insert(conn)?)
    });
    let browser = t.browser();
    browser.sign_in(ann);
    let answer = browser.post(REVIEWS, &[("rating", "2"), ("description", "Chipped.")]).await;
    assert_eq!(answer.status, 303);
    (t, ann)
}

#[actix_web::test]
async fn writing_again_changes_the_own_review() {
    let (t, ann) = shop().await;
    let browser = t.browser();
    browser.sign_in(ann);
    let page = browser.get("/products/mug/").await;
    assert_eq!(texts(&page, ".review-form summary"), ["Change your review"]);
    assert_eq!(texts(&page, ".review-form textarea"), ["Chipped."]);
    assert_eq!(attributes(&page, ".review-form input[checked]", "value"), ["2"]);
    assert!(page.body().contains("takes the place of your review"));
    browser.post(REVIEWS, &[("rating", "5"), ("description", "They sent a new one!")]).await;
    let all = stored(&t);
    assert_eq!((all.len(), all[0].description.as_str()), (1, "They sent a new one!"));
    assert_eq!(rating(&t), (1, 500));
}

#[test]
fn a_double_click_of_a_customer_leaves_one_review() {
    let t = TestApp::start();
    let (id, bob) = t.seed(|conn| Ok((product("Mug").insert(conn)?, customer("Bob").insert(conn)?)));
    at_once(8, |_| {
        t.seed(|conn| {
            let settings = ShopSettings::load(conn, &t.app.config)?;
            let new = NewReview {
                product_id: id,
                user_id: Some(bob.user_id),
                name: "Bob".into(),
                rating: Some(3),
                description: "Good.".into(),
            };
            Ok(storefront::reviews::submit(conn, &settings, &new, noon()).unwrap())
        })
    });
    assert_eq!((stored(&t).len(), rating(&t)), (1, (1, 300)));
}

#[actix_web::test]
async fn the_author_deletes_their_review_and_the_rating_follows() {
    let (t, ann) = shop().await;
    let browser = t.browser();
    browser.sign_in(ann);
    let answer = browser.post(REMOVAL, &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/products/mug/#reviews"));
    assert_eq!((stored(&t).len(), rating(&t)), (0, (0, 0)));
    assert_eq!(browser.post(REMOVAL, &[]).await.status, 303, "gone is gone");
}

#[actix_web::test]
async fn nobody_changes_or_deletes_what_somebody_else_wrote() {
    let (t, _) = shop().await;
    let before = stored(&t);
    let guest = t.browser();
    let answer = guest.post(REMOVAL, &[]).await;
    assert_eq!(answer.header("location"), "/account/login/?next=%2Fproducts%2Fmug%2F");
    let bob = t.seed(|conn| Ok(customer("Bob").insert(conn)?));
    let other = t.browser();
    other.sign_in(bob);
    other.post(REMOVAL, &[]).await;
    assert_eq!(stored(&t), before);
    let page = other.get("/products/mug/").await;
    assert_eq!(texts(&page, ".review-form textarea"), [""], "Ann's words are not Bob's to change");
    other.post(REVIEWS, &[("description", "Chipped.")]).await;
    assert_eq!(stored(&t).len(), 2, "a customer may agree word by word");
    assert_eq!(stored(&t)[0], before[0]);
}

#[actix_web::test]
async fn a_review_that_staff_have_hidden_stays_hidden_when_its_author_changes_it() {
    let (t, ann) = shop().await;
    t.seed(|conn| {
        diesel::update(reviews::table).set(reviews::approved.eq(false)).execute(conn)?;
        Ok(())
    });
    let browser = t.browser();
    browser.sign_in(ann);
    browser.post(REVIEWS, &[("description", "The same again.")]).await;
    assert!(!stored(&t)[0].approved);
}

#[actix_web::test]
async fn a_changed_review_waits_again_when_the_shop_wants_to_read_it_first() {
    let (t, ann) = shop().await;
    hold_reviews(&t);
    let browser = t.browser();
    browser.sign_in(ann);
    browser.post(REVIEWS, &[("rating", "1"), ("description", "Worse.")]).await;
    assert_eq!((stored(&t)[0].approved, rating(&t)), (false, (0, 0)));
}
