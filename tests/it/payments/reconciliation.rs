//! Asking the provider: repaired, or put onto the list of staff.

use chrono::TimeDelta;

use super::news::stranger;
use super::shop::Shop;

#[actix_web::test]
async fn money_without_an_order_is_put_onto_the_list_of_staff_once() {
    let mut s = Shop::with_units(5);
    for session in ["cs_a", "cs_b", "cs_c"] {
        s.provider.take_money(stranger(session));
    }
    // Another shop with the same account.
    let mut other = stranger("cs_other");
    (other.payment_id, other.order_id) = (None, None);
    s.provider.take_money(other);
    for _ in 0..2 {
        assert_eq!(s.reconcile().unwrap().listed, 4);
        s.later(TimeDelta::minutes(10));
    }
    assert_eq!(s.differences(), ["unknown"; 3]);
}

#[actix_web::test]
async fn nothing_is_asked_about_what_is_settled_or_has_just_begun() {
    let mut s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    assert_eq!(s.reconcile().unwrap().asked, 0);
    s.later(TimeDelta::minutes(6));
    assert_eq!(s.reconcile().unwrap().asked, 1);
    assert_eq!(s.reconcile().unwrap().asked, 0);
    s.provider.pay();
    s.later(TimeDelta::minutes(6));
    assert_eq!(s.reconcile().unwrap().asked, 1);
    s.later(TimeDelta::minutes(6));
    assert_eq!((s.reconcile().unwrap().asked, s.status().as_str()), (0, "C paid"));
}

#[actix_web::test]
async fn a_page_the_provider_does_not_know_is_shown_to_staff_and_holds_on() {
    use diesel::prelude::*;
    use storefront::schema::payments;

    let mut s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    s.t.seed(|conn| {
        Ok(diesel::update(payments::table).set(payments::session.eq("cs_gone")).execute(conn)?)
    });
    s.later(TimeDelta::minutes(60));
    s.reconcile().unwrap();
    assert_eq!((s.status().as_str(), s.units()), ("P unpaid open", 3));
    assert_eq!(s.differences(), ["unknown_page"]);
}

#[actix_web::test]
async fn a_shop_without_a_provider_asks_nobody() {
    let mut s = Shop::with_units(5);
    s.t.app.provider = None;
    assert_eq!(s.reconcile().unwrap().asked, 0);
}
