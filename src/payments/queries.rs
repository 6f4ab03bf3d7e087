//! Reads and writes of the payments' tables. No rules.

mod events;
mod invoices;
mod pages;
mod refunds;

use diesel::prelude::*;

use super::methods::Method;
use super::models::{Payment, PaymentState};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::schema::payments;

pub use events::{
    NewDifference, NewEvent, count_open_differences, find_event, insert_difference, insert_event,
    reopen_events, resolve_difference, resolve_differences, update_event,
};
pub use invoices::{
    find_credited, find_invoice, find_invoice_of, insert_invoice, list_credited_lines, list_documents,
    take_serial,
};
pub use pages::{
    StoredPage, find_awaited, find_by_reference, find_by_session, find_payment, list_awaited, mark_checked,
    mark_closing, mark_over, mark_paid, mark_settling, plan_next_page, plan_page, store_page,
};
pub use refunds::{
    NewRefund, RefundOutcome, find_paid, find_refund, find_refund_by_reference, has_refunds, insert_lines,
    insert_refund, list_awaited_refunds, list_lines_of_order, list_refunds_of_order, move_refund, release,
    reserve,
};

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

/// Sets what the manual payment of an order is about, when the order became another one.
pub fn update_amount(conn: &mut Conn, order_id: i64, amount: Money) -> QueryResult<()> {
    diesel::update(payments::table)
        .filter(payments::order_id.eq(order_id))
        .filter(payments::provider.eq(Method::Invoice.key()))
        .filter(payments::state.eq_any([PaymentState::Open, PaymentState::Paid]))
        .set(payments::amount.eq(amount))
        .execute(conn)?;
    Ok(())
}

/// Whether a provider has anything to do with an order.
pub fn has_foreign(conn: &mut Conn, order_id: i64) -> QueryResult<bool> {
    let foreign = payments::table
        .filter(payments::order_id.eq(order_id))
        .filter(payments::provider.ne(Method::Invoice.key()))
        .filter(payments::state.ne(PaymentState::Cancelled))
        .select(payments::id);
    diesel::select(diesel::dsl::exists(foreign)).get_result(conn)
}

/// The payments of an order, oldest first.
pub fn list_of_order(conn: &mut Conn, order_id: i64) -> QueryResult<Vec<Payment>> {
    payments::table
        .filter(payments::order_id.eq(order_id))
        .order(payments::id)
        .select(Payment::as_select())
        .load(conn)
}
