//! Writing a review, as a guest and as a customer.

use storefront::platform::settings::ShopSettings;
use storefront::reviews::forms::NewReview;

use super::{Stored, attributes, flash, hold_reviews, rating, stored, texts};
use crate::support::at_once::at_once;
use crate::support::builders::product;
use crate::support::people::customer;
use crate::support::{TestApp, noon};

const REVIEWS: &str = "/products/mug/reviews/";

fn shop() -> TestApp {
    let t = TestApp::start();
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    t
}

#[actix_web::test]
async fn a_guests_review_appears_at_once_with_its_rating() {
    let t = shop();
    let browser = t.browser();
    let sent = [("name", " Ann "), ("rating", "4"), ("description", "Holds tea.\r\nAnd coffee.")];
    let answer = browser.post(REVIEWS, &sent).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/products/mug/#reviews"));
    assert_eq!(flash(&t), "Thank you! Your review is on this page now.");
    let page = browser.get("/products/mug/").await;
    assert_eq!(texts(&page, ".review__name"), ["Ann"]);
    assert!(page.body().contains("Holds tea.\nAnd coffee."), "its lines are kept");
    assert_eq!(rating(&t), (1, 400));
}

#[actix_web::test]
async fn a_review_without_stars_leaves_the_rating_alone() {
    let t = shop();
    let answer = t.browser().post(REVIEWS, &[("name", "Ann"), ("description", "Fine.")]).await;
    assert_eq!((answer.status, stored(&t).len(), rating(&t)), (303, 1, (0, 0)));
}

#[actix_web::test]
async fn a_customer_signs_with_the_name_of_the_account_and_types_none() {
    let t = shop();
    let ann = t.seed(|conn| Ok(customer("Ann").insert(conn)?));
    let browser = t.browser();
    browser.sign_in(ann);
    let page = browser.get("/products/mug/").await;
    assert!(attributes(&page, ".review-form input[name=name]", "name").is_empty());
    assert_eq!(texts(&page, ".review-form bdi"), ["Ann"]);
    browser.post(REVIEWS, &[("name", "Bob"), ("rating", "5"), ("description", "Mine.")]).await;
    let expected = Stored {
        name: "Ann".into(),
        rating: Some(5),
        description: "Mine.".into(),
        approved: true,
        user_id: Some(ann.user_id),
    };
    assert_eq!(stored(&t), [expected]);
}

#[actix_web::test]
async fn a_review_waits_when_the_shop_wants_to_read_it_first() {
    let t = shop();
    hold_reviews(&t);
    let ann = t.seed(|conn| Ok(customer("Ann").insert(conn)?));
    let browser = t.browser();
    browser.sign_in(ann);
    let answer = browser.post(REVIEWS, &[("rating", "1"), ("description", "Waiting words.")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/products/mug/"));
    assert!(flash(&t).contains("as soon as we have read it"));
    assert_eq!(rating(&t), (0, 0));
    assert!(texts(&t.get("/products/mug/").await, ".review").is_empty());
    let own = browser.get("/products/mug/").await;
    assert!(texts(&own, ".review").is_empty());
    assert_eq!(texts(&own, ".review-form textarea"), ["Waiting words."], "the author still sees it");
    assert_eq!(texts(&own, ".review-form__note")[0], "Only you see your review at the moment.");
}

#[actix_web::test]
async fn a_wrong_form_comes_back_with_what_was_typed_and_a_message_at_each_field() {
    let t = shop();
    let long = "x".repeat(5_001);
    let answer = t.post(REVIEWS, &[("name", "  "), ("rating", "6"), ("description", &long)]).await;
    assert_eq!(answer.status, 422);
    assert_eq!(texts(&answer, "h1"), ["Mug"], "the whole product page");
    assert_eq!(texts(&answer, "#name-error"), ["This field is required."]);
    assert!(texts(&answer, "#rating-error")[0].starts_with("Select a valid choice."));
    assert!(texts(&answer, "#description-error")[0].contains("at most 5000 characters (it has 5001)"));
    assert_eq!(texts(&answer, ".review-form textarea"), [long.as_str()]);
    assert_eq!(attributes(&answer, "#description", "aria-describedby"), ["description-error"]);
    assert_eq!(attributes(&answer, ".review-form details", "open").len(), 1, "the form is in sight");
    assert_eq!(attributes(&answer, ".review-form form", "action"), ["/products/mug/reviews/#review-form"]);
    assert!(stored(&t).is_empty());
    let empty = t.post(REVIEWS, &[]).await;
    assert_eq!((empty.status, texts(&empty, ".review-form .field__error").len()), (422, 2));
    let control = t.post(REVIEWS, &[("name", "A\nB"), ("description", "a\u{0}b")]).await;
    assert_eq!((control.status, texts(&control, ".review-form .field__error").len()), (422, 2));
}

#[actix_web::test]
async fn nothing_in_a_review_is_markup() {
    let t = shop();
    let script = "<script>alert(1)</script>";
    let page = t.post(REVIEWS, &[("name", script), ("rating", script), ("description", script)]).await;
    assert_eq!(page.status, 422);
    assert!(!page.body().contains(script));
    t.post(REVIEWS, &[("name", script), ("description", script)]).await;
    let page = t.get("/products/mug/").await;
    assert!(!page.body().contains(script));
    assert_eq!(
        (texts(&page, ".review__name"), texts(&page, ".review__text")),
        (vec![script.into()], vec![script.into()])
    );
}

#[actix_web::test]
async fn names_in_another_direction_and_endless_words_are_taken_as_they_are() {
    let t = shop();
    let word = "Rindfleischetikettierung".repeat(10);
    t.post(REVIEWS, &[("name", "مها"), ("description", &word)]).await;
    let page = t.get("/products/mug/").await;
    assert_eq!(
        (texts(&page, ".review__name"), texts(&page, ".review__text")),
        (vec!["مها".into()], vec![word])
    );
    assert_eq!(attributes(&page, ".review__name", "dir"), ["auto"]);
}

#[actix_web::test]
async fn a_guest_may_write_again_but_not_the_same() {
    let t = shop();
    let write =
        async |name: &str, text: &str| t.post(REVIEWS, &[("name", name), ("description", text)]).await;
    assert_eq!(write("Ann", "Good.").await.status, 303);
    let again = write("Bob", " Good.\r\n").await;
    assert_eq!(again.status, 422);
    assert!(texts(&again, "#description-error")[0].contains("says the same already"));
    assert_eq!(write("Ann", "Still good.").await.status, 303);
    assert_eq!(stored(&t).len(), 2);
}

#[actix_web::test]
async fn a_product_that_shoppers_do_not_see_cannot_be_reviewed() {
    let t = shop();
    t.seed(|conn| Ok(product("Draft").unpublished().insert(conn)?));
    let sent = [("name", "Ann"), ("description", "Good.")];
    for slug in ["draft", "nothing", "%00", "a%0d%0ab"] {
        assert_eq!(t.post(&format!("/products/{slug}/reviews/"), &sent).await.status, 404, "{slug}");
        assert!(t.post(&format!("/products/{slug}/reviews/removal/"), &[]).await.status < 500, "{slug}");
    }
    assert!(stored(&t).is_empty());
    assert_eq!(t.get("/products/a%0d%0ab/reviews/").await.status, 404);
    assert_eq!(t.get(REVIEWS).await.header("location"), "/products/mug/#reviews");
}

#[test]
fn ratings_that_arrive_together_all_count() {
    let t = shop();
    let id = t.look(|conn| Ok(storefront::catalog::queries::find_by_slug(conn, "mug")?.unwrap().id));
    at_once(16, |number| {
        let number = i32::try_from(number).unwrap();
        t.seed(|conn| {
            let settings = ShopSettings::load(conn, &t.app.config)?;
            let new = NewReview {
                product_id: id,
                user_id: None,
                name: format!("Guest {number}"),
                rating: Some(number % 2 * 4 + 1),
                description: format!("Words {number}"),
            };
            Ok(storefront::reviews::submit(conn, &settings, &new, noon()).unwrap())
        })
    });
    assert_eq!(rating(&t), (16, 300));
}
