//! Carts as staff see and correct them.

use diesel::prelude::*;
use storefront::cart::cart_editing::{
    CartChange, CartLineChange, change_lines, delete, find_change, list_lines, save,
};
use storefront::cart::carts::find_or_create;
use storefront::platform::editing::Rows;
use storefront::schema::carts;

use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::{TestApp, noon};

fn carts_of(t: &TestApp, count: usize) -> Vec<i64> {
    t.seed(|conn| {
        for _ in 0..count {
            find_or_create(conn, None, noon()).unwrap();
        }
        Ok(())
    });
    t.read(|conn| carts::table.order(carts::number).select(carts::number).load(conn))
}

#[test]
fn every_cart_has_a_number_and_none_is_given_twice() {
    let t = TestApp::start();
    let numbers = carts_of(&t, 3);
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]) && numbers[0] > 0, "{numbers:?}");
    assert_eq!(t.change(|conn| delete(conn, &edit(), &[numbers[2], 4_711])), 1);
    let again = carts_of(&t, 1);
    assert!(again[2] > numbers[2], "{numbers:?} {again:?}");
}

#[test]
fn rows_that_bring_no_number_get_one_each() {
    let t = TestApp::start();
    t.seed(|conn| {
        Ok(diesel::sql_query(
            "INSERT INTO carts (id, checkout_token, created_at, updated_at, number) VALUES \
             ('a', 'a', '2026-01-01', '2026-01-01', 0), ('b', 'b', '2026-01-01', '2026-01-01', 0)",
        )
        .execute(conn)?)
    });
    let numbers = carts_of(&t, 1);
    assert!(numbers.len() == 3 && numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
}

#[test]
fn staff_set_units_by_the_rules_that_shoppers_have() {
    let t = TestApp::start();
    let (mug, cup) =
        t.seed(|conn| Ok((product("Mug").insert(conn)?, product("Cup").inventory(1).insert(conn)?)));
    let cart = carts_of(&t, 1)[0];
    let line = |product_id, quantity| CartLineChange { product_id, quantity, ..CartLineChange::default() };
    let change = |rows: Rows<CartLineChange>| {
        t.attempt(|conn| change_lines(conn, &edit(), cart, &rows)).map_err(|said| said.0)
    };
    let both = vec![line(mug, 2), line(cup, 1)];
    assert_eq!(change(Rows { added: both.clone(), ..Rows::default() }), Ok(()));
    let rows = t.read(|conn| list_lines(conn, cart));
    assert_eq!(rows.iter().map(|(_, row)| row.clone()).collect::<Vec<_>>(), both);
    let set = |key: i64, row| Rows { changed: vec![(key, row)], ..Rows::default() };
    assert_eq!(change(set(rows[0].0, line(mug, 11))), Err("quantity".into()));
    assert_eq!(change(set(rows[0].0, line(mug, 0))), Err("quantity".into()));
    assert_eq!(change(set(rows[0].0, line(cup, 1))), Err("product_id".into()));
    assert_eq!(change(Rows { added: vec![line(4_711, 1)], ..Rows::default() }), Err("product_id".into()));
    let last = Rows { changed: vec![(rows[0].0, line(mug, 5))], removed: vec![rows[1].0], ..Rows::default() };
    assert_eq!(change(last), Ok(()));
    assert_eq!(t.read(|conn| list_lines(conn, cart)), [(rows[0].0, line(mug, 5))]);

    let coded = CartChange { customer_id: None, code: Some("TEN".into()) };
    t.change(|conn| save(conn, &edit(), Some(cart), &coded));
    assert_eq!(t.read(|conn| find_change(conn, cart)), Some(coded.clone()));
    let moved = CartChange { customer_id: Some(1), ..coded };
    assert_eq!(t.refusal(|conn| save(conn, &edit(), Some(cart), &moved)).0, "customer_id");
    assert!(t.attempt(|conn| save(conn, &edit(), None, &CartChange::default())).is_err());
}
