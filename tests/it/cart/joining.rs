//! A guest's cart and an account's become one at sign-in.

use storefront::cart::carts::{self, find_or_create};
use storefront::cart::models::CartOwner;
use storefront::cart::queries::{find_cart, list_items};
use storefront::catalog::models::Sellable;
use storefront::platform::db::Conn;
use storefront::platform::web::error::AppError;

use crate::support::at_once::at_once;
use crate::support::builders::product;
use crate::support::people::customer;
use crate::support::{TestApp, noon};

fn one(product_id: i64) -> Sellable {
    Sellable { product_id, variant_id: None }
}

fn refused(error: carts::CartError) -> AppError {
    AppError::internal(error)
}

fn quantities(conn: &mut Conn, customer_id: i64) -> Result<Vec<(i64, i32)>, AppError> {
    let cart = find_cart(conn, &CartOwner::Customer(customer_id))?.unwrap();
    Ok(list_items(conn, &cart.id)?.iter().map(|item| (item.product_id, item.quantity)).collect())
}

#[test]
fn units_of_the_same_thing_add_up_and_nothing_is_lost() {
    let t = TestApp::start();
    let (mug, bowl, cup, found) = t.seed(|conn| {
        let (mug, bowl, cup) =
            (product("Mug").insert(conn)?, product("Bowl").insert(conn)?, product("Cup").insert(conn)?);
        let ann = customer("Ann").insert(conn)?;
        let own =
            find_or_create(conn, Some(&CartOwner::Customer(ann.customer_id)), noon()).map_err(refused)?;
        let guests = find_or_create(conn, None, noon()).map_err(refused)?;
        carts::add(conn, &own, one(mug), 2, noon()).map_err(refused)?;
        carts::add(conn, &own, one(bowl), 1, noon()).map_err(refused)?;
        carts::add(conn, &guests, one(mug), 3, noon()).map_err(refused)?;
        carts::add(conn, &guests, one(cup), 1, noon()).map_err(refused)?;
        carts::join(conn, &guests.id, ann.customer_id, noon())?;
        carts::join(conn, &guests.id, ann.customer_id, noon())?;
        let mut found = quantities(conn, ann.customer_id)?;
        found.sort_unstable();
        assert!(find_cart(conn, &CartOwner::Guest(guests.id))?.is_none(), "the guest's key opens it no more");
        Ok((mug, bowl, cup, found))
    });
    assert_eq!(found, [(mug, 5), (bowl, 1), (cup, 1)], "once, although asked twice");
}

#[test]
fn a_cart_that_is_gone_or_somebody_elses_joins_nothing() {
    let t = TestApp::start();
    t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        let (ann, bob) = (customer("Ann").insert(conn)?, customer("Bob").insert(conn)?);
        let anns =
            find_or_create(conn, Some(&CartOwner::Customer(ann.customer_id)), noon()).map_err(refused)?;
        carts::add(conn, &anns, one(mug), 2, noon()).map_err(refused)?;
        carts::join(conn, &anns.id, bob.customer_id, noon())?;
        carts::join(conn, "00000000-0000-4000-8000-000000000000", bob.customer_id, noon())?;
        assert_eq!(quantities(conn, ann.customer_id)?, [(mug, 2)]);
        assert!(find_cart(conn, &CartOwner::Customer(bob.customer_id))?.is_none());
        Ok(())
    });
}

#[test]
fn sign_ins_at_the_same_moment_join_the_carts_once() {
    let t = TestApp::start();
    let (ann, guests) = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        let ann = customer("Ann").insert(conn)?;
        let own =
            find_or_create(conn, Some(&CartOwner::Customer(ann.customer_id)), noon()).map_err(refused)?;
        let guests = find_or_create(conn, None, noon()).map_err(refused)?;
        carts::add(conn, &own, one(mug), 2, noon()).map_err(refused)?;
        carts::add(conn, &guests, one(mug), 3, noon()).map_err(refused)?;
        Ok((ann, guests.id))
    });
    at_once(8, |_| t.seed(|conn| Ok(carts::join(conn, &guests, ann.customer_id, noon())?)));
    t.look(|conn| {
        assert_eq!(quantities(conn, ann.customer_id)?[0].1, 5);
        Ok(())
    });
}
