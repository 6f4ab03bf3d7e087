//! Orders as staff make and edit them: stock, prices and totals follow like at checkout.

use diesel::prelude::*;
use storefront::catalog::models::VariantChange;
use storefront::catalog::products::create_variant;
use storefront::checkout::order_actions::{cancel, delete, mark_paid, ship};
use storefront::checkout::order_editing::{OrderChange, find_change, save};
use storefront::checkout::order_lines::{OrderLineChange, change_lines, list_lines};
use storefront::checkout::shipping_editing::{self, ShippingMethodChange};
use storefront::orders::checks::list_not_adding_up;
use storefront::orders::models::{FulfilmentStatus, Order, PaymentStatus};
use storefront::orders::queries::find_order;
use storefront::payments::queries::list_of_order;
use storefront::platform::db::Conn;
use storefront::platform::editing::Rows;
use storefront::platform::money::Money;
use storefront::schema::{customers, order_events, orders, payments, product_variants, promotions};

use crate::support::builders::{product, variant};
use crate::support::editing::edit;
use crate::support::people::customer;
use crate::support::shopping::{code, left, promotion};
use crate::support::{TestApp, noon};

fn mail_order() -> OrderChange {
    OrderChange { email: "ann@example.com".into(), ..OrderChange::default() }
}

fn line(product_id: i64, quantity: i32) -> OrderLineChange {
    OrderLineChange { product_id, quantity, ..OrderLineChange::default() }
}

fn added(rows: Vec<OrderLineChange>) -> Rows<OrderLineChange> {
    Rows { added: rows, ..Rows::default() }
}

fn store(t: &TestApp, id: Option<i64>, change: &OrderChange) -> i64 {
    t.change(|conn| save(conn, &edit(), &t.app.config, id, change))
}

fn made(t: &TestApp, rows: Vec<OrderLineChange>) -> i64 {
    let id = store(t, None, &mail_order());
    t.change(|conn| change_lines(conn, &edit(), id, &added(rows)));
    id
}

fn order(t: &TestApp, id: i64) -> Order {
    t.read(|conn| find_order(conn, id)).unwrap()
}

fn stock(t: &TestApp, product: i64) -> i32 {
    t.read(|conn| left(conn, product))
}

fn adds_up(t: &TestApp) {
    assert_eq!(t.read(|conn| list_not_adding_up(conn, 100)), Vec::<String>::new());
}

#[test]
fn the_orders_of_a_customer_are_counted_as_they_come_move_and_go() {
    let t = TestApp::start();
    let (mug, ann, bob) = t.seed(|conn| {
        let (ann, bob) = (customer("Ann").insert(conn)?, customer("Bob").insert(conn)?);
        Ok((product("Mug").insert(conn)?, ann.customer_id, bob.customer_id))
    });
    let counts = || {
        t.look(|conn| {
            let of = |conn: &mut Conn, id: i64| -> QueryResult<i32> {
                customers::table.find(id).select(customers::orders_count).first(conn)
            };
            Ok((of(conn, ann)?, of(conn, bob)?))
        })
    };
    let for_ann = OrderChange { customer_id: Some(ann), ..mail_order() };
    let (first, second) = (store(&t, None, &for_ann), store(&t, None, &for_ann));
    made(&t, vec![line(mug, 1)]);
    assert_eq!(counts(), (2, 0));
    store(&t, Some(first), &OrderChange { customer_id: Some(bob), ..for_ann });
    assert_eq!(counts(), (1, 1));
    store(&t, Some(first), &OrderChange { customer_id: None, ..mail_order() });
    t.change(|conn| delete(conn, &edit(), &[second]));
    assert_eq!(counts(), (0, 0));
}

#[test]
fn an_order_made_by_staff_takes_stock_and_costs_what_the_shop_asks() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        promotion(1_000, &[mug]).insert(conn)?;
        Ok(mug)
    });
    let express = ShippingMethodChange {
        name: "Express".into(),
        price: Money(500),
        free_from: Some(Money(2_000)),
        ..ShippingMethodChange::default()
    };
    let method = t.change(|conn| shipping_editing::save(conn, &edit(), None, &express));
    let change = OrderChange { shipping_method_id: Some(method), ..mail_order() };
    let id = store(&t, None, &change);
    t.change(|conn| change_lines(conn, &edit(), id, &added(vec![line(mug, 2)])));
    let stored = order(&t, id);
    assert_eq!((stored.subtotal, stored.shipping_price), (Money(1_800), Money(500)));
    assert_eq!((stored.tax, stored.total), (Money(230), Money(2_530)));
    assert_eq!(stock(&t, mug), 8);
    let payment = t.read(|conn| list_of_order(conn, id));
    assert_eq!((payment.len(), payment[0].amount), (1, Money(2_530)));
    assert_eq!(t.read(|conn| find_change(conn, id)), Some(change));
    adds_up(&t);
}

#[test]
fn lines_of_an_open_order_move_exactly_the_stock_that_differs() {
    let t = TestApp::start();
    let (mug, cup, shirt) = t.seed(|conn| {
        let shirt = product("Shirt").insert(conn)?;
        create_variant(conn, shirt, &VariantChange { unit_price: Money(2_000), ..variant("Blue") }, noon())?;
        Ok((product("Mug").insert(conn)?, product("Cup").insert(conn)?, shirt))
    });
    let blue: i64 = t.read(|conn| product_variants::table.select(product_variants::id).first(conn));
    let id = made(&t, vec![line(mug, 3), line(cup, 1)]);
    let rows = t.read(|conn| list_lines(conn, id));
    let more = OrderLineChange { quantity: 5, ..rows[0].1.clone() };
    let change = Rows {
        added: vec![OrderLineChange { variant_id: Some(blue), ..line(shirt, 2) }],
        changed: vec![(rows[0].0, more)],
        removed: vec![rows[1].0],
    };
    t.change(|conn| change_lines(conn, &edit(), id, &change));
    assert_eq!((stock(&t, mug), stock(&t, cup), stock(&t, shirt)), (5, 10, 8));
    assert_eq!(order(&t, id).total, Money(9_900));
    let cheaper =
        OrderLineChange { unit_price: Some(Money(250)), ..t.read(|conn| list_lines(conn, id))[0].1.clone() };
    let change = Rows { changed: vec![(rows[0].0, cheaper)], ..Rows::default() };
    t.change(|conn| change_lines(conn, &edit(), id, &change));
    assert_eq!((order(&t, id).total, stock(&t, mug)), (Money(5_775), 5));
    adds_up(&t);
    assert_eq!(t.change(|conn| cancel(conn, &edit(), &[id])), 1);
    assert_eq!((stock(&t, mug), stock(&t, cup), stock(&t, shirt)), (10, 10, 10));
}

#[test]
fn what_is_not_there_is_refused_and_nothing_moves() {
    let t = TestApp::start();
    let (mug, cup, shirt) = t.seed(|conn| {
        let shirt = product("Shirt").insert(conn)?;
        create_variant(conn, shirt, &variant("Blue"), noon())?;
        Ok((product("Mug").inventory(2).insert(conn)?, product("Cup").insert(conn)?, shirt))
    });
    let id = made(&t, vec![line(mug, 1)]);
    let refused = |rows| t.refusal(|conn| change_lines(conn, &edit(), id, &rows));
    let short = ("quantity".into(), "Only 1 of “Mug” are left.".into());
    assert_eq!(refused(added(vec![line(cup, 1), line(mug, 2)])), short);
    assert_eq!(refused(added(vec![line(shirt, 1)])).0, "variant_id");
    assert_eq!(refused(added(vec![line(4_711, 1)])).0, "product_id");
    assert_eq!(refused(added(vec![line(cup, 0)])).0, "quantity");
    let priceless = OrderLineChange { unit_price: Some(Money(-1)), ..line(cup, 1) };
    assert_eq!(refused(added(vec![priceless])).0, "unit_price");
    let only = t.read(|conn| list_lines(conn, id))[0].clone();
    let none = Rows { removed: vec![only.0], ..Rows::default() };
    assert_eq!(refused(none).1, "An order needs at least one line.");
    let all = Rows {
        changed: vec![(only.0, OrderLineChange { quantity: 2, ..only.1.clone() })],
        ..Rows::default()
    };
    t.change(|conn| change_lines(conn, &edit(), id, &all));
    assert_eq!((stock(&t, mug), stock(&t, cup)), (0, 10), "its own unit counts");
    t.change(|conn| mark_paid(conn, &edit(), &[id]));
    assert!(refused(added(vec![line(cup, 1)])).1.contains("can no longer be changed"));
}

#[test]
fn the_code_of_an_order_counts_for_what_is_in_it_now() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        code("TEN").insert(conn)?;
        Ok(product("Mug").insert(conn)?)
    });
    let id = made(&t, vec![line(mug, 1)]);
    t.seed(|conn| Ok(diesel::update(orders::table.find(id)).set(orders::code.eq("TEN")).execute(conn)?));
    let only = t.read(|conn| list_lines(conn, id))[0].clone();
    for quantity in [3, 1, 4] {
        let more = (only.0, OrderLineChange { quantity, ..only.1.clone() });
        let change = Rows { changed: vec![more], ..Rows::default() };
        t.change(|conn| change_lines(conn, &edit(), id, &change));
        let stored = order(&t, id);
        let price = i64::from(quantity) * 1_000;
        assert_eq!((stored.subtotal, stored.discount), (Money(price), Money(price / 10)));
        let item = t.read(|conn| storefront::orders::queries::list_items(conn, id)).remove(0);
        let reasons = storefront::orders::views::stored_reasons(&item.why);
        assert_eq!(reasons.iter().map(|reason| reason.amount).sum::<i64>(), price * 9 / 10, "{reasons:?}");
    }
    adds_up(&t);
    assert_eq!(t.read(|conn| promotions::table.select(promotions::used_count).first::<i32>(conn)), 0);
}

#[test]
fn the_head_of_an_order_is_edited_and_statuses_move_by_their_rules() {
    let t = TestApp::start();
    let (mug, ann) = t.seed(|conn| Ok((product("Mug").insert(conn)?, customer("Ann").insert(conn)?)));
    let id = made(&t, vec![line(mug, 1)]);
    let change = OrderChange {
        customer_id: Some(ann.customer_id),
        email: "new@example.com".into(),
        notes: "Rings twice".into(),
        shipping_name: "Ann Lee".into(),
        shipping_street: "1 Road".into(),
        shipping_city: "Town".into(),
        shipping_zip: "12345".into(),
        shipping_country: "US".into(),
        ..mail_order()
    };
    store(&t, Some(id), &change);
    assert_eq!(t.read(|conn| find_change(conn, id)), Some(change.clone()));
    let refused =
        |change: OrderChange| t.refusal(|conn| save(conn, &edit(), &t.app.config, Some(id), &change)).0;
    assert_eq!(refused(OrderChange { email: "nobody".into(), ..change.clone() }), "email");
    assert_eq!(refused(OrderChange { shipping_country: "XX".into(), ..change.clone() }), "shipping_country");
    assert_eq!(refused(OrderChange { billing_name: "Bob".into(), ..change.clone() }), "billing_street");
    assert_eq!(refused(OrderChange { customer_id: Some(4_711), ..change.clone() }), "customer_id");

    let paid = OrderChange { payment_status: PaymentStatus::Complete, ..change.clone() };
    store(&t, Some(id), &paid);
    let failed = OrderChange { payment_status: PaymentStatus::Failed, ..change.clone() };
    assert_eq!(refused(failed.clone()), "payment_status");
    store(&t, Some(id), &change);
    store(&t, Some(id), &failed);
    assert!(order(&t, id).cancelled_at.is_some());
    assert_eq!(stock(&t, mug), 10);
    let shipped = OrderChange { fulfilment_status: FulfilmentStatus::Shipped, ..failed };
    assert_eq!(refused(shipped), "fulfilment_status");
    let kinds: Vec<String> =
        t.read(|conn| order_events::table.order(order_events::id).select(order_events::kind).load(conn));
    assert_eq!(kinds, ["placed", "paid", "payment_reversed", "cancelled"]);
}

#[test]
fn the_address_of_the_account_is_the_one_of_an_order_without_another() {
    let t = TestApp::start();
    let ann = t.seed(|conn| Ok(customer("Ann").insert(conn)?));
    let change = OrderChange { customer_id: Some(ann.customer_id), ..OrderChange::default() };
    let id = store(&t, None, &change);
    assert_eq!(order(&t, id).email, "ann@example.com");
    let nobody = t.refusal(|conn| save(conn, &edit(), &t.app.config, None, &OrderChange::default()));
    assert_eq!(nobody, ("email".into(), "This field is required.".into()));
    let unknown = OrderChange { customer_id: Some(4_711), ..OrderChange::default() };
    assert_eq!(t.refusal(|conn| save(conn, &edit(), &t.app.config, None, &unknown)).0, "customer_id");
}

#[test]
fn many_orders_are_moved_together_or_not_at_all_and_the_refusal_names_one() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let (first, second) = (made(&t, vec![line(mug, 1)]), made(&t, vec![line(mug, 1)]));
    assert_eq!(t.change(|conn| mark_paid(conn, &edit(), &[second])), 1);
    let number = order(&t, second).number;
    let (_, sentence) = t.refusal(|conn| mark_paid(conn, &edit(), &[first, second]));
    assert_eq!(sentence, format!("Order {number}: This order does not wait for a payment by invoice."));
    assert_eq!(order(&t, first).payment_status, PaymentStatus::Pending);
    assert!(t.refusal(|conn| cancel(conn, &edit(), &[first, second])).1.contains(&number));
    assert_eq!(stock(&t, mug), 8);
    assert_eq!(t.change(|conn| ship(conn, &edit(), &[first, second])), 2);
    assert_eq!(order(&t, first).fulfilment_status, FulfilmentStatus::Shipped);
}

#[test]
fn a_deleted_order_gives_its_stock_back_once_and_one_paid_by_a_provider_stays() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let ids: Vec<i64> = (0..4).map(|_| made(&t, vec![line(mug, 1)])).collect();
    let [open, cancelled, shipped, foreign] = ids[..] else { panic!() };
    t.change(|conn| cancel(conn, &edit(), &[cancelled]));
    t.change(|conn| ship(conn, &edit(), &[shipped]));
    t.change(|conn| mark_paid(conn, &edit(), &[foreign]));
    t.seed(|conn| {
        let own = payments::table.filter(payments::order_id.eq(foreign));
        Ok(diesel::update(own).set(payments::provider.eq("stripe")).execute(conn)?)
    });
    assert_eq!(stock(&t, mug), 7);
    let (_, sentence) = t.refusal(|conn| delete(conn, &edit(), &ids));
    assert!(sentence.contains(&order(&t, foreign).number), "{sentence}");
    assert_eq!(t.change(|conn| delete(conn, &edit(), &[open, cancelled, shipped])), 3);
    assert_eq!(stock(&t, mug), 8, "what was cancelled came back before, what was shipped is gone");
    assert_eq!(t.read(|conn| orders::table.count().get_result::<i64>(conn)), 1);
}
