//! The address book.

use diesel::prelude::*;
use storefront::schema::addresses;

use super::with_password;
use crate::support::TestApp;
use crate::support::people::customer;

const HOME: [(&str, &str); 7] = [
    ("name", "Ann Lee"),
    ("street", "1 Sea Road"),
    ("line2", "Door 2"),
    ("city", "Kingston"),
    ("zip", "12345"),
    ("region", ""),
    ("country", "us"),
];

fn stored(t: &TestApp) -> Vec<(String, String)> {
    t.look(|conn| {
        Ok(addresses::table
            .order(addresses::id)
            .select((addresses::street, addresses::country))
            .load(conn)?)
    })
}

#[actix_web::test]
async fn addresses_are_added_changed_and_removed() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    assert!(browser.get("/account/addresses/").await.body().contains("There is none yet."));
    let form = browser.get("/account/addresses/add/").await;
    for token in ["address-line1", "address-line2", "postal-code", "address-level2", "country"] {
        assert!(form.body().contains(&format!("autocomplete=\"{token}\"")), "{token}");
    }
    let answer = browser.post("/account/addresses/add/", &HOME).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/account/addresses/"));
    assert_eq!(stored(&t), [("1 Sea Road".to_owned(), "US".to_owned())]);
    let list = browser.get("/account/addresses/").await;
    assert!(
        list.body().contains("The address was added.") && list.body().contains("United States of America")
    );

    let id: i64 = t.look(|conn| Ok(addresses::table.select(addresses::id).first(conn)?));
    let path = format!("/account/addresses/{id}/");
    let form = browser.get(&path).await;
    assert!(form.body().contains("value=\"1 Sea Road\"") && form.body().contains("value=\"US\" selected"));
    let mut moved = HOME;
    moved[1] = ("street", "2 Sea Road");
    moved[6] = ("country", "HK");
    moved[4] = ("zip", "");
    assert_eq!(browser.post(&path, &moved).await.status, 303);
    assert_eq!(stored(&t), [("2 Sea Road".to_owned(), "HK".to_owned())]);

    assert_eq!(browser.post(&format!("{path}removal/"), &[]).await.status, 303);
    assert!(stored(&t).is_empty());
}

#[actix_web::test]
async fn what_is_missing_is_said_and_what_was_typed_stays() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    let answer =
        browser.post("/account/addresses/add/", &[("street", "1 Sea Road"), ("country", "DE")]).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.body().matches("This field is required.").count(), 3, "name, town, postal code");
    assert!(
        answer.body().contains("value=\"1 Sea Road\"") && answer.body().contains("value=\"DE\" selected")
    );
    for country in ["XX", "Germany"] {
        let answer = browser.post("/account/addresses/add/", &[("country", country)]).await;
        assert!(answer.body().contains("Select a valid choice."), "{country}");
    }
    assert!(stored(&t).is_empty());
}

#[actix_web::test]
async fn somebody_elses_address_does_not_exist() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    browser.post("/account/addresses/add/", &HOME).await;
    let id: i64 = t.look(|conn| Ok(addresses::table.select(addresses::id).first(conn)?));

    let bob = t.seed(|conn| Ok(customer("Bob").insert(conn)?));
    let other = t.browser();
    other.sign_in(bob);
    for path in [format!("/account/addresses/{id}/"), "/account/addresses/999999999999999999/".into()] {
        assert_eq!(other.get(&path).await.status, 404);
        assert_eq!(other.post(&path, &HOME).await.status, 404);
        assert_eq!(other.post(&path, &[]).await.status, 404);
        assert_eq!(other.post(&format!("{path}removal/"), &[]).await.status, 404);
    }
    assert!(!other.get("/account/addresses/").await.body().contains("Sea Road"));
    assert_eq!(stored(&t), [("1 Sea Road".to_owned(), "US".to_owned())]);
}
