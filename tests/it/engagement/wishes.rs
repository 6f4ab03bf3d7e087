//! Wish lists of customers and of guests.

use diesel::prelude::*;
use storefront::catalog::products as catalog;
use storefront::engagement::wishes::{add, join};
use storefront::schema::{sessions, wish_items};

use super::{attributes, hide, pressed, texts};
use crate::support::builders::{product, variant};
use crate::support::people::{Person, customer};
use crate::support::{TestApp, noon};

const WISHES: &str = "/products/mug/wishes/";
const REMOVAL: &str = "/products/mug/wishes/removal/";
const LIST: &str = "/account/wishes/";

fn shop() -> (TestApp, i64, Person) {
    let t = TestApp::start();
    let (mug, ann) = t.seed(|conn| Ok((product("Mug").insert(conn)?, customer("Ann").insert(conn)?)));
    (t, mug, ann)
}

fn titles(answer: &crate::support::web::Answer) -> Vec<String> {
    texts(answer, ".product-card__title")
}

#[actix_web::test]
async fn a_customer_keeps_a_product_and_lets_it_go() {
    let (t, mug, ann) = shop();
    let browser = t.browser();
    browser.sign_in(ann);
    for _ in 0..2 {
        let answer = browser.post(WISHES, &[]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/products/mug/#keep"));
    }
    let rows: Vec<(i64, i64)> = t.look(|conn| {
        Ok(wish_items::table.select((wish_items::user_id, wish_items::product_id)).load(conn)?)
    });
    assert_eq!(rows, [(ann.user_id, mug)]);
    assert_eq!(pressed(&browser.get("/products/mug/").await), ["false", "true"]);
    assert_eq!(titles(&browser.get(LIST).await), ["Mug"]);
    let answer = browser.post(REMOVAL, &[("from", "list")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, LIST));
    assert_eq!(browser.post(REMOVAL, &[]).await.header("location"), "/products/mug/#keep");
    assert!(texts(&browser.get(LIST).await, ".empty")[0].starts_with("Nothing yet."));
}

#[actix_web::test]
async fn a_guest_has_a_list_in_the_session() {
    let (t, _, _) = shop();
    t.seed(|conn| Ok(product("Bowl").insert(conn)?));
    let guest = t.browser();
    assert_eq!(guest.get(LIST).await.status, 200);
    assert!(guest.cookie("session").is_none(), "looking at an empty list makes no session");
    guest.post(WISHES, &[]).await;
    guest.post("/products/bowl/wishes/", &[]).await;
    let list = guest.get(LIST).await;
    assert_eq!(titles(&list), ["Bowl", "Mug"], "the newest first");
    assert_eq!(attributes(&list, ".page__intro a", "href"), ["/account/login/?next=%2Faccount%2Fwishes%2F"]);
    assert!(list.body().contains(r#"<meta name="robots" content="noindex">"#));
    assert_eq!(pressed(&guest.get("/products/mug/").await), ["false", "true"]);
    assert!(titles(&t.browser().get(LIST).await).is_empty(), "somebody else's list is empty");
    guest.post(REMOVAL, &[]).await;
    assert_eq!(titles(&guest.get(LIST).await), ["Bowl"]);
}

#[actix_web::test]
async fn a_guests_list_ends_at_fifty_and_leaves_out_what_is_gone() {
    let (t, _, _) = shop();
    let ids: Vec<i64> = t.seed(|conn| {
        Ok((0..51)
            .map(|number| product(&format!("Bowl {number}")).insert(conn))
            .collect::<QueryResult<_>>()?)
    });
    let guest = t.browser();
    for number in 0..51 {
        guest.post(&format!("/products/bowl-{number}/wishes/"), &[]).await;
    }
    let list = guest.get(LIST).await;
    assert_eq!((texts(&list, ".results__total"), titles(&list).len()), (vec!["50 products".into()], 20));
    let last = guest.get("/account/wishes/?page=3").await;
    assert_eq!((titles(&last).len(), titles(&last)[9].as_str()), (10, "Bowl 1"));
    hide(&t, ids[50]);
    assert_eq!(titles(&guest.get(LIST).await)[0], "Bowl 49");
}

#[actix_web::test]
async fn a_list_of_nonsense_in_a_session_does_no_harm() {
    let (t, _, _) = shop();
    let guest = t.browser();
    guest.post(WISHES, &[]).await;
    t.seed(|conn| {
        let state = r#"{"wishes":"[\"x\",{}]","viewed":"7"}"#;
        diesel::update(sessions::table).set(sessions::state.eq(state)).execute(conn)?;
        Ok(())
    });
    assert_eq!(guest.get(LIST).await.status, 200);
    assert_eq!(guest.get("/products/mug/").await.status, 200);
}

#[actix_web::test]
async fn a_guests_list_joins_the_accounts() {
    let (t, mug, ann) = shop();
    t.seed(|conn| {
        let (bowl, plate) = (product("Bowl").insert(conn)?, product("Plate").insert(conn)?);
        add(conn, ann.user_id, mug, noon())?;
        join(conn, ann.user_id, &[bowl, mug, 999_999, plate], noon())?;
        join(conn, ann.user_id, &[], noon())?;
        Ok(())
    });
    let browser = t.browser();
    browser.sign_in(ann);
    assert_eq!(titles(&browser.get(LIST).await), ["Bowl", "Plate", "Mug"]);
}

#[actix_web::test]
async fn a_wish_leads_to_the_cart_or_to_its_variants() {
    let (t, mug, ann) = shop();
    t.seed(|conn| {
        let shirt = product("Shirt").insert(conn)?;
        catalog::create_variant(conn, shirt, &variant("S"), noon())?;
        let gone = product("Vase").inventory(0).insert(conn)?;
        for id in [mug, shirt, gone] {
            add(conn, ann.user_id, id, noon())?;
        }
        Ok(())
    });
    let browser = t.browser();
    browser.sign_in(ann);
    let list = browser.get(LIST).await;
    assert_eq!(titles(&list), ["Vase", "Shirt", "Mug"]);
    assert_eq!(
        attributes(&list, ".wish form[action='/cart/items/'] [name=product]", "value"),
        [mug.to_string()]
    );
    assert_eq!(attributes(&list, ".wish .button[href]", "href"), ["/products/shirt/"]);
    assert_eq!(attributes(&list, ".wish form[action$='removal/']", "action").len(), 3);
}
