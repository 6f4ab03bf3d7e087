//! Asking the provider: about every payment that is still waited for after a while, and about the
//! pages it opened lately. What differs is repaired, or put onto the list of staff.

use std::sync::Arc;

use chrono::TimeDelta;

use super::closing::{self, release_in};
use super::opening::{OpeningError, ask_for_page, heed};
use super::refunding;
use super::settling::{self, Heard};
use crate::app::App;
use crate::checkout::refunds::{hearing, sending};
use crate::orders::queries::{find_order, list_items};
use crate::payments::models::{Payment, Refund, RefundState};
use crate::payments::provider::{PageState, PaymentPage, Provider, ProviderError};
use crate::payments::queries::{self, NewDifference};

/// The periodic job.
pub const RECONCILE: &str = "payments.reconcile";

/// A payment is waited for so long before the provider is asked.
const PATIENCE: TimeDelta = TimeDelta::minutes(5);
/// A refund takes a bank some days; one that was not sent is sent again before long.
const REFUND_PATIENCE: TimeDelta = TimeDelta::hours(1);
/// Payments that one run asks about.
const MOST: i64 = 200;
/// Pages opened in this time are looked through: events are delivered for three days at most, and a
/// page lives for one.
const LATELY: TimeDelta = TimeDelta::hours(26);

/// What one run found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Payments the provider was asked about.
    pub asked: usize,
    /// Pages that were looked through.
    pub listed: usize,
    /// Differences for staff.
    pub flagged: usize,
}

/// Asks the provider about everything that is not settled: the job [`RECONCILE`]. Without a provider
/// there is nothing to ask.
///
/// A payment that cannot be asked about does not keep the others from being; the first error ends up
/// as that of the job.
pub fn run(app: &App) -> Result<Reconciled, OpeningError> {
    let Some(provider) = app.provider.clone() else { return Ok(Reconciled::default()) };
    let mut found = Reconciled::default();
    let awaited = ask_about_awaited(app, &provider, &mut found);
    let refunds = ask_about_refunds(app, &provider, &mut found);
    let listed = look_through_pages(app, &provider, &mut found);
    awaited.and(refunds).and(listed).map(|()| found)
}

/// Refunds without a result: those that could not be sent are sent once more.
fn ask_about_refunds(
    app: &App,
    provider: &Arc<dyn Provider>,
    found: &mut Reconciled,
) -> Result<(), OpeningError> {
    let before = app.now() - REFUND_PATIENCE;
    let refunds = app
        .db
        .read_blocking(|conn| Ok::<_, OpeningError>(queries::list_awaited_refunds(conn, before, MOST)?))?;
    let mut first_error = None;
    for refund in refunds {
        found.asked += 1;
        if let Err(error) = ask_about_refund(app, provider, &refund) {
            first_error = first_error.or(Some(error));
        }
    }
    first_error.map_or(Ok(()), Err)
}

fn ask_about_refund(app: &App, provider: &Arc<dyn Provider>, refund: &Refund) -> Result<(), OpeningError> {
    if refund.state == RefundState::Pending {
        return sending::send(app, refund.id, true, false);
    }
    let payment = app
        .db
        .read_blocking(|conn| Ok::<_, OpeningError>(queries::find_payment(conn, refund.payment_id)?))?;
    let Some(reference) = payment.and_then(|payment| payment.reference) else { return Ok(()) };
    let said = refunding::list(app, &reference)?;
    let now = app.now();
    app.db.write_blocking(|conn| {
        for one in &said {
            hearing::apply(conn, provider.key(), one, now)?;
        }
        Ok(())
    })
}

fn ask_about_awaited(
    app: &App,
    provider: &Arc<dyn Provider>,
    found: &mut Reconciled,
) -> Result<(), OpeningError> {
    let before = app.now() - PATIENCE;
    let payments = app.db.read_blocking(|conn| {
        Ok::<_, OpeningError>(queries::list_awaited(conn, provider.key(), before, before, MOST)?)
    })?;
    let mut first_error = None;
    for payment in payments {
        found.asked += 1;
        if let Err(error) = ask(app, provider, &payment) {
            first_error = first_error.or(Some(error));
            continue;
        }
        let now = app.now();
        app.db
            .write_blocking(|conn| Ok::<_, OpeningError>(queries::mark_checked(conn, &[payment.id], now)?))?;
    }
    first_error.map_or(Ok(()), Err)
}

fn ask(app: &App, provider: &Arc<dyn Provider>, payment: &Payment) -> Result<(), OpeningError> {
    if payment.closing_at.is_some() {
        return closing::close(app, payment.id);
    }
    match &payment.session {
        Some(session) => match provider.find_page(session) {
            Ok(page) => heed(app, provider, &page),
            Err(ProviderError::Unknown) => report_lost(app, payment, session),
            Err(error) => Err(error.into()),
        },
        None => find_or_release(app, provider, payment),
    }
}

/// A payment without a page: the customer never came to it, or the shop was killed before it could
/// note the page's name. Once the page would have ended, asking under the same key tells which.
fn find_or_release(app: &App, provider: &Arc<dyn Provider>, payment: &Payment) -> Result<(), OpeningError> {
    let now = app.now();
    let end = payment.expires_at.unwrap_or(payment.created_at + app.config.payment_hold);
    if end > now {
        return Ok(());
    }
    if payment.expires_at.is_some() {
        let found = app.db.read_blocking(|conn| {
            let order = find_order(conn, payment.order_id)?;
            Ok::<_, OpeningError>((order, list_items(conn, payment.order_id)?))
        })?;
        let (Some(order), items) = found else { return Ok(()) };
        match ask_for_page(app, provider, &order, &items, payment) {
            Ok(page) => return heed(app, provider, &provider.find_page(&page.session)?),
            Err(ProviderError::Refused { .. } | ProviderError::Unknown) => {}
            Err(error) => return Err(error.into()),
        }
    }
    app.db.write_blocking(|conn| release_in(conn, payment, "It was not paid in time.", now))
}

fn report_lost(app: &App, payment: &Payment, session: &str) -> Result<(), OpeningError> {
    let difference = NewDifference {
        order_id: Some(payment.order_id),
        payment_id: Some(payment.id),
        kind: "unknown_page",
        subject: session,
        detail: "The provider does not know the payment page of this order. Was the account or the key of the \
                 provider changed? Look whether it was paid, and cancel the order if it was not.",
        found_at: app.now(),
    };
    app.db.write_blocking(|conn| Ok::<_, OpeningError>(queries::insert_difference(conn, &difference)?))
}

/// Everything that was paid lately must be known here.
fn look_through_pages(
    app: &App,
    provider: &Arc<dyn Provider>,
    found: &mut Reconciled,
) -> Result<(), OpeningError> {
    let since = app.now() - LATELY;
    let mut after: Option<String> = None;
    loop {
        let listed = provider.list_pages(since, after.as_deref())?;
        for page in &listed.entries {
            found.listed += 1;
            if compare(app, provider, page)? {
                found.flagged += 1;
            }
        }
        after = listed.entries.last().map(|page| page.session.clone());
        if after.is_none() || !listed.has_more {
            return Ok(());
        }
    }
}

/// Puts a page to its payment; whether staff have to look at it.
fn compare(app: &App, provider: &Arc<dyn Provider>, page: &PaymentPage) -> Result<bool, OpeningError> {
    // Of pages that are open or nothing came of, those that are waited for are asked about above.
    if page.state != PageState::Paid {
        return Ok(false);
    }
    let now = app.now();
    app.db.write_blocking(|conn| match settling::apply(conn, provider.key(), page, now)? {
        Heard::Settled | Heard::NotOurs => Ok(false),
        Heard::Flagged(_) => Ok(true),
        // Other shops may take money with the same account: only what was opened here is missed.
        Heard::Unknown if page.payment_id.is_none() => Ok(false),
        Heard::Unknown => {
            let difference = NewDifference {
                order_id: None,
                payment_id: None,
                kind: "unknown",
                subject: &page.session,
                detail: "The provider took money for an order that this shop does not know. Give it back at \
                         the provider, or find out which order it is for.",
                found_at: now,
            };
            queries::insert_difference(conn, &difference)?;
            Ok(true)
        }
    })
}
