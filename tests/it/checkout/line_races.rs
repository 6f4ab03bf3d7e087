//! Lines that staff edit while the order is paid or cancelled: one of them comes too late.

use std::sync::Mutex;

use storefront::checkout::cancellation::{CancelError, cancel};
use storefront::checkout::order_editing::{OrderChange, save};
use storefront::checkout::order_lines::{OrderLineChange, change_lines, list_lines};
use storefront::orders::checks::list_not_adding_up;
use storefront::orders::models::{Order, PaymentStatus};
use storefront::orders::queries::find_order;
use storefront::payments::models::PaymentState;
use storefront::payments::payments::{PaymentError, book};
use storefront::payments::queries::list_of_order;
use storefront::platform::actor::Actor;
use storefront::platform::db::{Conn, write_transaction};
use storefront::platform::editing::{Refused, Rows};
use storefront::platform::money::Money;

use crate::support::at_once::at_once;
use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::shopping::left;
use crate::support::{TestApp, noon};

/// How often the three meet; either may win.
const ROUNDS: usize = 12;

fn two_more(product_id: i64) -> Rows<OrderLineChange> {
    let line = OrderLineChange { product_id, quantity: 2, ..OrderLineChange::default() };
    Rows { added: vec![line], ..Rows::default() }
}

fn placed(t: &TestApp, mug: i64) -> i64 {
    let change = OrderChange { email: "ann@example.com".into(), ..OrderChange::default() };
    let id = t.change(|conn| save(conn, &edit(), &t.app.config, None, &change));
    t.change(|conn| change_lines(conn, &edit(), id, &two_more(mug)));
    id
}

fn edit_lines(conn: &mut Conn, order: i64, mug: i64) -> bool {
    match write_transaction(conn, |conn| change_lines(conn, &edit(), order, &two_more(mug))) {
        Ok(_) => true,
        Err(Refused::Whole(_)) => false,
        Err(other) => panic!("{other:?}"),
    }
}

/// What the order cost when it was paid; `None` when it could not be paid.
fn pay(conn: &mut Conn, order: i64) -> Option<Money> {
    let paid = write_transaction(conn, |conn| {
        book(conn, order, &Actor::guest(), noon())?;
        Ok(find_order(conn, order)?.unwrap().total)
    });
    match paid {
        Ok(total) => Some(total),
        Err(PaymentError::NotOpen) => None,
        Err(other) => panic!("{other:?}"),
    }
}

fn call_off(conn: &mut Conn, order: i64) -> bool {
    match write_transaction(conn, |conn| cancel(conn, order, &Actor::guest(), noon())) {
        Ok(_) => true,
        Err(CancelError::TooLate) => false,
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn what_was_paid_is_what_the_lines_cost_however_they_were_edited_meanwhile() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").inventory(1_000).insert(conn)?));
    let mut units = 0;
    for round in 0..ROUNDS {
        let order = placed(&t, mug);
        let connections: Vec<Mutex<Conn>> =
            (0..3).map(|_| Mutex::new(t.app.config.database.connect().unwrap())).collect();
        let cost_when_paid = Mutex::new(None);
        let done = at_once(3, |number| {
            let conn = &mut *connections[number].lock().unwrap();
            match number {
                0 => edit_lines(conn, order, mug),
                1 => {
                    *cost_when_paid.lock().unwrap() = pay(conn, order);
                    cost_when_paid.lock().unwrap().is_some()
                }
                _ => call_off(conn, order),
            }
        });
        assert!(done[1] ^ done[2], "round {round}: paid and cancelled, or neither: {done:?}");
        let stored: Order = t.read(|conn| find_order(conn, order)).unwrap();
        let lines = t.read(|conn| list_lines(conn, order)).len();
        assert_eq!(lines, if done[0] { 2 } else { 1 }, "round {round}");
        if done[1] {
            units += 2 * i32::try_from(lines).unwrap();
            assert_eq!(stored.payment_status, PaymentStatus::Complete);
            assert_eq!(
                cost_when_paid.into_inner().unwrap(),
                Some(stored.total),
                "round {round}: edited after it"
            );
            let payments = t.read(|conn| list_of_order(conn, order));
            let paid: Vec<_> = payments.iter().filter(|one| one.state == PaymentState::Paid).collect();
            assert_eq!(
                paid.iter().map(|one| one.amount).collect::<Vec<_>>(),
                [stored.total],
                "round {round}"
            );
        } else {
            assert!(stored.cancelled_at.is_some());
        }
        assert_eq!(t.read(|conn| left(conn, mug)), 1_000 - units, "round {round}");
    }
    assert_eq!(t.read(|conn| list_not_adding_up(conn, 100)), Vec::<String>::new());
}
