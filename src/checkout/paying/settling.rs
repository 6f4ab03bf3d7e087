//! What a provider says of a page for paying, put to order and payment: the only place where a
//! payment of a provider changes.
//!
//! Hearing the same twice, late or in another order does no harm: paid and expired are final at the
//! provider, and every change here is guarded by the state it comes from.

use diesel::QueryResult;

use crate::checkout::cancellation::{CancelError, cancel_released};
use crate::events;
use crate::orders::history::{Happening, note};
use crate::orders::models::{Order, PaymentStatus};
use crate::orders::queries::{lock_order, move_payment_status};
use crate::payments::models::{Payment, PaymentState};
use crate::payments::provider::{PageState, PaymentPage};
use crate::payments::queries::{self, NewDifference, StoredPage};
use crate::platform::actor::Actor;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// What came of something a provider said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Order and payment are as the provider says.
    Settled,
    /// It is about nothing of this shop.
    NotOurs,
    /// It names a payment that is not known here (yet).
    Unknown,
    /// It does not fit; the sentence is on the list of staff.
    Flagged(String),
}

/// Puts what a provider says of a page to the payment it is for, and to its order.
pub fn apply(conn: &mut Conn, provider: &str, page: &PaymentPage, now: Time) -> QueryResult<Heard> {
    if page.state == PageState::Other {
        return Ok(Heard::NotOurs);
    }
    let Some(found) = find(conn, provider, page)? else { return Ok(Heard::Unknown) };
    // The order first: cancelling and booking take it in the same turn.
    let Some(order) = lock_order(conn, found.order_id)? else { return Ok(Heard::Unknown) };
    let Some(payment) = queries::find_payment(conn, found.id)? else { return Ok(Heard::Unknown) };
    match page.state {
        PageState::Paid => pay(conn, &order, &payment, page, now),
        PageState::Settling => settle_later(conn, &order, &payment, page, now),
        PageState::Failed => give_up(conn, &order, &payment, PaymentState::Failed, page, now),
        PageState::Expired => give_up(conn, &order, &payment, PaymentState::Cancelled, page, now),
        PageState::Open | PageState::Other => adopt(conn, &payment, page),
    }
}

/// The payment a page is for: by the page's name, else by what the page was opened with. The shop
/// may have been killed before it could note the name.
fn find(conn: &mut Conn, provider: &str, page: &PaymentPage) -> QueryResult<Option<Payment>> {
    if let Some(payment) = queries::find_by_session(conn, &page.session)? {
        return Ok(Some(payment));
    }
    let Some(id) = page.payment_id else {
        // A page that was opened for the order by other means.
        let Some(order_id) = page.order_id else { return Ok(None) };
        let awaited = queries::find_awaited(conn, order_id)?;
        return Ok(awaited.filter(|payment| payment.provider == provider && payment.session.is_none()));
    };
    let payment = queries::find_payment(conn, id)?;
    Ok(payment.filter(|payment| payment.provider == provider && page.order_id == Some(payment.order_id)))
}

fn adopt(conn: &mut Conn, payment: &Payment, page: &PaymentPage) -> QueryResult<Heard> {
    if payment.session.is_none() {
        let stored = StoredPage {
            session: &page.session,
            session_url: page.url.as_deref(),
            expires_at: page.expires_at,
        };
        queries::store_page(conn, payment.id, &stored)?;
    }
    Ok(Heard::Settled)
}

fn pay(
    conn: &mut Conn,
    order: &Order,
    payment: &Payment,
    page: &PaymentPage,
    now: Time,
) -> QueryResult<Heard> {
    if payment.state == PaymentState::Paid {
        return Ok(Heard::Settled);
    }
    if page.amount != Some(payment.amount) || page.currency.as_deref() != Some(payment.currency.as_str()) {
        let came = match (page.amount, page.currency.as_deref()) {
            (Some(amount), Some(currency)) => format!("{} {}", order.price(amount).plain(), currency),
            _ => "an unknown amount".to_owned(),
        };
        let detail = format!(
            "Order {} asks for {} {}, but {came} came in. The order was not marked as paid: look at the \
             payment at the provider, and give the money back or correct the order.",
            order.number,
            order.price(payment.amount).plain(),
            payment.currency
        );
        return flag(conn, payment, "wrong_amount", &page.session, detail, now);
    }
    if queries::find_paid(conn, order.id)?.is_some() {
        let detail =
            format!("Order {} was paid twice. Give the second payment back at the provider.", order.number);
        return flag(conn, payment, "paid_twice", &page.session, detail, now);
    }
    queries::mark_paid(conn, payment.id, page.reference.as_deref(), now)?;
    if !move_payment_status(conn, order.id, PaymentStatus::Pending, PaymentStatus::Complete)? {
        let detail = format!(
            "Order {} was paid after it had been cancelled. Give the money back with a refund, or send the \
             goods after all.",
            order.number
        );
        return flag(conn, payment, "paid_after_cancellation", &page.session, detail, now);
    }
    note(conn, order.id, Happening::Paid, "", &Actor::system(), now)?;
    if payment.state != PaymentState::Settling {
        events::order_taken(conn, order.id, now)?;
    }
    events::order_paid(conn, order.id, now)?;
    Ok(Heard::Settled)
}

fn settle_later(
    conn: &mut Conn,
    order: &Order,
    payment: &Payment,
    page: &PaymentPage,
    now: Time,
) -> QueryResult<Heard> {
    if queries::mark_settling(conn, payment.id, page.reference.as_deref())? {
        note(conn, order.id, Happening::PaymentOnItsWay, "", &Actor::system(), now)?;
        events::order_taken(conn, order.id, now)?;
    }
    Ok(Heard::Settled)
}

/// The money will not come: the hold ends, and what it held goes back.
fn give_up(
    conn: &mut Conn,
    order: &Order,
    payment: &Payment,
    state: PaymentState,
    page: &PaymentPage,
    now: Time,
) -> QueryResult<Heard> {
    if payment.state == PaymentState::Paid {
        let detail = format!(
            "Order {} is marked as paid, but the provider says that nothing was paid. Look at the payment at \
             the provider before you send anything.",
            order.number
        );
        return flag(conn, payment, "not_paid", &page.session, detail, now);
    }
    if !queries::mark_over(conn, payment.id, state)? {
        return Ok(Heard::Settled);
    }
    let reason = match (state, payment.closing_at) {
        (PaymentState::Failed, _) => "The payment failed.",
        (_, Some(_)) => "",
        _ => "It was not paid in time.",
    };
    match cancel_released(conn, order.id, reason, &Actor::system(), now) {
        Ok(()) => Ok(Heard::Settled),
        Err(CancelError::Database(error)) => Err(error),
        Err(CancelError::TooLate | CancelError::OnItsWay) => match order.payment_status {
            PaymentStatus::Complete | PaymentStatus::Failed => Ok(Heard::Settled),
            PaymentStatus::Pending => {
                let detail = format!(
                    "The payment of order {} did not come, but the order has been shipped.",
                    order.number
                );
                flag(conn, payment, "shipped_unpaid", &page.session, detail, now)
            }
        },
    }
}

/// Puts what does not fit onto the list of staff, where the same is once.
pub(in crate::checkout) fn flag(
    conn: &mut Conn,
    payment: &Payment,
    kind: &str,
    subject: &str,
    detail: String,
    now: Time,
) -> QueryResult<Heard> {
    let difference = NewDifference {
        order_id: Some(payment.order_id),
        payment_id: Some(payment.id),
        kind,
        subject,
        detail: &detail,
        found_at: now,
    };
    queries::insert_difference(conn, &difference)?;
    Ok(Heard::Flagged(detail))
}
