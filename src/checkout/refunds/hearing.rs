//! What a provider says of a refund, put to the refund it is. Hearing the same twice, late or in
//! another order does no harm.

use diesel::QueryResult;

use super::requesting::message;
use crate::checkout::paying::settling::{Heard, flag};
use crate::events;
use crate::orders::history::{Happening, note};
use crate::orders::models::Order;
use crate::orders::queries::lock_order;
use crate::payments::models::{Payment, Refund, RefundState};
use crate::payments::provider::{ProviderRefund, ProviderRefundState};
use crate::payments::queries::{self, NewRefund, RefundOutcome};
use crate::platform::actor::Actor;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// Puts what the provider says of a refund to the one it is. One that was made at the provider becomes
/// one of ours.
pub fn apply(conn: &mut Conn, provider: &str, said: &ProviderRefund, now: Time) -> QueryResult<Heard> {
    let Some(reference) = said.reference.as_deref() else { return Ok(Heard::NotOurs) };
    let Some(found) = queries::find_by_reference(conn, provider, reference)? else {
        return Ok(Heard::Unknown);
    };
    let Some(order) = lock_order(conn, found.order_id)? else { return Ok(Heard::Unknown) };
    let Some(payment) = queries::find_payment(conn, found.id)? else { return Ok(Heard::Unknown) };
    let known = match queries::find_refund_by_reference(conn, &said.name)? {
        Some(refund) => Some(refund),
        None => match said.refund_id {
            Some(id) => queries::find_refund(conn, id)?
                .filter(|refund| refund.payment_id == payment.id && refund.reference.is_none()),
            None => None,
        },
    };
    match known {
        Some(refund) if refund.amount != said.amount || payment.currency != said.currency => {
            let detail = format!(
                "A refund of order {} is about {} here and about another amount at the provider.",
                order.number,
                order.price(refund.amount)
            );
            flag(conn, &payment, "refund_differs", &said.name, detail, now)
        }
        Some(refund) => hear(conn, &order, &payment, &refund, said, now),
        None => adopt(conn, &order, &payment, said, now),
    }
}

fn hear(
    conn: &mut Conn,
    order: &Order,
    payment: &Payment,
    refund: &Refund,
    said: &ProviderRefund,
    now: Time,
) -> QueryResult<Heard> {
    use RefundState::{Cancelled, Failed, Pending, Settling, Succeeded};
    let to = state(said.state);
    let moves = match (refund.state, to) {
        (Pending, Settling) | (Pending | Settling, Succeeded) => true,
        // The bank may send the money back after all.
        (Pending | Settling | Succeeded, Failed | Cancelled) => true,
        _ => false,
    };
    if !moves {
        return Ok(Heard::Settled);
    }
    let outcome = RefundOutcome {
        state: to,
        reference: Some(&said.name),
        failure: &said.failure,
        settled_at: (to == Succeeded).then_some(now),
    };
    if !queries::move_refund(conn, refund.id, refund.state, &outcome)? {
        return Ok(Heard::Settled);
    }
    if matches!(to, Failed | Cancelled) {
        return give_up(conn, order, payment, refund, &said.failure, now);
    }
    // Staff may have been told that it could not be sent.
    let by = Actor::system().name;
    queries::resolve_difference(conn, "refund_waiting", &format!("refund {}", refund.id), &by, now)?;
    if refund.state == Pending {
        events::order_refunded(conn, order.id, refund.id, &order.price(refund.amount).to_string(), now)?;
    }
    Ok(Heard::Settled)
}

/// A refund that the provider refused: the money stays here, and staff are told.
pub fn fail(conn: &mut Conn, refund: &Refund, failure: &str, now: Time) -> QueryResult<()> {
    let Some(found) = queries::find_payment(conn, refund.payment_id)? else { return Ok(()) };
    let Some(order) = lock_order(conn, found.order_id)? else { return Ok(()) };
    let outcome = RefundOutcome { state: RefundState::Failed, reference: None, failure, settled_at: None };
    if queries::move_refund(conn, refund.id, RefundState::Pending, &outcome)? {
        give_up(conn, &order, &found, refund, failure, now)?;
    }
    Ok(())
}

fn give_up(
    conn: &mut Conn,
    order: &Order,
    payment: &Payment,
    refund: &Refund,
    failure: &str,
    now: Time,
) -> QueryResult<Heard> {
    queries::release(conn, payment.id, refund.amount)?;
    note(
        conn,
        order.id,
        Happening::RefundFailed,
        &order.price(refund.amount).to_string(),
        &Actor::system(),
        now,
    )?;
    let why = if failure.is_empty() { String::new() } else { format!(" ({failure})") };
    let detail = format!(
        "A refund of {} for order {} failed{why}. The money is still here: give it back in another way, or try \
         again.",
        order.price(refund.amount),
        order.number
    );
    flag(conn, payment, "refund_failed", &format!("refund {}", refund.id), detail, now)
}

/// A refund that was made at the provider.
fn adopt(
    conn: &mut Conn,
    order: &Order,
    payment: &Payment,
    said: &ProviderRefund,
    now: Time,
) -> QueryResult<Heard> {
    let to = state(said.state);
    if matches!(to, RefundState::Failed | RefundState::Cancelled) {
        return Ok(Heard::Settled);
    }
    if payment.currency != said.currency || !queries::reserve(conn, payment.id, said.amount)? {
        let detail = format!(
            "At the provider more was given back for order {} than this shop knows to have come in.",
            order.number
        );
        return flag(conn, payment, "refund_too_much", &said.name, detail, now);
    }
    let by = Actor { name: "Payment provider".to_owned(), ..Actor::system() };
    let refund = NewRefund {
        payment_id: payment.id,
        amount: said.amount,
        state: to,
        reason: "",
        reference: Some(&said.name),
        settled_at: (to == RefundState::Succeeded).then_some(now),
    };
    let id = queries::insert_refund(conn, &refund, &by, now)?;
    note(conn, order.id, Happening::Refunded, &message(order, said.amount, ""), &by, now)?;
    events::order_refunded(conn, order.id, id, &order.price(said.amount).to_string(), now)?;
    Ok(Heard::Settled)
}

fn state(said: ProviderRefundState) -> RefundState {
    match said {
        ProviderRefundState::Settling => RefundState::Settling,
        ProviderRefundState::Succeeded => RefundState::Succeeded,
        ProviderRefundState::Failed => RefundState::Failed,
        ProviderRefundState::Cancelled => RefundState::Cancelled,
    }
}
