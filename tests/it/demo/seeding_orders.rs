//! `storefront seed` of customers and orders.

use diesel::prelude::*;
use storefront::accounts;
use storefront::demo::synthetic::{SyntheticError, add_customers, add_orders, add_products};
use storefront::orders::checks;
use storefront::schema::{
    addresses, customers, order_addresses, order_events, order_items, orders, payments, products, users,
};

use crate::support::TestApp;
use crate::support::builders::product;

type Order = (String, String, Option<i64>, String, i64, i64);

fn orders_of(t: &TestApp) -> Vec<Order> {
    t.look(|conn| {
        Ok(orders::table
            .order(orders::id)
            .select((
                orders::number,
                orders::token,
                orders::customer_id,
                orders::payment_status,
                orders::subtotal,
                orders::total,
            ))
            .load(conn)?)
    })
}

#[test]
fn the_same_numbers_give_the_same_customers_and_orders() {
    let (first, second) = (TestApp::start(), TestApp::start());
    for t in [&first, &second] {
        add_products(&t.app.db, 80, |_| {}).unwrap();
    }
    add_customers(&first.app.db, 60, |_| {}).unwrap();
    add_customers(&second.app.db, 25, |_| {}).unwrap();
    add_customers(&second.app.db, 35, |_| {}).unwrap();
    add_orders(&first.app.db, &first.app.config, 700, |_| {}).unwrap();
    let mut told = Vec::new();
    add_orders(&second.app.db, &second.app.config, 400, |done| told.push(done)).unwrap();
    add_orders(&second.app.db, &second.app.config, 300, |_| {}).unwrap();
    assert_eq!(told, [400]);
    assert_eq!(orders_of(&first).len(), 700);
    assert!(orders_of(&first) == orders_of(&second), "two runs differ");
    let names: Vec<String> =
        first.look(|conn| Ok(users::table.order(users::id).select(users::username).load(conn)?));
    assert_eq!(
        (names.len(), names[0].as_str(), names[59].as_str()),
        (60, "customer000001", "customer000060")
    );
}

#[test]
fn seeded_orders_are_whole_and_add_up() {
    let t = TestApp::start();
    add_products(&t.app.db, 100, |_| {}).unwrap();
    add_customers(&t.app.db, 30, |_| {}).unwrap();
    add_orders(&t.app.db, &t.app.config, 600, |_| {}).unwrap();
    t.look(|conn| {
        assert_eq!(checks::list_not_adding_up(conn, 1_000)?, Vec::<String>::new());
        assert_eq!(accounts::checks::count_without_customer(conn)?, 0);
        assert_eq!(customers::table.count().get_result::<i64>(conn)?, 30);
        assert_eq!(addresses::table.count().get_result::<i64>(conn)?, 30);
        assert_eq!(order_addresses::table.count().get_result::<i64>(conn)?, 1_200);
        assert_eq!(payments::table.count().get_result::<i64>(conn)?, 600);
        let lines: i64 = order_items::table.count().get_result(conn)?;
        assert!((600..=3_000).contains(&lines), "{lines}");
        let placed: i64 =
            order_events::table.filter(order_events::kind.eq("placed")).count().get_result(conn)?;
        assert_eq!(placed, 600);
        let open: i64 = payments::table
            .inner_join(orders::table)
            .filter(payments::state.eq("open").ne(orders::payment_status.eq("P")))
            .count()
            .get_result(conn)?;
        assert_eq!(open, 0, "whoever waits has an open payment, and nobody else");
        let statuses: Vec<String> = orders::table
            .select(orders::payment_status)
            .distinct()
            .order(orders::payment_status)
            .load(conn)?;
        assert_eq!(statuses, ["C", "F", "P"]);
        let different: i64 = payments::table
            .inner_join(orders::table)
            .filter(payments::amount.ne(orders::total))
            .count()
            .get_result(conn)?;
        assert_eq!(different, 0);
        Ok(())
    });
}

#[test]
fn orders_without_products_or_customers_are_refused_with_a_sentence() {
    let t = TestApp::start();
    let refused = || add_orders(&t.app.db, &t.app.config, 1, |_| {}).unwrap_err();
    assert!(matches!(refused(), SyntheticError::NoProducts));
    t.seed(|conn| Ok(product("Mug").unpublished().insert(conn)?));
    assert!(refused().to_string().contains("--products"), "one that nobody sees does not count");
    t.seed(|conn| Ok(product("Jug").insert(conn)?));
    assert!(refused().to_string().contains("--customers"));
    assert_eq!(orders_of(&t), []);
    add_customers(&t.app.db, 1, |_| {}).unwrap();
    add_orders(&t.app.db, &t.app.config, 1, |_| {}).unwrap();
    let product: String = t.look(|conn| {
        Ok(order_items::table.inner_join(products::table).select(products::title).first(conn)?)
    });
    assert_eq!(product, "Jug");
}
