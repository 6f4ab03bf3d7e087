//! What a guest left in the shop joins the account at sign-in.

use diesel::prelude::*;
use storefront::schema::{customers, orders, wish_items};

use super::{PASSWORD, delivered, log_in, with_password};
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::shopping::field;

#[actix_web::test]
async fn the_cart_and_the_wish_list_of_a_guest_join_the_accounts_at_login() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let ann = with_password(&t, "Ann");
    let before = t.browser();
    log_in(&before, "ann", PASSWORD).await;
    before.put(mug, 1).await;
    let browser = t.browser();
    browser.put(mug, 2).await;
    browser.post("/products/mug/wishes/", &[]).await;
    assert_eq!(log_in(&browser, "ann", PASSWORD).await.status, 303);
    assert_eq!(field(&browser.get("/cart/").await, "quantity"), "3");
    assert_eq!(field(&before.get("/cart/").await, "quantity"), "3", "it is the account's cart");
    let wishes: Vec<(i64, i64)> = t.look(|conn| {
        Ok(wish_items::table.select((wish_items::user_id, wish_items::product_id)).load(conn)?)
    });
    assert_eq!(wishes, [(ann.user_id, mug)]);
    browser.post("/account/logout/", &[]).await;
    assert!(browser.get("/cart/").await.body().contains("There is nothing in your cart yet."));
}

#[actix_web::test]
async fn orders_placed_as_a_guest_join_the_account_once_the_address_is_confirmed() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = t.browser();
    for email in ["Ann@example.com", "bob@example.com"] {
        browser.put(mug, 1).await;
        let last = browser.to_last_step_as(email).await;
        browser.send_order(&last).await;
    }
    let form =
        [("username", "ann"), ("email", "ann@example.com"), ("password", PASSWORD), ("password2", PASSWORD)];
    browser.post("/account/register/", &form).await;
    let owned = || -> Vec<(String, bool)> {
        t.look(|conn| {
            let all = orders::table.order(orders::id);
            Ok(all.select((orders::email, orders::customer_id.is_not_null())).load(conn)?)
        })
    };
    assert!(owned().iter().all(|(_, has_owner)| !has_owner), "asking for an account is no proof");
    let mails = delivered(&t);
    let link = mails
        .iter()
        .find(|mail| mail.subject.contains("Confirm"))
        .unwrap_or_else(|| panic!("{:?}", mails.iter().map(|mail| &mail.subject).collect::<Vec<_>>()));
    let answer = browser.post(&link.link("/account/register/"), &[]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(owned(), [("Ann@example.com".to_owned(), true), ("bob@example.com".to_owned(), false)]);
    let number: String = t.look(|conn| {
        let customer: i64 = customers::table.select(customers::id).first(conn)?;
        Ok(orders::table.filter(orders::customer_id.eq(customer)).select(orders::number).first(conn)?)
    });
    assert!(browser.get("/account/").await.body().contains(&number));
}
