//! Reads and writes of the payments' table. No rules.

use diesel::prelude::*;

use super::models::{Payment, PaymentState};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::schema::payments;

/// Stores a payment that is waited for. A second one for the same order violates a constraint.
pub fn insert_open(
    conn: &mut Conn,
    order_id: i64,
    provider: &str,
    amount: Money,
    currency: &str,
    now: Time,
) -> QueryResult<()> {
    diesel::insert_into(payments::table)
        .values((
            payments::order_id.eq(order_id),
            payments::provider.eq(provider),
            payments::state.eq(PaymentState::Open),
            payments::amount.eq(amount),
            payments::currency.eq(currency),
            payments::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Moves an order's payment by this provider from one state to another and says when it was
/// settled; `None` when there is none in that state.
pub fn move_state(
    conn: &mut Conn,
    order_id: i64,
    provider: &str,
    from: PaymentState,
    to: PaymentState,
    settled_at: Option<Time>,
) -> QueryResult<Option<Payment>> {
    diesel::update(payments::table)
        .filter(payments::order_id.eq(order_id))
        .filter(payments::provider.eq(provider))
        .filter(payments::state.eq(from))
        .set((payments::state.eq(to), payments::settled_at.eq(settled_at)))
        .returning(<Payment as Selectable<crate::platform::db::MultiBackend>>::construct_selection())
        .get_result(conn)
        .optional()
}

/// Stops waiting for the payment of an order.
pub fn cancel_open(conn: &mut Conn, order_id: i64) -> QueryResult<usize> {
    diesel::update(payments::table)
        .filter(payments::order_id.eq(order_id))
        .filter(payments::state.eq(PaymentState::Open))
        .set(payments::state.eq(PaymentState::Cancelled))
        .execute(conn)
}

/// The payments of an order, oldest first.
pub fn list_of_order(conn: &mut Conn, order_id: i64) -> QueryResult<Vec<Payment>> {
    payments::table
        .filter(payments::order_id.eq(order_id))
        .order(payments::id)
        .select(Payment::as_select())
        .load(conn)
}
