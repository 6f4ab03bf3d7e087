//! Money that goes back.

use diesel::prelude::*;

use crate::on_backend;
use crate::payments::models::{Payment, PaymentState, Refund, RefundLine, RefundState};
use crate::platform::actor::Actor;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, one_of};
use crate::platform::money::Money;
use crate::schema::{payments, refund_lines, refunds};

const OVER: [RefundState; 2] = [RefundState::Failed, RefundState::Cancelled];

/// The payment of an order that came in.
pub fn find_paid(conn: &mut Conn, order_id: i64) -> QueryResult<Option<Payment>> {
    payments::table
        .filter(payments::order_id.eq(order_id))
        .filter(payments::state.eq(PaymentState::Paid))
        .select(Payment::as_select())
        .first(conn)
        .optional()
}

/// Sets money of a payment aside for going back; `false` when so much is not left, whoever else asks
/// at the same time. Others that ask wait until the transaction ends.
pub fn reserve(conn: &mut Conn, payment_id: i64, amount: Money) -> QueryResult<bool> {
    let updated = diesel::update(payments::table.find(payment_id))
        .filter(payments::state.eq(PaymentState::Paid))
        .filter((payments::refunded + amount).le(payments::amount))
        .set(payments::refunded.eq(payments::refunded + amount))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Money that was set aside stays here after all.
pub fn release(conn: &mut Conn, payment_id: i64, amount: Money) -> QueryResult<()> {
    diesel::update(payments::table.find(payment_id))
        .set(payments::refunded.eq(payments::refunded - amount))
        .execute(conn)?;
    Ok(())
}

/// A refund that is about to be stored.
#[derive(Debug, Clone)]
pub struct NewRefund<'a> {
    /// The payment it is a part of.
    pub payment_id: i64,
    /// How much.
    pub amount: Money,
    /// What becomes of it.
    pub state: RefundState,
    /// Why.
    pub reason: &'a str,
    /// The provider's name of it, if it is known.
    pub reference: Option<&'a str>,
    /// When the money went back, UTC.
    pub settled_at: Option<Time>,
}

/// Stores a refund and returns its key.
pub fn insert_refund(conn: &mut Conn, refund: &NewRefund<'_>, by: &Actor, now: Time) -> QueryResult<i64> {
    diesel::insert_into(refunds::table)
        .values((
            refunds::payment_id.eq(refund.payment_id),
            refunds::amount.eq(refund.amount),
            refunds::state.eq(refund.state),
            refunds::reason.eq(refund.reason),
            refunds::reference.eq(refund.reference),
            refunds::settled_at.eq(refund.settled_at),
            refunds::actor.eq(&by.name),
            refunds::user_id.eq(by.user_id),
            refunds::created_at.eq(now),
        ))
        .returning(refunds::id)
        .get_result(conn)
}

/// Stores what a refund is for.
pub fn insert_lines(conn: &mut Conn, lines: &[RefundLine]) -> QueryResult<()> {
    on_backend!(conn, |c| diesel::insert_into(refund_lines::table).values(lines).execute(c))?;
    Ok(())
}

/// The refund with this key.
pub fn find_refund(conn: &mut Conn, id: i64) -> QueryResult<Option<Refund>> {
    refunds::table.find(id).select(Refund::as_select()).first(conn).optional()
}

/// The refund that the provider calls by this name.
pub fn find_refund_by_reference(conn: &mut Conn, reference: &str) -> QueryResult<Option<Refund>> {
    refunds::table.filter(refunds::reference.eq(reference)).select(Refund::as_select()).first(conn).optional()
}

/// The refunds of an order, oldest first.
pub fn list_refunds_of_order(conn: &mut Conn, order_id: i64) -> QueryResult<Vec<Refund>> {
    refunds::table
        .inner_join(payments::table)
        .filter(payments::order_id.eq(order_id))
        .order(refunds::id)
        .select(Refund::as_select())
        .load(conn)
}

/// What the refunds of an order are for. Those that failed give no money and no units back, but what
/// they put into stock is there.
pub fn list_lines_of_order(conn: &mut Conn, order_id: i64) -> QueryResult<Vec<RefundLine>> {
    let lines: Vec<(RefundLine, RefundState)> = refund_lines::table
        .inner_join(refunds::table.inner_join(payments::table))
        .filter(payments::order_id.eq(order_id))
        .order(refund_lines::id)
        .select((RefundLine::as_select(), refunds::state))
        .load(conn)?;
    let counted = |(line, state): (RefundLine, RefundState)| match OVER.contains(&state) {
        true => RefundLine { quantity: 0, amount: Money(0), ..line },
        false => line,
    };
    Ok(lines.into_iter().map(counted).collect())
}

/// Whether money of an order went back, or was to.
pub fn has_refunds(conn: &mut Conn, order_id: i64) -> QueryResult<bool> {
    let found = refunds::table
        .inner_join(payments::table)
        .filter(payments::order_id.eq(order_id))
        .select(refunds::id);
    diesel::select(diesel::dsl::exists(found)).get_result(conn)
}

/// The states of a refund that has no result yet.
const AWAITED: [RefundState; 2] = [RefundState::Pending, RefundState::Settling];

/// Refunds that were asked for before `created` and have no result.
pub fn list_awaited_refunds(conn: &mut Conn, created: Time, limit: i64) -> QueryResult<Vec<Refund>> {
    refunds::table
        .filter(one_of(refunds::state, AWAITED.map(RefundState::as_str)))
        .filter(refunds::created_at.lt(created))
        .order((refunds::created_at, refunds::id))
        .limit(limit)
        .select(Refund::as_select())
        .load(conn)
}

/// What became of a refund.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = refunds)]
pub struct RefundOutcome<'a> {
    /// The state.
    pub state: RefundState,
    /// The provider's name of it; kept when unknown.
    pub reference: Option<&'a str>,
    /// Why it failed, for staff.
    pub failure: &'a str,
    /// When the money went back, UTC.
    pub settled_at: Option<Time>,
}

/// Moves a refund on from the state it was seen in; `false` when it is in another one.
pub fn move_refund(
    conn: &mut Conn,
    id: i64,
    from: RefundState,
    outcome: &RefundOutcome<'_>,
) -> QueryResult<bool> {
    let updated =
        diesel::update(refunds::table.find(id)).filter(refunds::state.eq(from)).set(outcome).execute(conn)?;
    Ok(updated == 1)
}
