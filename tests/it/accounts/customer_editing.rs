//! Customers and addresses as staff edit them.

use chrono::NaiveDate;
use storefront::accounts::address_editing::{self, AddressChange, change_addresses, list_addresses};
use storefront::accounts::addresses::NewAddress;
use storefront::accounts::customer_editing::{CustomerChange, delete, find_change, save};
use storefront::accounts::models::Membership;
use storefront::platform::editing::Rows;

use crate::deletion::order;
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::people::customer;

fn address(street: &str) -> NewAddress {
    NewAddress {
        name: "Ann Lee".into(),
        street: street.into(),
        city: "Kingston".into(),
        zip: "12345".into(),
        country: "US".into(),
        ..NewAddress::default()
    }
}

#[test]
fn a_customer_is_changed_and_stays_with_the_user() {
    let t = TestApp::start();
    let (ann, bob) = t.seed(|conn| Ok((customer("Ann").insert(conn)?, customer("Bob").insert(conn)?)));
    let gold = CustomerChange {
        membership: Membership::Gold,
        phone: " 123 ".into(),
        birth_date: NaiveDate::from_ymd_opt(1990, 12, 31),
        ..t.read(|conn| find_change(conn, ann.customer_id)).unwrap()
    };
    t.change(|conn| save(conn, &edit(), Some(ann.customer_id), &gold));
    let stored = t.read(|conn| find_change(conn, ann.customer_id)).unwrap();
    assert_eq!(stored, CustomerChange { phone: "123".into(), ..gold });
    let refused = |id, change: CustomerChange| t.refusal(|conn| save(conn, &edit(), id, &change));
    let moved = CustomerChange { user_id: bob.user_id, ..stored.clone() };
    assert_eq!(refused(Some(ann.customer_id), moved.clone()).0, "user_id");
    assert_eq!(refused(None, moved).1, "Customer with this User already exists.");
    assert_eq!(refused(None, CustomerChange { user_id: 4_711, ..stored.clone() }).0, "user_id");
    let unborn = CustomerChange { birth_date: NaiveDate::from_ymd_opt(2100, 1, 1), ..stored };
    assert_eq!(refused(Some(ann.customer_id), unborn).0, "birth_date");
}

#[test]
fn customers_with_orders_stay_and_none_of_a_selection_goes_alone() {
    let t = TestApp::start();
    let (ann, bob) = t.seed(|conn| {
        let (ann, bob) = (customer("Ann").insert(conn)?, customer("Bob").insert(conn)?);
        let mug = product("Mug").insert(conn)?;
        order(conn, "A", Some(ann), mug)?;
        Ok((ann, bob))
    });
    let (_, sentence) = t.refusal(|conn| delete(conn, &edit(), &[bob.customer_id, ann.customer_id]));
    assert_eq!(sentence, "Customer “Ann” cannot be deleted because of their orders.");
    assert!(t.read(|conn| find_change(conn, bob.customer_id)).is_some());
    assert_eq!(t.change(|conn| delete(conn, &edit(), &[bob.customer_id])), 1);
    let again = CustomerChange { user_id: bob.user_id, ..CustomerChange::default() };
    t.change(|conn| save(conn, &edit(), None, &again));
}

#[test]
fn addresses_are_rows_of_their_customer_and_nobody_elses() {
    let t = TestApp::start();
    let (ann, bob) = t.seed(|conn| Ok((customer("Ann").insert(conn)?, customer("Bob").insert(conn)?)));
    let rows = Rows { added: vec![address("1 Sea Road"), address("2 Sea Road")], ..Rows::default() };
    t.change(|conn| change_addresses(conn, &edit(), ann.customer_id, &rows));
    let stored = t.read(|conn| list_addresses(conn, ann.customer_id));
    assert_eq!(stored.len(), 2);
    let change = Rows {
        changed: vec![(stored[0].0, address("3 Sea Road"))],
        removed: vec![stored[1].0],
        ..Rows::default()
    };
    assert!(t.attempt(|conn| change_addresses(conn, &edit(), bob.customer_id, &change)).is_err());
    t.change(|conn| change_addresses(conn, &edit(), ann.customer_id, &change));
    assert_eq!(t.read(|conn| list_addresses(conn, ann.customer_id)), [(stored[0].0, address("3 Sea Road"))]);

    let mut own = t.read(|conn| address_editing::find_change(conn, stored[0].0)).unwrap();
    own.customer_id = bob.customer_id;
    t.change(|conn| address_editing::save(conn, &edit(), Some(stored[0].0), &own));
    assert!(t.read(|conn| list_addresses(conn, ann.customer_id)).is_empty());
    let nowhere = AddressChange { country: "XX".into(), ..own.clone() };
    assert_eq!(t.refusal(|conn| address_editing::save(conn, &edit(), None, &nowhere)).0, "country");
    let nobody = AddressChange { customer_id: 4_711, ..own };
    assert_eq!(t.refusal(|conn| address_editing::save(conn, &edit(), None, &nobody)).0, "customer_id");
    assert_eq!(t.change(|conn| address_editing::delete(conn, &edit(), &[stored[0].0])), 1);
}

#[actix_web::test]
async fn who_lost_the_customer_record_gets_another_one_by_signing_in() {
    use storefront::accounts::{hashers, queries};
    let t = TestApp::start();
    let ann = t.seed(|conn| {
        let hash = hashers::hash("a long secret 4711").unwrap();
        Ok(customer("Ann").password_hash(&hash).insert(conn)?)
    });
    t.change(|conn| delete(conn, &edit(), &[ann.customer_id]));
    let browser = t.browser();
    let answer =
        browser.post("/account/login/", &[("username", "ann"), ("password", "a long secret 4711")]).await;
    assert_eq!(answer.status, 303, "{}", answer.body());
    assert!(t.read(|conn| queries::find_email_key(conn, ann.user_id)).is_some());
    assert_eq!(browser.get("/account/").await.status, 200);
}
