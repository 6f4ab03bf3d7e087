//! Events of providers, and what does not match.

use diesel::prelude::*;

use crate::on_backend;
use crate::payments::models::{EventState, PaymentEvent};
use crate::platform::clock::Time;
use crate::platform::db::{Conn, among};
use crate::schema::{payment_differences as differences, payment_events as events};

/// An event that is about to be stored.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = events)]
pub struct NewEvent<'a> {
    /// The provider's name of it.
    pub event_id: &'a str,
    /// Such as `checkout.session.completed`.
    pub kind: &'a str,
    /// The provider's name of what it is about.
    pub subject: &'a str,
    /// What is needed of it, as JSON.
    pub payload: &'a str,
    /// What becomes of it.
    pub state: EventState,
    /// UTC.
    pub happened_at: Time,
    /// UTC.
    pub received_at: Time,
}

/// Stores an event and returns its key; `None` when it is there already.
pub fn insert_event(conn: &mut Conn, event: &NewEvent<'_>) -> QueryResult<Option<i64>> {
    on_backend!(conn, |c| diesel::insert_into(events::table)
        .values(event)
        .on_conflict_do_nothing()
        .returning(events::id)
        .get_result(c)
        .optional())
}

/// The event with this key.
pub fn find_event(conn: &mut Conn, id: i64) -> QueryResult<Option<PaymentEvent>> {
    events::table.find(id).select(PaymentEvent::as_select()).first(conn).optional()
}

/// Says what came of an event.
pub fn update_event(conn: &mut Conn, id: i64, state: EventState, note: &str, now: Time) -> QueryResult<()> {
    diesel::update(events::table.find(id))
        .set((events::state.eq(state), events::note.eq(note), events::handled_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// Something in which shop and provider disagree.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = differences)]
pub struct NewDifference<'a> {
    /// The order, if it is known.
    pub order_id: Option<i64>,
    /// The payment, if it is known.
    pub payment_id: Option<i64>,
    /// Stable name of the kind, such as `wrong_amount`.
    pub kind: &'a str,
    /// The provider's name of what it is about.
    pub subject: &'a str,
    /// A sentence for staff: what is wrong and what to do.
    pub detail: &'a str,
    /// UTC.
    pub found_at: Time,
}

/// Puts a difference onto the list of staff; the same one only once while it is open.
pub fn insert_difference(conn: &mut Conn, difference: &NewDifference<'_>) -> QueryResult<()> {
    on_backend!(conn, |c| diesel::insert_into(differences::table)
        .values(difference)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Takes a difference that is none any more off the list.
pub fn resolve_difference(
    conn: &mut Conn,
    kind: &str,
    subject: &str,
    by: &str,
    now: Time,
) -> QueryResult<usize> {
    diesel::update(differences::table)
        .filter(differences::kind.eq(kind))
        .filter(differences::subject.eq(subject))
        .filter(differences::resolved_at.is_null())
        .set((differences::resolved_at.eq(now), differences::resolved_by.eq(by)))
        .execute(conn)
}

/// Marks differences as dealt with; returns how many were open.
pub fn resolve_differences(conn: &mut Conn, ids: &[i64], by: &str, now: Time) -> QueryResult<usize> {
    diesel::update(differences::table.filter(among(differences::id, ids)))
        .filter(differences::resolved_at.is_null())
        .set((differences::resolved_at.eq(now), differences::resolved_by.eq(by)))
        .execute(conn)
}

/// Has these events looked at again, if staff were told that they do not fit; returns their keys.
pub fn reopen_events(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<i64>> {
    diesel::update(events::table.filter(among(events::id, ids)))
        .filter(events::state.eq_any([EventState::Parked, EventState::Flagged]))
        .set(events::state.eq(EventState::Received))
        .returning(events::id)
        .get_results(conn)
}

/// How many differences nobody has looked at yet.
pub fn count_open_differences(conn: &mut Conn) -> QueryResult<i64> {
    differences::table.filter(differences::resolved_at.is_null()).count().get_result(conn)
}
