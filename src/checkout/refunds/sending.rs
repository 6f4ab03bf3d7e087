//! Sending a refund to the provider: the job [`SEND`].

use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use super::hearing;
use crate::app::App;
use crate::checkout::paying::opening::OpeningError;
use crate::checkout::paying::refunding;
use crate::orders::queries::find_order;
use crate::payments::models::{Payment, Refund, RefundState};
use crate::payments::provider::{Provider, ProviderError, ProviderRefund, WantedRefund};
use crate::payments::queries::{self, NewDifference};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::queue;

/// The job.
pub const SEND: &str = "payments.send_refund";

/// Arguments of [`SEND`].
#[derive(Debug, Serialize, Deserialize)]
pub struct OneRefund {
    /// The refund.
    pub refund: i64,
}

/// Queues the sending of a refund.
pub(super) fn queue(conn: &mut Conn, refund: i64, now: Time) -> QueryResult<()> {
    queue::enqueue(conn, SEND, &OneRefund { refund }, now)
}

/// Asks the provider to give the money back, and stores what it says. Blocks meanwhile.
///
/// Asking again after no answer gives nothing back twice: the key is the same, and as the provider
/// forgets keys after a day, a further try looks first for what an earlier one has done. With
/// `is_last` staff are told that it is still waiting.
pub fn send(app: &App, id: i64, is_again: bool, is_last: bool) -> Result<(), OpeningError> {
    let found = app.db.read_blocking(|conn| find(conn, id))?;
    let Some((refund, payment)) = found else { return Ok(()) };
    let done = match (app.provider.as_deref(), payment.reference.as_deref()) {
        (Some(provider), Some(reference)) if provider.key() == payment.provider => {
            ask(app, provider, &refund, &payment, reference, is_again)
        }
        _ => Err(OpeningError::NotThisWay),
    };
    let now = app.now();
    match done {
        Ok(said) => {
            app.db.write_blocking(|conn| Ok(hearing::apply(conn, &payment.provider, &said, now).map(|_| ())?))
        }
        Err(OpeningError::Provider(error @ (ProviderError::Refused { .. } | ProviderError::Unknown))) => {
            app.db.write_blocking(|conn| Ok(hearing::fail(conn, &refund, &error.to_string(), now)?))
        }
        Err(error) if is_last => {
            app.db.write_blocking(|conn| {
                Ok::<_, OpeningError>(report_waiting(conn, &refund, &payment, now)?)
            })?;
            Err(error)
        }
        Err(error) => Err(error),
    }
}

fn find(conn: &mut Conn, id: i64) -> Result<Option<(Refund, Payment)>, OpeningError> {
    let Some(refund) = queries::find_refund(conn, id)?.filter(|refund| refund.state == RefundState::Pending)
    else {
        return Ok(None);
    };
    let payment = queries::find_payment(conn, refund.payment_id)?;
    Ok(payment.map(|payment| (refund, payment)))
}

fn ask(
    app: &App,
    provider: &dyn Provider,
    refund: &Refund,
    payment: &Payment,
    reference: &str,
    is_again: bool,
) -> Result<ProviderRefund, OpeningError> {
    if is_again {
        let known = refunding::list(app, reference)?;
        if let Some(known) = known.into_iter().find(|known| known.refund_id == Some(refund.id)) {
            return Ok(known);
        }
    }
    let wanted = WantedRefund {
        refund_id: refund.id,
        reference: reference.to_owned(),
        amount: refund.amount,
        currency: payment.currency.clone(),
    };
    Ok(provider.refund(&wanted, &format!("refund-{}", refund.id))?)
}

fn report_waiting(conn: &mut Conn, refund: &Refund, payment: &Payment, now: Time) -> QueryResult<()> {
    let number = find_order(conn, payment.order_id)?.map(|order| order.number).unwrap_or_default();
    let difference = NewDifference {
        order_id: Some(payment.order_id),
        payment_id: Some(payment.id),
        kind: "refund_waiting",
        subject: &format!("refund {}", refund.id),
        detail: &format!(
            "A refund of order {number} could not be sent to the provider yet. It is tried again by itself; look \
             whether the key of the provider is right."
        ),
        found_at: now,
    };
    queries::insert_difference(conn, &difference)
}
