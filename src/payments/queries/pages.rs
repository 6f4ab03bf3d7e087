//! Payments that are made on a provider's page.

use diesel::prelude::*;

use crate::payments::models::{Payment, PaymentState};
use crate::platform::clock::Time;
use crate::platform::db::{Conn, among, one_of};
use crate::schema::payments;

const AWAITED: [PaymentState; 2] = [PaymentState::Open, PaymentState::Settling];

/// The payment with this key.
pub fn find_payment(conn: &mut Conn, id: i64) -> QueryResult<Option<Payment>> {
    payments::table.find(id).select(Payment::as_select()).first(conn).optional()
}

/// The payment whose page has this name.
pub fn find_by_session(conn: &mut Conn, session: &str) -> QueryResult<Option<Payment>> {
    payments::table.filter(payments::session.eq(session)).select(Payment::as_select()).first(conn).optional()
}

/// The payment that a provider calls by this name.
pub fn find_by_reference(conn: &mut Conn, provider: &str, reference: &str) -> QueryResult<Option<Payment>> {
    payments::table
        .filter(payments::reference.eq(reference))
        .filter(payments::provider.eq(provider))
        .order(payments::id)
        .select(Payment::as_select())
        .first(conn)
        .optional()
}

/// The payment that an order waits for.
pub fn find_awaited(conn: &mut Conn, order_id: i64) -> QueryResult<Option<Payment>> {
    payments::table
        .filter(payments::order_id.eq(order_id))
        .filter(payments::state.eq_any(AWAITED))
        .select(Payment::as_select())
        .first(conn)
        .optional()
}

/// Payments of a provider that are waited for, asked for before `created` and not asked about since
/// `checked`: those that were looked at longest ago first.
pub fn list_awaited(
    conn: &mut Conn,
    provider: &str,
    created: Time,
    checked: Time,
    limit: i64,
) -> QueryResult<Vec<Payment>> {
    payments::table
        .filter(payments::provider.eq(provider))
        .filter(one_of(payments::state, AWAITED.map(PaymentState::as_str)))
        .filter(payments::created_at.lt(created))
        .filter(payments::checked_at.is_null().or(payments::checked_at.lt(checked)))
        .order((payments::created_at, payments::id))
        .limit(limit)
        .select(Payment::as_select())
        .load(conn)
}

/// Notes that the provider was asked about these payments.
pub fn mark_checked(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    diesel::update(payments::table.filter(among(payments::id, ids)))
        .set(payments::checked_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Says when the page that is about to be opened will end.
pub fn plan_page(conn: &mut Conn, id: i64, expires_at: Time) -> QueryResult<()> {
    diesel::update(payments::table.find(id).filter(payments::session.is_null()))
        .set(payments::expires_at.eq(expires_at))
        .execute(conn)?;
    Ok(())
}

/// Counts on to another page, after the provider refused this one; `false` when somebody else did.
pub fn plan_next_page(conn: &mut Conn, payment: &Payment, expires_at: Time) -> QueryResult<bool> {
    let updated = diesel::update(payments::table.find(payment.id))
        .filter(payments::attempt.eq(payment.attempt))
        .filter(payments::session.is_null())
        .filter(payments::state.eq(PaymentState::Open))
        .set((payments::attempt.eq(payments::attempt + 1), payments::expires_at.eq(expires_at)))
        .execute(conn)?;
    Ok(updated == 1)
}

/// The page of a payment as it is stored.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = payments)]
pub struct StoredPage<'a> {
    /// The provider's name of it.
    pub session: &'a str,
    /// Its address.
    pub session_url: Option<&'a str>,
    /// When it ends, UTC.
    pub expires_at: Option<Time>,
}

/// Keeps the page that was opened for an open payment; `false` when it is open no longer or has one.
pub fn store_page(conn: &mut Conn, id: i64, page: &StoredPage<'_>) -> QueryResult<bool> {
    let updated = diesel::update(payments::table.find(id))
        .filter(payments::session.is_null())
        .filter(payments::state.eq(PaymentState::Open))
        .set(page)
        .execute(conn)?;
    Ok(updated == 1)
}

/// Notes that the page of an open payment is to be closed; `false` when it is not open, or is being
/// closed already.
pub fn mark_closing(conn: &mut Conn, id: i64, now: Time) -> QueryResult<bool> {
    let updated = diesel::update(payments::table.find(id))
        .filter(payments::state.eq(PaymentState::Open))
        .filter(payments::closing_at.is_null())
        .set(payments::closing_at.eq(now))
        .execute(conn)?;
    Ok(updated == 1)
}

/// The customer has done everything and the money is on its way: the page can neither end nor be
/// closed any more.
pub fn mark_settling(conn: &mut Conn, id: i64, reference: Option<&str>) -> QueryResult<bool> {
    let updated = diesel::update(payments::table.find(id))
        .filter(payments::state.eq(PaymentState::Open))
        .set((
            payments::state.eq(PaymentState::Settling),
            payments::reference.eq(reference),
            payments::expires_at.eq(None::<Time>),
            payments::closing_at.eq(None::<Time>),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

/// The money came in; `false` when it had already, or when the order has another payment that did.
pub fn mark_paid(conn: &mut Conn, id: i64, reference: Option<&str>, now: Time) -> QueryResult<bool> {
    let updated = diesel::update(payments::table.find(id))
        .filter(payments::state.ne_all([PaymentState::Paid, PaymentState::Reversed]))
        .set((
            payments::state.eq(PaymentState::Paid),
            payments::reference.eq(reference),
            payments::settled_at.eq(now),
            payments::closing_at.eq(None::<Time>),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Nothing came and nothing will; `false` when it was not waited for.
pub fn mark_over(conn: &mut Conn, id: i64, state: PaymentState) -> QueryResult<bool> {
    let updated = diesel::update(payments::table.find(id))
        .filter(payments::state.eq_any(AWAITED))
        .set((payments::state.eq(state), payments::closing_at.eq(None::<Time>)))
        .execute(conn)?;
    Ok(updated == 1)
}
