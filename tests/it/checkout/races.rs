//! Many at once: sold once, used once, ordered once. Each with a proof that it can fail.

use std::sync::{Barrier, Mutex};

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use storefront::cart::models::CartOwner;
use storefront::cart::{carts, queries as cart_queries};
use storefront::catalog::models::Sellable;
use storefront::catalog::products::create_variant;
use storefront::catalog::stock;
use storefront::checkout::cancellation::cancel;
use storefront::checkout::models::Details;
use storefront::checkout::placing::{PlaceError, Placing, place};
use storefront::checkout::{details, queries};
use storefront::orders::models::PostalAddress;
use storefront::payments::methods::Method;
use storefront::payments::payments::book;
use storefront::platform::actor::Actor;
use storefront::platform::db::{Conn, write_transaction};
use storefront::platform::settings::ShopSettings;
use storefront::platform::web::error::AppError;
use storefront::promotions::queries::{CodeUse, use_code};
use storefront::schema::{orders, product_variants, products, promotions};

use crate::support::at_once::at_once as support_at_once;
use crate::support::builders::{product, variant};
use crate::support::shopping::{code, count_orders, left};
use crate::support::{TestApp, noon};

const BUYERS: usize = 32;

/// Runs `work` on as many threads, each with a connection of its own, as processes would have;
/// counts those that return `true`.
pub fn at_once(t: &TestApp, threads: usize, work: impl Fn(&mut Conn, usize) -> bool + Sync) -> usize {
    let connections: Vec<Mutex<Conn>> =
        (0..threads).map(|_| Mutex::new(t.app.config.database.connect().unwrap())).collect();
    let outcomes = support_at_once(threads, |number| work(&mut connections[number].lock().unwrap(), number));
    outcomes.into_iter().filter(|done| *done).count()
}

pub fn only(product_id: i64) -> Sellable {
    Sellable { product_id, variant_id: None }
}

/// A cart ready for its last step: the form's token and how the cart is found.
pub fn ready(
    conn: &mut Conn,
    what: Sellable,
    typed_code: Option<&str>,
    number: usize,
) -> Result<Placing, AppError> {
    let cart = carts::find_or_create(conn, None, noon()).map_err(AppError::internal)?;
    carts::add(conn, &cart, what, 1, noon()).map_err(AppError::internal)?;
    cart_queries::update_code(conn, &cart.id, typed_code, noon())?;
    let shipping = PostalAddress {
        name: "Ann".into(),
        street: "1 Road".into(),
        city: "Town".into(),
        country: "US".into(),
        ..PostalAddress::default()
    };
    let entered = Details { email: format!("buyer{number}@example.com"), shipping, billing: None };
    details::save(conn, &cart, &entered, noon())?;
    Ok(Placing {
        owner: Some(CartOwner::Guest(cart.id)),
        customer_id: None,
        actor: Actor::guest(),
        token: cart.checkout_token,
        seen: None,
        method: Method::Invoice,
        known: None,
    })
}

pub fn place_now(t: &TestApp, conn: &mut Conn, placing: &Placing) -> Result<i64, PlaceError> {
    write_transaction(conn, |conn| {
        let settings = ShopSettings::load(conn, &t.app.config)?;
        place(conn, placing, &settings, noon()).map(|placed| placed.order_id)
    })
}

#[test]
fn thirty_two_buyers_of_the_last_unit_buy_it_once() {
    let t = TestApp::start();
    let (mug, placings) = t.seed(|conn| {
        let mug = product("Mug").inventory(1).insert(conn)?;
        let placings = (0..BUYERS).map(|number| ready(conn, only(mug), None, number));
        Ok((mug, placings.collect::<Result<Vec<_>, _>>()?))
    });
    let refused = Mutex::new(0);
    let sold = at_once(&t, BUYERS, |conn, number| match place_now(&t, conn, &placings[number]) {
        Ok(_) => true,
        Err(PlaceError::Changed(_)) => {
            *refused.lock().unwrap() += 1;
            false
        }
        Err(other) => panic!("{other:?}"),
    });
    assert_eq!((sold, refused.into_inner().unwrap()), (1, BUYERS - 1));
    assert_eq!(t.look(|conn| Ok((count_orders(conn)?, left(conn, mug)?))), ((1, 1), 0));
    let is_available: bool =
        t.look(|conn| Ok(products::table.find(mug).select(products::is_available).first(conn)?));
    assert!(!is_available, "lists show it as sold out at once");
}

#[test]
fn the_last_unit_of_a_variant_is_sold_once_and_the_product_follows() {
    let t = TestApp::start();
    let (shirt, placings) = t.seed(|conn| {
        let shirt = product("Shirt").insert(conn)?;
        let mut last = variant("Blue");
        last.inventory = 1;
        let blue = create_variant(conn, shirt, &last, noon())?;
        let mut gone = variant("Red");
        gone.inventory = 1;
        let red = create_variant(conn, shirt, &gone, noon())?;
        let placings = (0..BUYERS).map(|number| {
            let id = if number % 2 == 0 { blue } else { red };
            ready(conn, Sellable { product_id: shirt, variant_id: Some(id) }, None, number)
        });
        Ok((shirt, placings.collect::<Result<Vec<_>, _>>()?))
    });
    let sold = at_once(&t, BUYERS, |conn, number| place_now(&t, conn, &placings[number]).is_ok());
    assert_eq!(sold, 2, "one of each");
    t.look(|conn| {
        let found: (i32, bool) =
            products::table.find(shirt).select((products::inventory, products::is_available)).first(conn)?;
        assert_eq!(found, (0, false));
        let variants: Vec<i32> = product_variants::table.select(product_variants::inventory).load(conn)?;
        assert_eq!(variants, [0, 0]);
        Ok(())
    });
}

/// The guard is in the statement: also without a transaction around it, and with every buyer
/// having read that one unit is left.
#[test]
fn the_statement_that_takes_stock_gives_the_last_unit_to_one() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").inventory(1).insert(conn)?));
    let supply = t.look(|conn| Ok(stock::list_of_products(conn, &[mug])?))[0].1;
    let sold = at_once(&t, BUYERS, |conn, _| stock::take(conn, only(mug), 1, &supply).unwrap().is_some());
    assert_eq!(sold, 1);
}

/// The proof that the tests above can fail: without the condition in the statement everybody who
/// read that a unit is left gets it.
#[test]
fn without_the_guard_the_last_unit_would_be_sold_to_everybody() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").inventory(1).insert(conn)?));
    let sold = at_once(&t, BUYERS, |conn, _| {
        let seen = 1;
        let taken =
            diesel::update(products::table.find(mug)).set(products::inventory.eq(seen - 1)).execute(conn);
        taken.unwrap() == 1
    });
    assert_eq!(sold, BUYERS);
}

#[test]
fn a_code_with_one_use_left_is_used_once() {
    let t = TestApp::start();
    let placings = t.seed(|conn| {
        code("ONCE").limit(1).insert(conn)?;
        let mug = product("Mug").inventory(100).insert(conn)?;
        (0..BUYERS).map(|number| ready(conn, only(mug), Some("ONCE"), number)).collect::<Result<Vec<_>, _>>()
    });
    let used = at_once(&t, BUYERS, |conn, number| match place_now(&t, conn, &placings[number]) {
        Ok(_) => true,
        Err(PlaceError::Changed(_)) => false,
        Err(other) => panic!("{other:?}"),
    });
    let stored: i32 = t.look(|conn| Ok(promotions::table.select(promotions::used_count).first(conn)?));
    assert_eq!((used, stored), (1, 1));
    assert_eq!(t.look(|conn| Ok(count_orders(conn)?)), (1, 1), "who could not use it has ordered nothing");
}

#[test]
fn one_customer_cannot_use_a_code_twice_at_the_same_time() {
    let t = TestApp::start();
    let (promotion_id, ids) = t.seed(|conn| {
        let id = code("ONCE").limit_per_customer(1).insert(conn)?;
        let mug = product("Mug").inventory(100).insert(conn)?;
        let placings =
            (0..8).map(|number| ready(conn, only(mug), None, number)).collect::<Result<Vec<_>, _>>()?;
        Ok((id, placings))
    });
    let orders: Vec<i64> = {
        let mut conn = t.app.config.database.connect().unwrap();
        ids.iter().map(|placing| place_now(&t, &mut conn, placing).unwrap()).collect()
    };
    let used = at_once(&t, orders.len(), |conn, number| {
        let used = CodeUse {
            promotion_id,
            order_id: orders[number],
            customer_key: "ann@example.com",
            customer_id: None,
        };
        let outcome = write_transaction(conn, |conn| {
            match use_code(conn, used, noon())? {
                Ok(()) => Ok(()),
                // What the checkout does: everything is taken back.
                Err(_) => Err(AppError::Conflict("used".into())),
            }
        });
        outcome.is_ok()
    });
    assert_eq!(used, 1);
}

/// The proof that the two tests above can fail.
#[test]
fn without_the_guard_a_code_would_be_used_by_everybody() {
    let t = TestApp::start();
    let id = t.seed(|conn| Ok(code("ONCE").limit(1).insert(conn)?));
    let used = at_once(&t, BUYERS, |conn, _| {
        let counted = diesel::sql_query("UPDATE promotions SET used_count = used_count + 1 WHERE id = $1")
            .bind::<BigInt, _>(id)
            .execute(conn);
        counted.unwrap() == 1
    });
    assert_eq!(used, BUYERS);
}

#[test]
fn a_form_that_is_sent_many_times_at_once_gives_one_order() {
    let t = TestApp::start();
    let placing = t.seed(|conn| {
        let mug = product("Mug").inventory(100).insert(conn)?;
        ready(conn, only(mug), None, 0)
    });
    let found = Mutex::new(Vec::new());
    let answered = at_once(&t, BUYERS, |conn, _| {
        found.lock().unwrap().push(place_now(&t, conn, &placing).unwrap());
        true
    });
    let mut found = found.into_inner().unwrap();
    found.dedup();
    assert_eq!((answered, found.len()), (BUYERS, 1), "every sender hears of the one order");
    assert_eq!(t.look(|conn| Ok(count_orders(conn)?)), (1, 1));
}

/// The proof that the test above can fail: who looks first whether there is an order, and places
/// one if there is none, places one for each sender.
#[test]
fn without_lock_and_token_every_sending_would_be_an_order() {
    let t = TestApp::start();
    let placings = t.seed(|conn| {
        let mug = product("Mug").inventory(100).insert(conn)?;
        (0..8).map(|number| ready(conn, only(mug), None, number)).collect::<Result<Vec<_>, _>>()
    });
    let everybody_has_looked = Barrier::new(placings.len());
    let placed = at_once(&t, placings.len(), |conn, number| {
        let there = queries::find_placed(conn, "the token").unwrap();
        everybody_has_looked.wait();
        there.is_none() && place_now(&t, conn, &placings[number]).is_ok()
    });
    assert_eq!(placed, 8);
}

#[test]
fn of_cancelling_and_booking_one_comes_too_late() {
    let t = TestApp::start();
    for round in 0..6 {
        let (mug, order) = t.seed(|conn| {
            let mug = product(&format!("Mug {round}")).inventory(1).insert(conn)?;
            let placing = ready(conn, only(mug), None, round)?;
            let settings = ShopSettings::load(conn, &t.app.config)?;
            Ok((mug, place(conn, &placing, &settings, noon()).map_err(AppError::internal)?.order_id))
        });
        let done = at_once(&t, 8, |conn, number| {
            write_transaction(conn, |conn| match number % 2 {
                0 => cancel(conn, order, &Actor::guest(), noon()).map(|_| ()).map_err(AppError::internal),
                _ => book(conn, order, &Actor::system(), noon()).map_err(AppError::internal),
            })
            .is_ok()
        });
        let (status, back): (String, i32) = t.look(|conn| {
            Ok((orders::table.find(order).select(orders::payment_status).first(conn)?, left(conn, mug)?))
        });
        assert_eq!(done, 1, "one of eight");
        assert_eq!(back, if status == "F" { 1 } else { 0 }, "stock is back exactly when it was cancelled");
    }
}
