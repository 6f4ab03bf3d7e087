//! Sending the customer to the provider's page.

use std::sync::Arc;

use chrono::TimeDelta;
use diesel::QueryResult;

use super::settling;
use crate::app::App;
use crate::orders::models::{Order, OrderItem, PaymentStatus};
use crate::orders::queries::{find_by_token, find_order, list_items, lock_order};
use crate::payments::models::{Payment, PaymentState};
use crate::payments::provider::{PaymentPage, Provider, ProviderError, WantedLine, WantedPage};
use crate::payments::queries;
use crate::platform::db::{Conn, PoolError};
use crate::platform::money::Money;
use crate::urls;

/// A page that ends sooner is not worth going to.
const WORTH_GOING: TimeDelta = TimeDelta::minutes(1);

/// Where the customer goes now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The provider's page.
    Page(String),
    /// It is paid, or as good as.
    NothingToPay,
    /// The order is over: cancelled, or being cancelled.
    Over,
}

/// Why the customer cannot pay now.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    /// This shop has no such provider, or the order is paid in another way.
    #[error("This order is not paid on a payment page.")]
    NotThisWay,
    /// The provider.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// No connection.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

/// Opens the page for paying an order, or finds the one that is open. Blocks while the provider is
/// asked. Whatever fails, order and hold stay as they are, and asking again goes on.
pub fn open(app: &App, token: &str) -> Result<Next, OpeningError> {
    let provider = app.provider.clone().ok_or(OpeningError::NotThisWay)?;
    let now = app.now();
    let planned = app.db.write_blocking(|conn| plan(conn, app, provider.key(), token))?;
    let (order, items, payment) = match planned {
        Planned::Open(found) => *found,
        Planned::Next(next) => return Ok(next),
    };
    let Some(session) = &payment.session else {
        return open_new(app, &provider, &order, &items, payment);
    };
    let lasts = payment.expires_at.is_some_and(|end| end > now + WORTH_GOING);
    if let (Some(url), true) = (&payment.session_url, lasts) {
        return Ok(Next::Page(url.clone()));
    }
    let page = provider.find_page(session)?;
    heed(app, &provider, &page)?;
    after(app, order.id, &page)
}

/// What is to be done, as the rows say.
enum Planned {
    Open(Box<(Order, Vec<OrderItem>, Payment)>),
    Next(Next),
}

fn plan(conn: &mut Conn, app: &App, provider: &str, token: &str) -> Result<Planned, OpeningError> {
    let Some(order) = find_by_token(conn, token)? else { return Err(OpeningError::NotThisWay) };
    let Some(order) = lock_order(conn, order.id)? else { return Err(OpeningError::NotThisWay) };
    if order.payment_status == PaymentStatus::Complete {
        return Ok(Planned::Next(Next::NothingToPay));
    }
    if order.cancelled_at.is_some() {
        return Ok(Planned::Next(Next::Over));
    }
    match queries::find_awaited(conn, order.id)? {
        Some(payment) if payment.provider != provider => Err(OpeningError::NotThisWay),
        Some(payment) if payment.state == PaymentState::Settling => Ok(Planned::Next(Next::NothingToPay)),
        Some(payment) if payment.closing_at.is_some() => Ok(Planned::Next(Next::Over)),
        Some(mut payment) => {
            if payment.expires_at.is_none() {
                let end = app.now() + app.config.payment_hold;
                queries::plan_page(conn, payment.id, end)?;
                payment.expires_at = Some(end);
            }
            let items = list_items(conn, order.id)?;
            Ok(Planned::Open(Box::new((order, items, payment))))
        }
        None => Err(OpeningError::NotThisWay),
    }
}

/// Opens a page that is not known yet. Asking again after no answer gives the same page; the provider
/// refuses one that would end too soon, and then there is none, so that another may be asked for.
fn open_new(
    app: &App,
    provider: &Arc<dyn Provider>,
    order: &Order,
    items: &[OrderItem],
    mut payment: Payment,
) -> Result<Next, OpeningError> {
    let page = match ask_for_page(app, provider, order, items, &payment) {
        Err(ProviderError::Refused { .. })
            if payment.expires_at < Some(app.now() + app.config.payment_hold) =>
        {
            let end = app.now() + app.config.payment_hold;
            let planned =
                |conn: &mut Conn| Ok::<_, OpeningError>(queries::plan_next_page(conn, &payment, end)?);
            if !app.db.write_blocking(planned)? {
                return Ok(Next::Over);
            }
            payment.attempt += 1;
            payment.expires_at = Some(end);
            ask_for_page(app, provider, order, items, &payment)?
        }
        other => other?,
    };
    heed(app, provider, &page)?;
    after(app, order.id, &page)
}

/// Asks for the page of this attempt; also how a page is found whose name did not arrive.
pub(super) fn ask_for_page(
    app: &App,
    provider: &Arc<dyn Provider>,
    order: &Order,
    items: &[OrderItem],
    payment: &Payment,
) -> Result<PaymentPage, ProviderError> {
    let absolute = |path: String| format!("{}{path}", app.config.base_url);
    let wanted = WantedPage {
        order_id: order.id,
        order_number: order.number.clone(),
        payment_id: payment.id,
        email: order.email.clone(),
        amount: payment.amount,
        currency: payment.currency.clone(),
        lines: lines(order, items, payment.amount),
        expires_at: payment.expires_at.unwrap_or_else(|| app.now() + app.config.payment_hold),
        success_href: absolute(urls::payment_completed(&order.token)),
        cancel_href: absolute(urls::payment_canceled(&order.token)),
    };
    provider.open_page(&wanted, &key(payment))
}

/// The key under which a page is opened.
fn key(payment: &Payment) -> String {
    format!("page-{}-{}", payment.id, payment.attempt)
}

/// The lines of an order as the provider prints them: unit by unit where a line divides evenly, whole
/// lines where a discount or tax leaves cents, and one line for everything should they not add up.
fn lines(order: &Order, items: &[OrderItem], amount: Money) -> Vec<WantedLine> {
    let mut lines: Vec<WantedLine> = items
        .iter()
        .filter(|item| item.total > Money(0))
        .map(|item| {
            let units = i64::from(item.quantity);
            let title = match item.variant_label.is_empty() {
                true => item.title.clone(),
                false => format!("{} ({})", item.title, item.variant_label),
            };
            match item.total.0.checked_rem(units) {
                Some(0) => {
                    WantedLine { title, quantity: item.quantity, unit_amount: Money(item.total.0 / units) }
                }
                _ => WantedLine {
                    title: format!("{} × {title}", item.quantity),
                    quantity: 1,
                    unit_amount: item.total,
                },
            }
        })
        .collect();
    let goods: i64 = items.iter().map(|item| item.total.0).sum();
    if amount.0 > goods {
        let title = match order.shipping_method.as_str() {
            "" => "Shipping".to_owned(),
            name => format!("Shipping: {name}"),
        };
        lines.push(WantedLine { title, quantity: 1, unit_amount: Money(amount.0 - goods) });
    }
    match goods <= amount.0 {
        true => lines,
        false => {
            vec![WantedLine { title: format!("Order {}", order.number), quantity: 1, unit_amount: amount }]
        }
    }
}

/// Stores what the provider says of a page.
pub(super) fn heed(app: &App, provider: &Arc<dyn Provider>, page: &PaymentPage) -> Result<(), OpeningError> {
    let now = app.now();
    app.db.write_blocking(|conn| Ok::<_, OpeningError>(settling::apply(conn, provider.key(), page, now)?))?;
    Ok(())
}

/// Where the customer goes, after what the provider said was stored.
fn after(app: &App, order_id: i64, page: &PaymentPage) -> Result<Next, OpeningError> {
    let (order, payment) = app.db.read_blocking(|conn| {
        Ok::<_, OpeningError>((find_order(conn, order_id)?, queries::find_awaited(conn, order_id)?))
    })?;
    if order.is_some_and(|order| order.payment_status == PaymentStatus::Complete) {
        return Ok(Next::NothingToPay);
    }
    match payment {
        Some(payment) if payment.state == PaymentState::Settling => Ok(Next::NothingToPay),
        Some(payment) if payment.closing_at.is_none() && payment.session.as_ref() == Some(&page.session) => {
            Ok(page.url.clone().map_or(Next::Over, Next::Page))
        }
        _ => Ok(Next::Over),
    }
}

/// Whether a provider's page waits for the customer to pay this order.
pub fn can_be_paid(conn: &mut Conn, order: &Order, provider: Option<&str>) -> QueryResult<Option<Payment>> {
    if order.cancelled_at.is_some() || order.payment_status != PaymentStatus::Pending {
        return Ok(None);
    }
    let awaited = queries::find_awaited(conn, order.id)?;
    Ok(awaited.filter(|payment| Some(payment.provider.as_str()) == provider))
}
