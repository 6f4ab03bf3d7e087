//! Ways of shipping as staff edit them.

use storefront::checkout::shipping_editing::{ShippingMethodChange, delete, find_change, save};
use storefront::platform::money::Money;

use crate::support::TestApp;
use crate::support::editing::edit;

#[test]
fn countries_are_codes_in_whatever_way_they_are_written() {
    let t = TestApp::start();
    let express = ShippingMethodChange {
        name: "Express".into(),
        countries: "de, at;DE\nCH".into(),
        price: Money(900),
        free_from: Some(Money(10_000)),
        ..ShippingMethodChange::default()
    };
    let id = t.change(|conn| save(conn, &edit(), None, &express));
    let stored = t.read(|conn| find_change(conn, id)).unwrap();
    assert_eq!(stored, ShippingMethodChange { countries: "DE AT CH".into(), ..express });
    let everywhere = ShippingMethodChange { countries: String::new(), free_from: None, ..stored.clone() };
    t.change(|conn| save(conn, &edit(), Some(id), &everywhere));
    assert_eq!(t.read(|conn| find_change(conn, id)), Some(everywhere));
    let refused = |change: ShippingMethodChange| t.refusal(|conn| save(conn, &edit(), Some(id), &change)).0;
    assert_eq!(refused(ShippingMethodChange { countries: "Germany".into(), ..stored.clone() }), "countries");
    assert_eq!(refused(ShippingMethodChange { price: Money(-1), ..stored.clone() }), "price");
    assert_eq!(refused(ShippingMethodChange { name: String::new(), ..stored }), "name");
    assert_eq!(t.change(|conn| delete(conn, &edit(), &[id])), 1);
}
